import { type UserEntryKind, userEntryTypes } from '../entry-kind.ts';
import { readCredential } from '../credential-format.ts';
import type { NewCredential } from '../state.ts';
import { admit } from '../ways-in.ts';

/** One more way in, to the keys as they are. */
export const credentialAddedEntry: UserEntryKind<NewCredential> = {
  type: userEntryTypes.credentialAdded,
  parse: (reader) => readCredential(reader, ['passkey', 'kit', 'device']),
  apply: admit,
};
