import { CommonsealError, type ItemId, concatBytes } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { bodyRowCount, decryptBody } from '@commonseal/crypto/open';
import { bodyContext, deriveItemKey } from '@commonseal/crypto/seal';
import { bodyHash, chunkHash, equalBytes, hashBytes } from '@commonseal/crypto/verify';
import type { AccountSession } from '../account/account-session.ts';
import type { ByteProgress } from '../api.ts';
import { storageKeys } from '../storage-keys.ts';
import { keepIfPossible } from '../storage.ts';
import type { ContentIndex, IndexedItem } from './content-index.ts';
import { requireSigned } from './signed-hash.ts';

/** Bodies up to this many rows (4 MiB) are kept on the device, so that they open without the server. */
const maxKeptRows = 8;

/**
 * Fetches, verifies and decrypts one body. Each chunk row is held against the signed hash before it is decrypted.
 * @returns the content as a Blob over its chunks; it resolves only when the last byte is verified
 */
export async function openBody(
  session: AccountSession,
  content: ContentIndex,
  itemId: ItemId,
  onProgress?: (progress: ByteProgress) => void,
): Promise<{ readonly item: IndexedItem; readonly body: Blob }> {
  const item = content.item(itemId);
  if (!item) throw new CommonsealError('item_not_found', 'no such item');
  const { header, entry, batchKey } = item;
  if (entry.chunkCount !== bodyRowCount(header.size))
    throw new CommonsealError('chain_broken', 'size and body differ');
  const context = bodyContext({ ...item, accountId: session.accountId });
  const chunks: Uint8Array[] = [];
  let doneBytes = 0;
  const rows = verifiedRows(session, item);
  for await (const chunk of decryptBody(rows, deriveItemKey(batchKey, itemId), context, header.size)) {
    chunks.push(chunk);
    doneBytes += chunk.length;
    onProgress?.({ doneBytes, totalBytes: header.size });
  }
  // Without a type: the page must never treat third-party content as a document of its own.
  return { item, body: new Blob(chunks as BlobPart[]) };
}

async function* verifiedRows(session: AccountSession, item: IndexedItem): AsyncGenerator<Uint8Array> {
  const { entry, batchId, itemId } = item;
  const kept = await keptRows(session, item);
  if (kept) {
    yield* kept;
    return;
  }
  const params = { accountId: session.accountId, batchId, itemId };
  const hashes = await session.client.call(endpoints.chunkHashes, { params });
  if (hashes.length !== entry.chunkCount * hashBytes)
    throw new CommonsealError('chain_broken', 'number of chunks');
  requireSigned(bodyHash(hashes), entry.bodyHash, 'the body');
  const toKeep: [string, Uint8Array][] = [];
  for (let chunk = 0; chunk < entry.chunkCount; chunk += 1) {
    const row = await session.client.call(endpoints.chunk, { params: { ...params, chunk } });
    const expected = hashes.subarray(chunk * hashBytes, (chunk + 1) * hashBytes);
    requireSigned(await chunkHash(row), expected, 'a part of the body');
    if (entry.chunkCount <= maxKeptRows) {
      toKeep.push([storageKeys.bodyRow(session.accountId, batchId, itemId, chunk), row]);
    }
    yield row;
  }
  if (toKeep.length > 0) await keepIfPossible(session.storage, toKeep);
}

/** What this device kept of the body, if it is still exactly what was signed. */
async function keptRows(session: AccountSession, item: IndexedItem): Promise<Uint8Array[] | undefined> {
  if (item.entry.chunkCount > maxKeptRows) return undefined;
  const prefix = storageKeys.bodyRows(session.accountId, item.batchId, item.itemId);
  const rows = (await session.storage.list(prefix)).map(([, row]) => row);
  if (rows.length !== item.entry.chunkCount) return undefined;
  const hashes = concatBytes(...(await Promise.all(rows.map(chunkHash))));
  return equalBytes(bodyHash(hashes), item.entry.bodyHash) ? rows : undefined;
}
