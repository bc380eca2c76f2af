import type { ItemId } from '@commonseal/protocol';
import type { Manifest } from '@commonseal/account-log';
import { decryptPage } from '@commonseal/crypto/open';
import { type BatchKey, pageContext } from '@commonseal/crypto/seal';

/** Whatever opens under the key at hand; the manifest's hashes of pages and headers, which depend on it, are left out. */
export async function openHeaders(
  manifest: Manifest,
  batchKey: BatchKey,
  pages: readonly Uint8Array[],
): Promise<ReadonlyMap<ItemId, Uint8Array>> {
  const opened = await Promise.all(
    pages.map((page, at) => decryptPage(page, batchKey, pageContext({ ...manifest, page: at, version: 0 }))),
  );
  return new Map(opened.flat().map(({ itemId, header }) => [itemId, header] as const));
}
