import type { AccountId, BatchId, ItemId } from '@commonseal/protocol';
import type { Queryable } from '../queue/database.ts';
import type { Finding } from './result-item.ts';

/** Of which analyser, in which version, a result is. */
export interface Made {
  readonly accountId: AccountId;
  readonly analyser: string;
  readonly version: string;
}

type MadeRow = Pick<Made, 'analyser' | 'version'>;

/** What there are results of, each by `analysisOf`. */
export type Analysed = ReadonlySet<string>;

export function analysisOf({ analyser, version }: Pick<Made, 'analyser' | 'version'>): string {
  return `${analyser} ${version}`;
}

/** By item of a batch: those that are left out have none. */
export async function resultsInBatch(
  db: Queryable,
  accountId: AccountId,
  batchId: BatchId,
): Promise<ReadonlyMap<ItemId, Analysed>> {
  const { rows } = await db.query<{ item_id: ItemId; made: MadeRow[] }>(
    `select item_id, json_agg(json_build_object('analyser', analyser, 'version', version)) as made
     from commonseal_work.ledger where account_id = $1 and batch_id = $2 group by item_id`,
    [accountId, batchId],
  );
  return new Map(rows.map(({ item_id: itemId, made }) => [itemId, new Set(made.map(analysisOf))]));
}

export async function resultsOfItem(db: Queryable, accountId: AccountId, itemId: ItemId): Promise<Analysed> {
  const { rows } = await db.query<MadeRow>(
    'select analyser, version from commonseal_work.ledger where account_id = $1 and item_id = $2',
    [accountId, itemId],
  );
  return new Set(rows.map(analysisOf));
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
