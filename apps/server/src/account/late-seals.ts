import { type AccountLog, type AccountState, currentEpoch, isInForce } from '@commonseal/account-log';
import { CommonsealError, type AccountId, type UserId, type WorkerId } from '@commonseal/protocol';
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

/** Whom a late seal is for: nobody else gets one. */
export type LateReader =
  | { readonly kind: 'member'; readonly id: UserId }
  | { readonly kind: 'worker'; readonly id: WorkerId };

/**
 * Keeps the current account seed for a member who has joined since its epoch began, or a worker that was granted to read since. Whoever
 * opens it checks it against the log; one that opens nothing can be replaced.
 * @throws CommonsealError `epoch_ended` for another epoch than the current one; `not_found` for somebody who is no
 * member, or a worker without a standing grant in force; `forbidden` for one that the epoch's entry names
 */
export async function keepLateSeal(
  { pool, accountLogs }: Services,
  accountId: AccountId,
  callerId: UserId,
  { reader, epoch, seal }: LateSeal & { readonly reader: LateReader },
): Promise<void> {
  await inTransaction(pool, (db) =>
    withLockedLog(db, accountLogs, accountId, async (log) => {
      if (!log.state.members.has(callerId)) throw notFound();
      requireCurrent(log, epoch);
      const isLate = readsSince(log.state, reader) > currentEpoch(log.state).since;
      const late = { recipientKind: reader.kind, recipientId: bytesOf(reader.id), seal };
      if (!isLate || !(await putLateSeal(db, bytesOf(accountId), epoch, late))) {
        throw new CommonsealError('forbidden', 'an entry of the log names the seal');
      }
    }),
  );
}

/** The entry by which somebody may read. By the clock of this server as well: an expiry has no entry. */
function readsSince(state: AccountState, { kind, id }: LateReader): number {
  if (kind === 'member') return state.members.get(id)?.since ?? nobody();
  const grant = state.grants.get(state.workers.get(id)?.standing ?? -1);
  return grant && isInForce(grant, Math.max(Date.now(), state.timeMs)) ? grant.since : nobody();
}

function nobody(): never {
  throw notFound();
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
