import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';
import { type BatchKey, type Staging, claimAndCharge } from './uploads.ts';

export interface ItemKey extends BatchKey {
  readonly itemId: Buffer;
}

/** One chunk of a body of a batch. */
export interface ChunkPlace {
  readonly itemId: Buffer;
  readonly chunk: number;
}

export interface NewChunk extends ChunkPlace {
  /** SHA-256 of the bytes. */
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
}

/** All of them or none. @returns false when the batch takes no rows from this principal (any more) */
export async function insertChunks(
  db: Queryable,
  batch: BatchKey,
  rows: readonly NewChunk[],
  staging: Staging,
): Promise<boolean> {
  const { accountId, batchId } = batch;
  // One parameter for all bytes: as an array they would travel as hexadecimal text.
  const bytes = Buffer.concat(rows.map((row) => row.bytes));
  const sizes = rows.map((row) => row.bytes.length);
  const inserted = await countOf(
    db,
    SQL`
      with claimed as (${claimAndCharge(batch, staging)})
      insert into body_chunks (account_id, batch_id, item_id, chunk, sha256, bytes)
      select ${accountId}::bytea, ${batchId}::bytea, row.item_id, row.chunk, row.sha256,
        substring(${bytes}::bytea from row.past::integer - row.size + 1 for row.size)
      from claimed, (
        select item_id, chunk, sha256, size, sum(size) over (order by at) as past
        from unnest(${rows.map(({ itemId }) => itemId)}::bytea[], ${rows.map(({ chunk }) => chunk)}::integer[],
          ${rows.map(({ hash }) => Buffer.from(hash))}::bytea[], ${sizes}::integer[])
          with ordinality as given (item_id, chunk, sha256, size, at)
      ) as row`,
  );
  return inserted === rows.length;
}

/** In the order asked. */
export async function findChunkHashes(
  db: Queryable,
  { accountId, batchId }: BatchKey,
  places: readonly ChunkPlace[],
): Promise<readonly (Buffer | undefined)[]> {
  const rows = await rowsOf<{ sha256: Buffer | null }>(
    db,
    SQL`
      select sha256
      from unnest(${places.map(({ itemId }) => itemId)}::bytea[], ${places.map(({ chunk }) => chunk)}::integer[])
        with ordinality as place (item_id, chunk, at)
        left join body_chunks on account_id = ${accountId} and batch_id = ${batchId}
          and body_chunks.item_id = place.item_id and body_chunks.chunk = place.chunk
      order by at`,
  );
  return rows.map(({ sha256 }) => sha256 ?? undefined);
}

/** What of each body has arrived, by number. */
export async function listChunks(
  db: Queryable,
  { accountId, batchId }: BatchKey,
): Promise<readonly { readonly itemId: Buffer; readonly chunks: number[] }[]> {
  return rowsOf(
    db,
    SQL`
      select item_id as "itemId", array_agg(chunk order by chunk) as chunks from body_chunks
      where account_id = ${accountId} and batch_id = ${batchId} group by item_id order by item_id`,
  );
}

export interface DeliveredBody {
  readonly itemId: Buffer;
  readonly count: number;
  readonly lastChunk: number;
  /** Of all its rows, in order. */
  readonly hashesBase64: string;
}

export async function listBodies(
  db: Queryable,
  { accountId, batchId }: BatchKey,
): Promise<readonly DeliveredBody[]> {
  return rowsOf<DeliveredBody>(
    db,
    SQL`
      select item_id as "itemId", count(*) as count, max(chunk) as "lastChunk",
        encode(string_agg(sha256, ''::bytea order by chunk), 'base64') as "hashesBase64"
      from body_chunks where account_id = ${accountId} and batch_id = ${batchId} group by item_id`,
  );
}

/** Of an accepted body only. */
export async function readChunkHashes(db: Queryable, item: ItemKey): Promise<Buffer | undefined> {
  const row = await firstOf<{ base64: string | null }>(
    db,
    SQL`
      select encode(string_agg(body_chunks.sha256, ''::bytea order by body_chunks.chunk), 'base64') as base64
      from items join body_chunks using (account_id, batch_id, item_id)
      where items.account_id = ${item.accountId} and items.item_id = ${item.itemId}
        and items.batch_id = ${item.batchId}`,
  );
  return row?.base64 === null || row === undefined ? undefined : Buffer.from(row.base64, 'base64');
}

/** Of an accepted body only. */
export async function readChunk(db: Queryable, item: ItemKey, chunk: number): Promise<Buffer | undefined> {
  const row = await firstOf<{ base64: string }>(
    db,
    SQL`
      select encode(body_chunks.bytes, 'base64') as base64
      from items join body_chunks using (account_id, batch_id, item_id)
      where items.account_id = ${item.accountId} and items.item_id = ${item.itemId}
        and items.batch_id = ${item.batchId} and body_chunks.chunk = ${chunk}`,
  );
  return row && Buffer.from(row.base64, 'base64');
}

/**
 * Of accepted bodies only, in the order asked.
 * @param mostBytes of all that are read; the first one is read in any case
 */
export async function readFirstChunks(
  db: Queryable,
  { accountId, batchId }: BatchKey,
  itemIds: readonly Buffer[],
  mostBytes: number,
): Promise<readonly { readonly itemId: Buffer; readonly bytes: Buffer }[]> {
  const rows = await rowsOf<{ itemId: Buffer; base64: string }>(
    db,
    SQL`
      select item_id as "itemId", encode(bytes, 'base64') as base64 from (
        select item_id, bytes, asked.at, sum(octet_length(bytes)) over (order by asked.at) as total
        from unnest(${itemIds}::bytea[]) with ordinality as asked (item_id, at)
          join items using (item_id) join body_chunks using (account_id, batch_id, item_id)
        where items.account_id = ${accountId} and items.batch_id = ${batchId} and body_chunks.chunk = 0
      ) as row
      where total <= ${mostBytes} or total = octet_length(bytes) order by at`,
  );
  return rows.map(({ itemId, base64 }) => ({ itemId, bytes: Buffer.from(base64, 'base64') }));
}
