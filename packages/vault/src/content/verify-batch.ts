import { CommonsealError, parseItemHeader } from '@commonseal/protocol';
import {
  type AccountLog,
  type ChainHead,
  type Manifest,
  acceptManifest,
  requireAccepted,
} from '@commonseal/account-log';
import { decryptPage, openSeal } from '@commonseal/crypto/open';
import {
  type BatchKey,
  batchKeyCommitment,
  batchKeyContext,
  deriveItemKey,
  headerHash,
  pageContext,
} from '@commonseal/crypto/seal';
import { equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import type { AccountSeeds } from '../account/account-seeds.ts';
import type { IndexedItem } from './content-index.ts';
import type { StoredBatch } from './stored-batch.ts';

export interface VerifiedBatch {
  readonly manifest: Manifest;
  readonly head: ChainHead;
  readonly items: readonly IndexedItem[];
}

/**
 * Verifies one batch from its signature to the last header, and decrypts the headers.
 * @param previous the writer's chain as verified so far
 * @throws CommonsealError `batch_refused` for what the writer did not sign or may not deliver; `chain_broken`,
 * `key_mismatch`, `decryption_failed`, `malformed` for parts that are not the ones that it signed
 */
export async function verifyBatch(
  log: AccountLog,
  seeds: AccountSeeds,
  previous: ChainHead | undefined,
  batch: StoredBatch,
): Promise<VerifiedBatch> {
  const { manifest, head } = requireAccepted(acceptManifest(log, previous, batch.manifest), 'batch_refused');
  const batchKey = openBatchKey(manifest, seeds, batch.seal);
  const headers = await openPages(manifest, batchKey, batch.pages);
  if (headers.size !== manifest.items.length)
    throw new CommonsealError('chain_broken', 'headers and items differ');
  const items = manifest.items.map((entry): IndexedItem => {
    const encoded = headers.get(entry.itemId);
    const expected = encoded && headerHash(deriveItemKey(batchKey, entry.itemId), encoded);
    if (!encoded || !expected || !equalBytes(expected, entry.headerHash)) {
      throw new CommonsealError('chain_broken', 'a header is not the one that was signed');
    }
    const { batchId, writerId, index: batchIndex, epoch, timeMs: sealedAtMs } = manifest;
    const { itemId } = entry;
    const header = parseItemHeader(encoded);
    return { itemId, batchId, writerId, batchIndex, epoch, header, sealedAtMs, entry, batchKey };
  });
  return { manifest, head, items };
}

function openBatchKey(manifest: Manifest, seeds: AccountSeeds, seal: Uint8Array): BatchKey {
  if (!equalBytes(hash(hashPurposes.seal, seal), manifest.sealHash)) {
    throw new CommonsealError('chain_broken', 'the batch seal is not the one that was signed');
  }
  const batchKey = openSeal<BatchKey>(seal, seeds.require(manifest.epoch), batchKeyContext(manifest));
  if (!equalBytes(batchKeyCommitment(batchKey), manifest.batchKeyCommitment)) {
    throw new CommonsealError('key_mismatch', 'the batch key is not the one that was signed');
  }
  return batchKey;
}

async function openPages(
  manifest: Manifest,
  batchKey: BatchKey,
  pages: readonly Uint8Array[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (pages.length !== manifest.pageHashes.length)
    throw new CommonsealError('chain_broken', 'number of pages');
  const headers = new Map<string, Uint8Array>();
  const opened = await Promise.all(
    pages.map((page, at) => {
      const expected = manifest.pageHashes[at];
      if (!expected || !equalBytes(hash(hashPurposes.page, page), expected)) {
        throw new CommonsealError('chain_broken', 'a page is not the one that was signed');
      }
      return decryptPage(page, batchKey, pageContext({ ...manifest, page: at, version: 0 }));
    }),
  );
  for (const { itemId, header } of opened.flat()) {
    if (headers.has(itemId)) throw new CommonsealError('chain_broken', 'an item twice');
    headers.set(itemId, header);
  }
  return headers;
}
