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
 * @param isKept whether it keeps what it fetches
 */
export async function* verifiedRows(
  session: AccountSession,
  item: IndexedItem,
  isKept: boolean,
): AsyncGenerator<Uint8Array> {
  const keep: Keep = async (entries) => {
    if (isKept) await keepIfPossible(session.storage, entries);
  };
  const hashes = await signedHashes(session, item, keep);
  for (let chunk = 0; chunk < item.entry.chunkCount; chunk += 1) {
    const expected = hashes.subarray(chunk * hashBytes, (chunk + 1) * hashBytes);
    yield (await keptRow(session, item, chunk, expected)) ??
      (await fetchRow(session, item, chunk, expected, keep));
  }
}

type Keep = (entries: Parameters<typeof keepIfPossible>[1]) => Promise<void>;

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

async function signedHashes(session: AccountSession, item: IndexedItem, keep: Keep): Promise<Uint8Array> {
  const { accountId, client, storage } = session;
  const { entry, batchId, itemId } = item;
  const key = storageKeys.chunkHashes(accountId, batchId, itemId);
  const kept = await storage.get(key);
  if (kept?.length === entry.chunkCount * hashBytes && equalBytes(bodyHash(kept), entry.bodyHash))
    return kept;
  // Of a body that was opened with many others its only row alone is kept.
  const sole =
    entry.chunkCount === 1 && (await storage.get(storageKeys.bodyRow(accountId, batchId, itemId, 0)));
  const soleHash = sole && (await chunkHash(sole));
  if (soleHash && equalBytes(bodyHash(soleHash), entry.bodyHash)) return soleHash;
  const hashes = await client.call(endpoints.chunkHashes, { params: { accountId, batchId, itemId } });
  if (hashes.length !== entry.chunkCount * hashBytes)
    throw new CommonsealError('chain_broken', 'number of chunks');
  requireSigned(bodyHash(hashes), entry.bodyHash, 'the body');
  await keep([[key, hashes]]);
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
  { accountId, client }: AccountSession,
  { batchId, itemId }: IndexedItem,
  chunk: number,
  expected: Uint8Array,
  keep: Keep,
): Promise<Uint8Array> {
  const row = await client.call(endpoints.chunk, { params: { accountId, batchId, itemId, chunk } });
  requireSigned(await chunkHash(row), expected, 'a part of the body');
  await keep([[storageKeys.bodyRow(accountId, batchId, itemId, chunk), row]]);
  return row;
}
