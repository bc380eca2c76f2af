import type { Manifest } from '@commonseal/account-log';
import SQL from '@nearform/sql';
import { bytesOf } from '../bytes.ts';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';
import { notifyOfChange } from './changes.ts';
import type { Scope } from './grants.ts';
import type { BatchKey } from './uploads.ts';

export interface AcceptedBatch {
  readonly sequence: number;
  readonly manifest: Buffer;
}

export async function findBatch(
  db: Queryable,
  { accountId, batchId }: BatchKey,
): Promise<AcceptedBatch | undefined> {
  return firstOf<AcceptedBatch>(
    db,
    SQL`
      select sequence, manifest from batches
      where account_id = ${accountId} and batch_id = ${batchId}`,
  );
}

/** The last link of a writer's chain. */
export async function readLastManifest(
  db: Queryable,
  accountId: Buffer,
  writerId: Buffer,
): Promise<Buffer | undefined> {
  const row = await firstOf<{ base64: string }>(
    db,
    SQL`
      select encode(manifest, 'base64') as base64 from batches
      where account_id = ${accountId} and writer_id = ${writerId} order by index desc limit 1`,
  );
  return row && Buffer.from(row.base64, 'base64');
}

export async function insertBatch(
  db: Queryable,
  batch: BatchKey & {
    readonly sequence: number;
    readonly writerId: Buffer;
    readonly index: number;
    readonly epoch: number;
    readonly manifest: Uint8Array;
    readonly seal: Uint8Array;
    readonly pagesBytes: number;
  },
): Promise<void> {
  const { accountId, sequence, batchId, writerId, index, epoch, manifest, seal, pagesBytes } = batch;
  await db.query(SQL`
    insert into batches
      (account_id, sequence, batch_id, writer_id, index, manifest, seal, seal_epoch, pages_bytes)
    values (${accountId}, ${sequence}, ${batchId}, ${writerId}, ${index}, ${manifest}, ${seal}, ${epoch},
      ${pagesBytes})`);
  await notifyOfChange(db, accountId);
}

/** @returns how many of the items are new in the account */
export async function insertItems(
  db: Queryable,
  { accountId, batchId }: BatchKey,
  items: Manifest['items'],
): Promise<number> {
  return countOf(
    db,
    SQL`
      insert into items (account_id, item_id, batch_id, chunk_count)
      select ${accountId}, given.item_id, ${batchId}, given.chunk_count
      from unnest(${items.map(({ itemId }) => bytesOf(itemId))}::bytea[],
        ${items.map(({ chunkCount }) => chunkCount)}::integer[]) as given (item_id, chunk_count)
      on conflict do nothing`,
  );
}

export interface ListedBatch {
  readonly sequence: number;
  readonly batchId: Buffer;
  readonly manifestBase64: string;
  readonly sealBase64: string;
  /** Where the seal is not the manifest's. */
  readonly resealedEpoch: number | null;
}

/** The next batches: at most `count`, and none that begins beyond `maxBytes`, so at least one if there is one. */
export async function listBatches(
  db: Queryable,
  accountId: Buffer,
  page: Scope & { readonly after: number; readonly count: number; readonly maxBytes: number },
): Promise<readonly ListedBatch[]> {
  return rowsOf<ListedBatch>(
    db,
    SQL`
      select sequence, batch_id as "batchId", encode(manifest, 'base64') as "manifestBase64",
        encode(seal, 'base64') as "sealBase64", case when resealed then seal_epoch end as "resealedEpoch"
      from (
        select sequence, batch_id, manifest, seal, seal_epoch, resealed, sum(size) over (order by sequence) - size as before
        from (
          select sequence, batch_id, manifest, seal, seal_epoch, resealed,
            octet_length(manifest) + pages_bytes as size
          from batches
          where account_id = ${accountId} and sequence > ${page.after}
            and (${page.writerIds}::bytea[] is null or writer_id = any(${page.writerIds}::bytea[]))
          order by sequence limit ${page.count}
        ) as next
      ) as sized
      where before < ${page.maxBytes} order by sequence`,
  );
}

export async function isLastBatch(db: Queryable, accountId: Buffer, sequence: number): Promise<boolean> {
  const row = await firstOf<{ isLast: boolean }>(
    db,
    SQL`
      select last_batch_sequence <= ${sequence} as "isLast" from accounts where account_id = ${accountId}`,
  );
  return row?.isLast ?? true;
}

/** The next number of the account's gap-free sequence of batches: it counts only if the transaction does. */
export async function takeBatchSequence(db: Queryable, accountId: Buffer): Promise<number> {
  const row = await firstOf<{ sequence: number }>(
    db,
    SQL`
      update accounts set last_batch_sequence = last_batch_sequence + 1
      where account_id = ${accountId} returning last_batch_sequence as sequence`,
  );
  if (!row) throw new TypeError('no such account');
  return row.sequence;
}
