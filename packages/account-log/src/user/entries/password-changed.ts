import { Refused } from '../../refused.ts';
import { readCredential } from '../credential-format.ts';
import { type UserEntryKind, userEntryTypes } from '../entry-kind.ts';
import type { NewCredential } from '../state.ts';
import { admit, passwordOf, withdraw } from '../ways-in.ts';

/** A password in the place of the present one. The keys stay: whoever knew the old one and took a copy of its seal keeps them. */
export const passwordChangedEntry: UserEntryKind<NewCredential> = {
  type: userEntryTypes.passwordChanged,
  parse: (reader) => readCredential(reader, ['password']),
  apply(state, credential, frame) {
    const without = withdraw(state, [passwordOf(state)]);
    return without instanceof Refused ? without : admit(without, credential, frame);
  },
};
