import { CommonsealError, type ItemId } from '@commonseal/protocol';
import type { Manifest } from '@commonseal/account-log';
import { decryptPage } from '@commonseal/crypto/open';
import { type BatchKey, deriveItemKey, headerHash, pageContext } from '@commonseal/crypto/seal';
import { hash, hashPurposes } from '@commonseal/crypto/verify';
import { requireSigned } from './signed-hash.ts';

/**
 * Decrypts the pages of a batch.
 * @returns exactly the headers of the items that the manifest names, each the one that was signed; still encoded
 * @throws CommonsealError `chain_broken`, `decryption_failed`, `malformed`
 */
export async function openHeaders(
  manifest: Manifest,
  batchKey: BatchKey,
  pages: readonly Uint8Array[],
): Promise<ReadonlyMap<ItemId, Uint8Array>> {
  const { pageHashes, items } = manifest;
  if (pages.length !== pageHashes.length) throw new CommonsealError('chain_broken', 'number of pages');
  const opened = await Promise.all(
    pages.map((page, at) => {
      requireSigned(hash(hashPurposes.page, page), pageHashes[at] ?? new Uint8Array(), 'a page');
      return decryptPage(page, batchKey, pageContext({ ...manifest, page: at, version: 0 }));
    }),
  );
  const records = opened.flat();
  const headers = new Map(records.map(({ itemId, header }) => [itemId, header]));
  if (records.length !== items.length || headers.size !== items.length)
    throw new CommonsealError('chain_broken', 'headers and items differ');
  for (const { itemId, headerHash: signed } of items) {
    const header = headers.get(itemId);
    if (!header) throw new CommonsealError('chain_broken', 'an item without its header');
    requireSigned(headerHash(deriveItemKey(batchKey, itemId), header), signed, 'a header');
  }
  return headers;
}
