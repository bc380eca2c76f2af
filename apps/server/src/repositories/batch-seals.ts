import SQL from '@nearform/sql';
import { type Queryable, firstOf, rowsOf } from '../database/database.ts';
import type { BatchKey } from './uploads.ts';

/** Batches whose seal is under an epoch before the given one, in the account's sequence. */
export async function listOldSeals(
  db: Queryable,
  accountId: Buffer,
  page: { readonly before: number; readonly after: number; readonly limit: number },
): Promise<{ readonly sequence: number; readonly batchId: Buffer }[]> {
  return rowsOf(
    db,
    SQL`
      select sequence, batch_id as "batchId" from batches
      where account_id = ${accountId} and seal_epoch < ${page.before} and sequence > ${page.after}
      order by sequence limit ${page.limit}`,
  );
}

export async function countOldSeals(db: Queryable, accountId: Buffer, before: number): Promise<number> {
  const row = await firstOf<{ count: number }>(
    db,
    SQL`select count(*) from batches where account_id = ${accountId} and seal_epoch < ${before}`,
  );
  return row?.count ?? 0;
}

/**
 * Puts another seal into the place of a batch's. The manifest's own under the same epoch stays: what the writer signed
 * is worth more.
 * @returns undefined when no such batch was accepted
 */
export async function replaceBatchSeal(
  db: Queryable,
  { accountId, batchId }: BatchKey,
  { epoch, seal }: { readonly epoch: number; readonly seal: Buffer },
): Promise<'replaced' | "the manifest's" | undefined> {
  const row = await firstOf<{ isNew: boolean }>(
    db,
    SQL`
      with present as (
        select sequence, seal_epoch < ${epoch} or resealed as is_new from batches
        where account_id = ${accountId} and batch_id = ${batchId}
      ), replaced as (
        update batches set seal = ${seal}, seal_epoch = ${epoch}, resealed = true
        where account_id = ${accountId} and sequence = (select sequence from present where is_new)
      )
      select is_new as "isNew" from present`,
  );
  if (!row) return undefined;
  return row.isNew ? 'replaced' : "the manifest's";
}
