import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';
import { type BatchKey, type Staging, claimAndCharge } from './uploads.ts';

/** @returns false when the batch takes no rows from this principal (any more) */
export async function insertPage(
  db: Queryable,
  batch: BatchKey,
  row: { readonly page: number; readonly hash: Uint8Array; readonly bytes: Uint8Array },
  staging: Staging,
): Promise<boolean> {
  const inserted = await countOf(
    db,
    SQL`
      with claimed as (${claimAndCharge(batch, staging)})
      insert into batch_pages (account_id, batch_id, page, hash, bytes)
      select ${batch.accountId}::bytea, ${batch.batchId}::bytea, ${row.page}::integer, ${row.hash}::bytea,
        ${row.bytes}::bytea
      from claimed`,
  );
  return inserted === 1;
}

export async function findPageHash(
  db: Queryable,
  { accountId, batchId }: BatchKey,
  page: number,
): Promise<Buffer | undefined> {
  const row = await firstOf<{ hash: Buffer }>(
    db,
    SQL`
      select hash from batch_pages
      where account_id = ${accountId} and batch_id = ${batchId} and page = ${page}`,
  );
  return row?.hash;
}

export interface DeliveredPage {
  readonly page: number;
  readonly hash: Buffer;
  readonly size: number;
}

export async function listPages(
  db: Queryable,
  { accountId, batchId }: BatchKey,
): Promise<readonly DeliveredPage[]> {
  return rowsOf<DeliveredPage>(
    db,
    SQL`
      select page, hash, octet_length(bytes) as size from batch_pages
      where account_id = ${accountId} and batch_id = ${batchId} order by page`,
  );
}

/** Base64 made by the database, line feeds included: decoding bytea's hexadecimal text would be the slowest part. */
export async function readPages(
  db: Queryable,
  accountId: Buffer,
  batchIds: readonly Buffer[],
): Promise<readonly { readonly batchId: Buffer; readonly base64: string }[]> {
  return rowsOf(
    db,
    SQL`
      select batch_id as "batchId", encode(bytes, 'base64') as base64 from batch_pages
      where account_id = ${accountId} and batch_id = any(${batchIds}::bytea[]) order by batch_id, page`,
  );
}
