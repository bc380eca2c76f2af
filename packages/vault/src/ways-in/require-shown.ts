import { CommonsealError, type CredentialId } from '@commonseal/protocol';
import type { UserState } from '@commonseal/account-log';
import type { KeyChange } from './replace-keys.ts';

/**
 * Who is about to lose their way in may add another one at any moment: what has come since the list was drawn would get the
 * new keys, and nobody would have seen it.
 * @param shown what the person had before their eyes when they decided
 * @throws CommonsealError `log_conflict`
 */
export function requireShown(
  { credentials }: UserState,
  change: KeyChange,
  shown: readonly CredentialId[],
): KeyChange {
  const isMeant = new Set([...change.withdrawn, ...shown]);
  if (![...credentials.keys()].every((credentialId) => isMeant.has(credentialId)))
    throw new CommonsealError('log_conflict', 'a way in that was not shown');
  return change;
}
