import type { AccountLog } from '@commonseal/account-log';
import type { AccountId } from '@commonseal/protocol';
import type { AccountLogs } from '../account-logs.ts';
import { bytesOf } from '../bytes.ts';
import type { Queryable } from '../database/database.ts';
import { lockAccount } from '../repositories/accounts.ts';
import { notFound } from './not-found.ts';

/**
 * Locks the account for the rest of the transaction and hands out its verified log, which the work only reads: so it
 * stays true whatever becomes of the transaction.
 * @throws CommonsealError `not_found`
 */
export async function withLockedLog<T>(
  db: Queryable,
  accountLogs: AccountLogs,
  accountId: AccountId,
  work: (log: AccountLog) => Promise<T>,
): Promise<T> {
  const head = await lockAccount(db, bytesOf(accountId));
  if (!head) throw notFound();
  const log = await accountLogs.take(db, accountId, head);
  try {
    return await work(log);
  } finally {
    accountLogs.putBack(accountId, log);
  }
}
