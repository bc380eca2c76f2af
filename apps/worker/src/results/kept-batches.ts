import type { AccountId, BatchId, ChunkRow, WriterId } from '@commonseal/protocol';
import { type ChainHead, parseManifest } from '@commonseal/account-log';
import { type UnsignedBatch, chainHeadAfter } from '@commonseal/account-log/author';
import { concatBytes } from '@commonseal/protocol';
import type { Queryable } from '../queue/database.ts';
import { dropRows, keepRows } from './kept-rows.ts';

/** A batch of results that lies in the database until the server has it. */
export interface KeptBatch {
  readonly accountId: AccountId;
  readonly writerId: WriterId;
  readonly index: number;
  readonly batchId: BatchId;
  readonly epoch: number;
  readonly body: Uint8Array;
  readonly signature: Uint8Array | undefined;
  readonly seal: Uint8Array;
  readonly pages: readonly Uint8Array[];
}

interface BatchRow {
  readonly account_id: AccountId;
  readonly writer_id: WriterId;
  readonly index: number;
  readonly batch_id: BatchId;
  readonly epoch: number;
  readonly body: Buffer;
  readonly signature: Buffer | null;
  readonly seal: Buffer;
  readonly pages: Buffer[];
}

/** Keeps a batch as it is before anything of it is signed or sent. @returns what `nextUnsent` would read of it */
export async function keepBatch(
  db: Queryable,
  { batchId, body, seal, pages }: UnsignedBatch,
  rows: readonly ChunkRow[],
): Promise<KeptBatch> {
  // What is written here was parsed nowhere else yet: with any signature it is a manifest.
  const { accountId, writerId, index, epoch } = parseManifest(concatBytes(body, new Uint8Array(64))).manifest;
  await db.query(
    `insert into commonseal_work.batches (account_id, writer_id, index, batch_id, epoch, body, seal, pages)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [accountId, writerId, index, batchId, epoch, Buffer.from(body), Buffer.from(seal), pages.map(bufferOf)],
  );
  await keepRows(db, { accountId, batchId }, rows);
  return { accountId, writerId, index, batchId, epoch, body, seal, pages, signature: undefined };
}

/** The oldest that the server does not have yet, as far as it is known here. */
export async function nextUnsent(db: Queryable, accountId: AccountId): Promise<KeptBatch | undefined> {
  const { rows } = await db.query<BatchRow>(
    `select * from commonseal_work.batches where account_id = $1 and not is_sent order by writer_id, index limit 1`,
    [accountId],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { body, seal, pages, index, epoch } = row;
  const ids = { accountId: row.account_id, writerId: row.writer_id, batchId: row.batch_id };
  return { ...ids, index, epoch, body, seal, pages, signature: row.signature ?? undefined };
}

export async function setSignature(db: Queryable, kept: KeptBatch, signature: Uint8Array): Promise<void> {
  await db.query(
    'update commonseal_work.batches set signature = $4 where account_id = $1 and writer_id = $2 and index = $3',
    [...placeOf(kept), bufferOf(signature)],
  );
}

/** The server has it: nothing of it is kept but what the next one of the chain names. */
export async function setSent(db: Queryable, kept: KeptBatch): Promise<void> {
  await db.query(
    `update commonseal_work.batches set is_sent = true, seal = null, pages = null
     where account_id = $1 and writer_id = $2 and index = $3`,
    placeOf(kept),
  );
  await dropRows(db, kept);
  await db.query(
    'delete from commonseal_work.batches where account_id = $1 and writer_id = $2 and index < $3 and is_sent',
    placeOf(kept),
  );
}

/** Its place in the chain is free again, and its items have no result. */
export async function takeBack(db: Queryable, kept: KeptBatch): Promise<void> {
  await db.query(
    `with taken as (
       delete from commonseal_work.ledger where account_id = $1 and result_batch_id = $2
       returning run_id, task_key, is_failed
     ), counted as (
       select run_id, task_key, count(*)::int as items, (count(*) filter (where is_failed))::int as failed
       from taken group by run_id, task_key
     )
     update commonseal_work.tasks as task
     set done = greatest(0, done - items), failed = greatest(0, task.failed - counted.failed),
       taken_back = taken_back + 1
     from counted where task.run_id = counted.run_id and task.key = counted.task_key`,
    [kept.accountId, kept.batchId],
  );
  await dropRows(db, kept);
  await db.query(
    'delete from commonseal_work.batches where account_id = $1 and writer_id = $2 and index = $3',
    placeOf(kept),
  );
}

/** The signed manifest before it in the chain, where it is known here. */
export async function manifestBefore(db: Queryable, kept: KeptBatch): Promise<Uint8Array | undefined> {
  const { accountId, writerId, index } = kept;
  return signedManifest(db, [accountId, writerId, index - 1]);
}

/** The head of a writer's chain. All before it were signed. */
export async function chainHead(
  db: Queryable,
  accountId: AccountId,
  writerId: WriterId,
): Promise<ChainHead | undefined> {
  const { rows } = await db.query<{ index: number | null }>(
    'select max(index) as index from commonseal_work.batches where account_id = $1 and writer_id = $2',
    [accountId, writerId],
  );
  const index = rows[0]?.index ?? undefined;
  if (index === undefined) return undefined;
  const manifest = await signedManifest(db, [accountId, writerId, index]);
  if (!manifest) throw new TypeError('what is kept is signed before the next one is');
  return chainHeadAfter(manifest);
}

async function signedManifest(
  db: Queryable,
  place: readonly (string | number)[],
): Promise<Uint8Array | undefined> {
  const { rows } = await db.query<Pick<BatchRow, 'body' | 'signature'>>(
    'select body, signature from commonseal_work.batches where account_id = $1 and writer_id = $2 and index = $3',
    [...place],
  );
  const [row] = rows;
  return row?.signature ? concatBytes(row.body, row.signature) : undefined;
}

function placeOf({ accountId, writerId, index }: KeptBatch) {
  return [accountId, writerId, index];
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
