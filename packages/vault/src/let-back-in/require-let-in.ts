import { CommonsealError } from '@commonseal/protocol';
import { type AccountLog, type SignedResetRequest, haveSameKeys } from '@commonseal/account-log';
import { type Person, publicKeysOf } from '../session/person.ts';

/**
 * Nothing but a `reset` makes somebody a successor, and it repeats the request whole and signed by the keys that are the
 * member's then. Of several requests by these keys for the same member of the same account it is one as good as another: the
 * words of each are of that account and member.
 * @throws CommonsealError `key_mismatch`, `log_fork`, `log_rollback`; `request_over` when they were let in with keys that are
 * theirs no more
 */
export function requireLetIn(log: AccountLog, { userSeed }: Person, { request }: SignedResetRequest): void {
  log.requireExtends(request.head);
  const member = log.state.members.get(request.userId);
  if (member?.succeeds !== request.memberId)
    throw new CommonsealError('key_mismatch', 'the log does not hold the request');
  if (!haveSameKeys(member, publicKeysOf(userSeed)))
    throw new CommonsealError('request_over', 'let in with keys that were replaced since');
}
