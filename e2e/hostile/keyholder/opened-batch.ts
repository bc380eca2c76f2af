import { decryptPage, openSeal } from '@commonseal/crypto/open';
import { type BatchKey, batchKeyContext, deriveItemKey, pageContext } from '@commonseal/crypto/seal';
import type { DeliveredBatch, GrantedAccount } from '../../../apps/worker/test/support/granted-account.ts';
import { openedItem } from './opened-item.ts';

/** Items of a batch with their keys and headers, as whoever holds account keys opens them. */
export async function itemsOpenedWith(
  known: GrantedAccount['known'],
  { parsed, seal, pages }: DeliveredBatch,
) {
  const batchKey = openSeal<BatchKey>(seal, known.require(parsed.epoch), batchKeyContext(parsed));
  const context = pageContext({ ...parsed, page: 0, version: 0 });
  const records = await decryptPage(pages[0] ?? new Uint8Array(), batchKey, context);
  return parsed.items.map((item, at) => ({
    ...item,
    itemKey: deriveItemKey(batchKey, item.itemId),
    header: records[at]?.header ?? new Uint8Array(),
  }));
}

/** Title and text of each item, for whoever holds the account key that the batch is sealed to. */
export async function readWith(
  known: GrantedAccount['known'],
  batch: DeliveredBatch,
): Promise<readonly string[]> {
  const items = await itemsOpenedWith(known, batch);
  return Promise.all(items.map((item, at) => openedItem(item, batch, at)));
}
