import { type AccountId, CommonsealError } from '@commonseal/protocol';
import { type Opening, openSession } from './open-account.ts';

/** The answer to a person's own leaving may get lost; then the log is not shown to them any more. */
export function whenAlreadyGone(error: unknown): void {
  if (!(error instanceof CommonsealError) || error.code !== 'removed_from_account') throw error;
}

/** @throws CommonsealError `already_member` while the person is in the account, what keeps from knowing it */
export async function requireGone(opening: Opening, accountId: AccountId): Promise<void> {
  const isIn = await openSession(opening, accountId).then(
    () => true,
    (error: unknown) => whenAlreadyGone(error),
  );
  if (isIn) throw new CommonsealError('already_member', 'leave it instead');
}
