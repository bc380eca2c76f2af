import { accountJoinedEntry } from './entries/account-joined.ts';
import { accountLeftEntry } from './entries/account-left.ts';
import { credentialAddedEntry } from './entries/credential-added.ts';
import { deviceForgottenEntry } from './entries/device-forgotten.ts';
import { kitConfirmedEntry } from './entries/kit-confirmed.ts';
import { passwordChangedEntry } from './entries/password-changed.ts';
import { userRekeyEntry } from './entries/rekey.ts';
import { type UserEntryKind, type UserEntryName, userEntryTypes } from './entry-kind.ts';

/** Every kind of entry after the first. */
export const userEntryKinds = {
  accountJoined: accountJoinedEntry,
  accountLeft: accountLeftEntry,
  credentialAdded: credentialAddedEntry,
  passwordChanged: passwordChangedEntry,
  rekey: userRekeyEntry,
  deviceForgotten: deviceForgottenEntry,
  kitConfirmed: kitConfirmedEntry,
};
type Kinds = typeof userEntryKinds;

/** What stands in each kind of entry. */
export type UserEntryMatters = {
  readonly [Name in keyof Kinds]: Kinds[Name] extends UserEntryKind<infer Payload> ? Payload : never;
};

export function userEntryNameOf(type: number): UserEntryName | undefined {
  return (Object.keys(userEntryTypes) as UserEntryName[]).find((name) => userEntryTypes[name] === type);
}
