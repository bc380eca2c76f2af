import { CommonsealError } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { bodyHash, chunkHash, equalBytes, hashBytes } from '@commonseal/crypto/verify';
import type { AccountSession } from '../account/account-session.ts';
import { storageKeys } from '../storage-keys.ts';
import { keepIfPossible } from '../storage.ts';
import type { IndexedItem } from './content-index.ts';
import { requireSigned } from './signed-hash.ts';

/** Bodies up to this many rows (4 MiB) stay on the device once opened, so that they open without the server. */
const maxKeptRows = 8;

/**
 * The stored rows of a body in order, one in memory at a time, each held against its signed hash. What this device has
 * kept is not fetched again.
 */
export async function* verifiedRows(session: AccountSession, item: IndexedItem): AsyncGenerator<Uint8Array> {
  const hashes = await signedHashes(session, item);
  for (let chunk = 0; chunk < item.entry.chunkCount; chunk += 1) {
    const expected = hashes.subarray(chunk * hashBytes, (chunk + 1) * hashBytes);
    yield (await keptRow(session, item, chunk, expected)) ?? (await fetchRow(session, item, chunk, expected));
  }
}

/** Of a large body nothing stays on the device once it was opened to its end. */
export async function forgetLargeRows(session: AccountSession, item: IndexedItem): Promise<void> {
  const { batchId, itemId, entry } = item;
  if (entry.chunkCount <= maxKeptRows) return;
  const { accountId, storage } = session;
  const rows = Array.from({ length: entry.chunkCount }, (_, chunk) =>
    storageKeys.bodyRow(accountId, batchId, itemId, chunk),
  );
  await storage.delete([...rows, storageKeys.chunkHashes(accountId, batchId, itemId)]);
}

async function signedHashes(session: AccountSession, { entry, batchId, itemId }: IndexedItem) {
  const { accountId, client, storage } = session;
  const key = storageKeys.chunkHashes(accountId, batchId, itemId);
  const kept = await storage.get(key);
  if (kept?.length === entry.chunkCount * hashBytes && equalBytes(bodyHash(kept), entry.bodyHash))
    return kept;
  const hashes = await client.call(endpoints.chunkHashes, { params: { accountId, batchId, itemId } });
  if (hashes.length !== entry.chunkCount * hashBytes)
    throw new CommonsealError('chain_broken', 'number of chunks');
  requireSigned(bodyHash(hashes), entry.bodyHash, 'the body');
  await keepIfPossible(storage, [[key, hashes]]);
  return hashes;
}

/** One that is damaged is as good as none. */
async function keptRow(
  { accountId, storage }: AccountSession,
  { batchId, itemId }: IndexedItem,
  chunk: number,
  expected: Uint8Array,
): Promise<Uint8Array | undefined> {
  const row = await storage.get(storageKeys.bodyRow(accountId, batchId, itemId, chunk));
  return row && equalBytes(await chunkHash(row), expected) ? row : undefined;
}

async function fetchRow(
  { accountId, client, storage }: AccountSession,
  { batchId, itemId }: IndexedItem,
  chunk: number,
  expected: Uint8Array,
): Promise<Uint8Array> {
  const row = await client.call(endpoints.chunk, { params: { accountId, batchId, itemId, chunk } });
  requireSigned(await chunkHash(row), expected, 'a part of the body');
  await keepIfPossible(storage, [[storageKeys.bodyRow(accountId, batchId, itemId, chunk), row]]);
  return row;
}
