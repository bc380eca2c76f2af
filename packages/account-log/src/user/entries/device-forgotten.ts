import { CredentialId, shortIdBytes } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import { type UserEntryKind, userEntryTypes } from '../entry-kind.ts';
import { withdraw } from '../ways-in.ts';

/** A device has destroyed its own secret: nobody has it any more, so the keys stay. */
export const deviceForgottenEntry: UserEntryKind<CredentialId> = {
  type: userEntryTypes.deviceForgotten,
  parse: (reader) => CredentialId.fromBytes(reader.bytes(shortIdBytes)),
  apply(state, credentialId) {
    if (state.credentials.get(credentialId)?.kind !== 'device') return new Refused('not there');
    return withdraw(state, [credentialId]);
  },
};
