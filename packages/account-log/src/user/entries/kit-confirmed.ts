import { CredentialId, shortIdBytes } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import { type UserEntryKind, userEntryTypes } from '../entry-kind.ts';

/** The person has shown that they can read what was printed. */
export const kitConfirmedEntry: UserEntryKind<CredentialId> = {
  type: userEntryTypes.kitConfirmed,
  parse: (reader) => CredentialId.fromBytes(reader.bytes(shortIdBytes)),
  apply(state, credentialId) {
    const kit = state.credentials.get(credentialId);
    if (kit?.kind !== 'kit') return new Refused('not there');
    if (kit.isConfirmed) return new Refused('already there');
    return { credentials: new Map(state.credentials).set(credentialId, { ...kit, isConfirmed: true }) };
  },
};
