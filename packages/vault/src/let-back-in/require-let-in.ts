import { CommonsealError } from '@commonseal/protocol';
import { type AccountLog, type SignedResetRequest, haveSameKeys } from '@commonseal/account-log';
import { type Person, publicKeysOf } from '../session/person.ts';

/**
 * Nothing but a `reset` makes somebody a successor, and it repeats the request whole and signed by the keys that are the
 * member's then. With these keys one request was signed for this account, so it is this one; and the rules have found its head on
 * this very log.
 * @throws CommonsealError `key_mismatch`
 */
export function requireLetIn(
  { state }: AccountLog,
  { userSeed }: Person,
  { request }: SignedResetRequest,
): void {
  const member = state.members.get(request.userId);
  if (member?.succeeds !== request.memberId || !haveSameKeys(member, publicKeysOf(userSeed)))
    throw new CommonsealError('key_mismatch', 'the log does not hold the request');
}
