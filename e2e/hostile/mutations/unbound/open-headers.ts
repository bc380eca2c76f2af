import type { ItemId } from '@commonseal/protocol';
import type { Manifest } from '@commonseal/account-log';
import { decryptPage } from '@commonseal/crypto/open';
import { type BatchKey, pageContext } from '@commonseal/crypto/seal';

/** Headers go to the items of the manifest by their order alone. */
export async function openHeaders(
  manifest: Manifest,
  batchKey: BatchKey,
  pages: readonly Uint8Array[],
): Promise<ReadonlyMap<ItemId, Uint8Array>> {
  const context = pageContext({ ...manifest, page: 0, version: 0 });
  const records = (await Promise.all(pages.map((page) => decryptPage(page, batchKey, context)))).flat();
  return new Map(
    manifest.items.map(({ itemId }, at) => [itemId, records[at]?.header ?? new Uint8Array()] as const),
  );
}
