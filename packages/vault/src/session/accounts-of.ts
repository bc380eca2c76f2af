import type { AccountId } from '@commonseal/protocol';
import type { Head, UserLog } from '@commonseal/account-log';

/**
 * The accounts that the person's own log names, which nobody else can write; the server is not asked which there are.
 * Of each the newest head that log and anchor know, or what was verified since.
 */
export function accountsOf(userLog: UserLog, anchored: ReadonlyMap<AccountId, Head>): Map<AccountId, Head> {
  const joined = userLog.state.accounts;
  return new Map(
    Array.from(joined, ([accountId, head]) => {
      const known = anchored.get(accountId);
      return [accountId, known && known.sequence > head.sequence ? known : head];
    }),
  );
}
