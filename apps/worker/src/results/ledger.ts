import type { AccountId, BatchId, ItemId } from '@commonseal/protocol';
import type { Queryable } from '../queue/database.ts';
import type { Finding } from './result-item.ts';

/** Of which analyser, in which version, a result is. */
export interface Made {
  readonly accountId: AccountId;
  readonly analyser: string;
  readonly version: string;
}

/** Items of a batch that have a result already. */
export async function itemsOfBatch(
  db: Queryable,
  { accountId, analyser, version }: Made,
  batchId: BatchId,
): Promise<ReadonlySet<ItemId>> {
  const { rows } = await db.query<{ item_id: ItemId }>(
    `select item_id from commonseal_work.ledger
     where account_id = $1 and batch_id = $2 and analyser = $3 and version = $4`,
    [accountId, batchId, analyser, version],
  );
  return new Set(rows.map(({ item_id: itemId }) => itemId));
}

export async function hasResult(
  db: Queryable,
  { accountId, analyser, version }: Made,
  itemId: ItemId,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from commonseal_work.ledger
     where account_id = $1 and item_id = $2 and analyser = $3 and version = $4`,
    [accountId, itemId, analyser, version],
  );
  return rowCount === 1;
}

/** Enters what has no result yet. @returns what was entered: that, and nothing else, gets one */
export async function enter(
  db: Queryable,
  { accountId, analyser, version }: Made,
  {
    findings,
    ...of
  }: {
    readonly findings: readonly Finding[];
    readonly resultBatchId: BatchId;
    readonly runId: string;
    readonly taskKey: string;
  },
): Promise<readonly Finding[]> {
  const { rows } = await db.query<{ item_id: ItemId }>(
    `insert into commonseal_work.ledger
       (account_id, analyser, version, result_batch_id, run_id, task_key, item_id, batch_id, is_failed)
     select $1, $2, $3, $4, $5, $6, item.id, item.batch_id, item.is_failed
     from unnest($7::text[], $8::text[], $9::boolean[]) as item (id, batch_id, is_failed)
     on conflict do nothing returning item_id`,
    [
      accountId,
      analyser,
      version,
      of.resultBatchId,
      of.runId,
      of.taskKey,
      findings.map(({ itemId }) => itemId),
      findings.map(({ batchId }) => batchId),
      findings.map(({ isFailed }) => isFailed),
    ],
  );
  const entered = new Set(rows.map(({ item_id: itemId }) => itemId));
  return findings.filter(({ itemId }) => entered.has(itemId));
}
