import { CommonsealError } from '@commonseal/protocol';
import { bytesOf } from '../bytes.ts';
import type { PersonCaller, WorkerCaller } from '../caller.ts';
import type { Queryable } from '../database/database.ts';
import { type Scope, findScope, isInScope, isJobOf, listHandedOver } from '../repositories/grants.ts';
import type { ItemKey } from '../repositories/body-chunks.ts';
import type { BatchKey } from '../repositories/uploads.ts';
import type { GrantKey } from '../repositories/job-parts.ts';
import { notFound } from './not-found.ts';

/** Whom account keys are sealed to. */
export function readerOf(caller: PersonCaller | WorkerCaller) {
  return caller.kind === 'person'
    ? ({ kind: 'member', id: bytesOf(caller.userId) } as const)
    : ({ kind: 'worker', id: bytesOf(caller.workerId) } as const);
}

/** What is for those that may read all the time. @throws CommonsealError `forbidden` for a worker with jobs alone */
export async function requireScope(db: Queryable, accountId: Buffer, caller: WorkerCaller): Promise<Scope> {
  const scope = await findScope(db, accountId, bytesOf(caller.workerId));
  if (!scope) throw new CommonsealError('forbidden', 'only jobs are granted');
  return scope;
}

/** That a person belongs to the account was checked when the request came in. @throws CommonsealError `not_found` */
export async function requireMayReadBody(
  db: Queryable,
  item: ItemKey,
  caller: PersonCaller | WorkerCaller,
): Promise<void> {
  if (caller.kind === 'person') return;
  if ((await thoseToRead(db, item, [item.itemId], caller)).length === 0) throw notFound();
}

/** Of items of a batch those that a caller may read: a person all, see `requireMayReadBody`. */
export async function thoseToRead(
  db: Queryable,
  batch: BatchKey,
  itemIds: readonly Buffer[],
  caller: PersonCaller | WorkerCaller,
): Promise<readonly Buffer[]> {
  if (caller.kind === 'person') return itemIds;
  const workerId = bytesOf(caller.workerId);
  const scope = await findScope(db, batch.accountId, workerId);
  if (scope && (await isInScope(db, batch, scope))) return itemIds;
  return listHandedOver(db, batch, itemIds, workerId);
}

/** What was handed over for a job is for its worker; members see how far it is. @throws CommonsealError `not_found` */
export async function requireOwnJob(
  db: Queryable,
  key: GrantKey,
  caller: PersonCaller | WorkerCaller,
): Promise<void> {
  if (caller.kind === 'person') return;
  if (!(await isJobOf(db, key, bytesOf(caller.workerId)))) throw notFound();
}
