import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';
import { type BatchKey, type Staging, claimAndCharge } from './uploads.ts';

export interface ItemKey extends BatchKey {
  readonly itemId: Buffer;
}

/** @returns false when the batch takes no rows from this principal (any more) */
export async function insertChunk(
  db: Queryable,
  item: ItemKey,
  row: { readonly chunk: number; readonly sha256: Uint8Array; readonly bytes: Uint8Array },
  staging: Staging,
): Promise<boolean> {
  const { accountId, batchId, itemId } = item;
  const inserted = await countOf(
    db,
    SQL`
      with claimed as (${claimAndCharge(item, staging)})
      insert into body_chunks (account_id, batch_id, item_id, chunk, sha256, bytes)
      select ${accountId}::bytea, ${batchId}::bytea, ${itemId}::bytea, ${row.chunk}::integer,
        ${row.sha256}::bytea, ${row.bytes}::bytea
      from claimed`,
  );
  return inserted === 1;
}

export async function findChunkHash(
  db: Queryable,
  { accountId, batchId, itemId }: ItemKey,
  chunk: number,
): Promise<Buffer | undefined> {
  const row = await firstOf<{ sha256: Buffer }>(
    db,
    SQL`
      select sha256 from body_chunks
      where account_id = ${accountId} and batch_id = ${batchId} and item_id = ${itemId} and chunk = ${chunk}`,
  );
  return row?.sha256;
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
