import { type ChunkRow, CommonsealError } from '@commonseal/protocol';
import { chunkHash } from '@commonseal/crypto/verify';
import { bytesOf } from '../bytes.ts';
import { findChunkHashes, insertChunks } from '../repositories/body-chunks.ts';
import type { BatchKey } from '../repositories/uploads.ts';
import type { Services } from '../services.ts';
import { deliverRows } from './deliver-rows.ts';
import type { DeliveringCaller } from './principal.ts';

/** @throws CommonsealError `invalid_request` without any, and as `deliverRows` */
export async function deliverChunks(
  services: Services,
  batch: BatchKey,
  caller: DeliveringCaller,
  chunks: readonly ChunkRow[],
): Promise<void> {
  if (chunks.length === 0) throw new CommonsealError('invalid_request', 'no rows');
  const rows = await Promise.all(
    chunks.map(async ({ itemId, chunk, row }) => ({
      itemId: bytesOf(itemId),
      chunk,
      hash: await chunkHash(row),
      bytes: row,
    })),
  );
  await deliverRows(services, batch, caller, {
    rows,
    find: (db) => findChunkHashes(db, batch, rows),
    insert: (db, missing, staging) => insertChunks(db, batch, missing, staging),
  });
}
