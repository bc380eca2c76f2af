import { type AccountLog, currentEpoch } from '@commonseal/account-log';
import { CommonsealError, type AccountId, type UserId } from '@commonseal/protocol';
import { bytesOf } from '../bytes.ts';
import { inTransaction } from '../database/database.ts';
import { type BatchKey } from '../repositories/uploads.ts';
import { replaceBatchSeal } from '../repositories/batch-seals.ts';
import { putLateSeal } from '../repositories/seals.ts';
import type { Services } from '../services.ts';
import { withLockedLog } from './locked-log.ts';
import { notFound } from './not-found.ts';

/** A seal that no entry names. */
export interface LateSeal {
  readonly epoch: number;
  readonly seal: Buffer;
}

/**
 * Keeps the current account seed for a member who has joined since its epoch began. Whoever opens it checks it against
 * the log; one that opens nothing can be replaced.
 * @throws CommonsealError `epoch_ended` for another epoch than the current one; `not_found` for somebody who is no
 * member; `forbidden` for a member whom the epoch's entry names
 */
export async function keepMemberSeal(
  { pool, accountLogs }: Services,
  accountId: AccountId,
  callerId: UserId,
  { userId, epoch, seal }: LateSeal & { readonly userId: UserId },
): Promise<void> {
  await inTransaction(pool, (db) =>
    withLockedLog(db, accountLogs, accountId, async (log) => {
      if (!log.state.members.has(callerId)) throw notFound();
      requireCurrent(log, epoch);
      const member = log.state.members.get(userId);
      if (!member) throw notFound();
      const isLate = member.since > currentEpoch(log.state).since;
      const late = { accountId: bytesOf(accountId), epoch, userId: bytesOf(userId), seal };
      if (!isLate || !(await putLateSeal(db, late))) {
        throw new CommonsealError('forbidden', 'an entry of the log names the seal');
      }
    }),
  );
}

/**
 * Puts a seal under the current epoch into the place of an accepted batch's: part of a deep rotation. The manifest's
 * own seal, where it is under that epoch, stays.
 * @throws CommonsealError `forbidden` unless an owner calls; `epoch_ended`, `not_found`, `batch_refused`
 */
export async function resealBatch(
  { pool, accountLogs }: Services,
  accountId: AccountId,
  callerId: UserId,
  { batch, ...late }: LateSeal & { readonly batch: BatchKey },
): Promise<void> {
  await inTransaction(pool, (db) =>
    withLockedLog(db, accountLogs, accountId, async (log) => {
      if (log.state.members.get(callerId)?.role !== 'owner') {
        throw new CommonsealError('forbidden', 'owners only');
      }
      requireCurrent(log, late.epoch);
      const result = await replaceBatchSeal(db, batch, late);
      if (!result) throw notFound();
      if (result !== 'replaced')
        throw new CommonsealError('batch_refused', 'sealed under this epoch already');
    }),
  );
}

function requireCurrent(log: AccountLog, epoch: number): void {
  if (epoch !== currentEpoch(log.state).epoch) throw new CommonsealError('epoch_ended');
}
