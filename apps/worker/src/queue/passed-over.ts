import type { AccountId, BatchId, ItemId } from '@commonseal/protocol';
import type { Queryable } from './database.ts';

/** Items of a batch that are known to be what somebody's browser has found in others: nobody's content. */
export async function passedOverIn(
  db: Queryable,
  accountId: AccountId,
  batchId: BatchId,
): Promise<ReadonlySet<ItemId>> {
  const { rows } = await db.query<{ item_id: ItemId }>(
    'select item_id from commonseal_work.passed_over where account_id = $1 and batch_id = $2',
    [accountId, batchId],
  );
  return new Set(rows.map(({ item_id: itemId }) => itemId));
}

/** How many are known, by batch. */
export async function passedOverCounts(
  db: Queryable,
  accountId: AccountId,
): Promise<ReadonlyMap<BatchId, number>> {
  const { rows } = await db.query<{ batch_id: BatchId; count: number }>(
    `select batch_id, count(*)::int as count from commonseal_work.passed_over
     where account_id = $1 group by batch_id`,
    [accountId],
  );
  return new Map(rows.map(({ batch_id: batchId, count }) => [batchId, count]));
}

/** So that no key of them is asked for again. */
export async function passOver(
  db: Queryable,
  accountId: AccountId,
  batchId: BatchId,
  items: readonly ItemId[],
): Promise<void> {
  if (items.length === 0) return;
  await db.query(
    `insert into commonseal_work.passed_over (account_id, batch_id, item_id)
     select $1, $2, * from unnest($3::text[]) on conflict do nothing`,
    [accountId, batchId, items],
  );
}
