import type { Credential, UserState } from '@commonseal/account-log';
import { bytesOf } from '../bytes.ts';

/** What an entry has changed of somebody's ways in. */
export interface CredentialChanges {
  readonly added: readonly Credential[];
  readonly withdrawn: readonly Credential[];
  readonly kept: readonly Credential[];
}

export function credentialChanges(before: UserState, after: UserState): CredentialChanges {
  const now = [...after.credentials.values()];
  return {
    added: now.filter(({ credentialId }) => !before.credentials.has(credentialId)),
    kept: now.filter(({ credentialId }) => before.credentials.has(credentialId)),
    withdrawn: [...before.credentials.values()].filter(
      ({ credentialId }) => !after.credentials.has(credentialId),
    ),
  };
}

/** With a new password, whoever gives it goes on. */
export function passwordsAmong(added: readonly Credential[]): Buffer[] {
  return added.filter(({ kind }) => kind === 'password').map(({ credentialId }) => bytesOf(credentialId));
}
