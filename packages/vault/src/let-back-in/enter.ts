import type { AccountId } from '@commonseal/protocol';
import type { SignedResetRequest } from '@commonseal/account-log';
import { openLog } from '../account/open-log.ts';
import type { Person } from '../session/person.ts';
import { appendUserStep, joinStep, syncUserLog } from '../session/user-steps.ts';
import type { LetBackInHost } from './host.ts';
import { requireLetIn } from './require-let-in.ts';

/**
 * Puts an account onto the person's own list, after its log was found to hold the very request.
 * @param signed with its answer confirmed: only then are its account and head more than words of the server's
 * @throws CommonsealError `key_mismatch`, `request_over`, `log_fork`, `log_refused`
 */
export async function joinByReturn(
  { client, storage }: Pick<LetBackInHost, 'client' | 'storage'>,
  person: Person,
  signed: SignedResetRequest,
): Promise<AccountId> {
  const { accountId } = signed.request;
  // Every signature is verified: nobody on this side has seen this log before.
  const log = await openLog(client, storage, accountId, []);
  requireLetIn(log, person, signed);
  await syncUserLog(client, person);
  await appendUserStep(client, person, () =>
    person.userLog.state.accounts.has(accountId)
      ? undefined
      : joinStep(person, accountId, log.head, Date.now()),
  );
  person.accountHeads.set(accountId, log.head);
  return accountId;
}
