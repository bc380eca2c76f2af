import { type AccountLog, type HeadStatement, verifyHeadStatement } from '@commonseal/account-log';
import { CommonsealError, type AccountId, type UserId } from '@commonseal/protocol';
import { bytesOf } from '../bytes.ts';
import { inTransaction } from '../database/database.ts';
import { isFarAhead } from '../far-ahead.ts';
import { type StoredStatement, replaceStatement } from '../repositories/head-statements.ts';
import type { Services } from '../services.ts';
import { refused } from './delivered-entry.ts';
import { withLockedLog } from './locked-log.ts';
import { notFound } from './not-found.ts';

/**
 * Keeps a member's statement of what they know of the log, in the place of their last one.
 * @throws CommonsealError `malformed`, `signature_invalid`; `forbidden` for another's; `log_refused` for a head that is
 * not on the log or a time far ahead; `log_conflict` when a newer one is there
 */
export async function keepHeadStatement(
  { pool, accountLogs }: Services,
  accountId: AccountId,
  callerId: UserId,
  signed: StoredStatement,
): Promise<void> {
  await inTransaction(pool, (db) =>
    withLockedLog(db, accountLogs, accountId, async (log) => {
      const { head, timeMs } = requireOwn(log, callerId, signed);
      if (log.compare(head) !== 'on it') throw refused('the head is not on the log');
      if (isFarAhead(timeMs)) throw refused('the time is ahead');
      const place = { accountId: bytesOf(accountId), userId: bytesOf(callerId) };
      const isKept = await replaceStatement(db, { ...place, ...signed, timeMs, headSequence: head.sequence });
      if (!isKept) throw new CommonsealError('log_conflict', 'a newer statement is there');
    }),
  );
}

function requireOwn(log: AccountLog, callerId: UserId, signed: StoredStatement): HeadStatement {
  if (!log.state.members.has(callerId)) throw notFound();
  const statement = verifyHeadStatement(log.state, signed);
  if (statement?.userId !== callerId) throw new CommonsealError('forbidden', "another one's statement");
  return statement;
}
