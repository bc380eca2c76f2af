import { type AccountId, parseBase64url } from '@commonseal/protocol';
import { AccountLog } from '@commonseal/account-log';

interface LogPage {
  readonly entries: readonly string[];
  readonly more: boolean;
}

/**
 * Fetches and verifies a whole log for somebody who is not in the account yet.
 * @returns it, and the last page that was fetched
 * @throws CommonsealError `log_refused`, `log_fork`
 */
export async function fetchWholeLog<Page extends LogPage>(
  accountId: AccountId,
  fetchFrom: (after: number | undefined) => Promise<Page>,
): Promise<{ readonly log: AccountLog; readonly page: Page }> {
  let page = await fetchFrom(undefined);
  const log = AccountLog.verify(page.entries.map(parseBase64url), accountId);
  while (page.more && page.entries.length > 0) {
    page = await fetchFrom(log.head.sequence);
    for (const next of page.entries) log.append(parseBase64url(next));
  }
  return { log, page };
}
