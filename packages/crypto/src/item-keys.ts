import { ItemId } from '@commonseal/protocol';
import { derive } from './derive.ts';
import type { BatchKey, ItemKey } from './keys.ts';
import { derivePurposes } from './purposes.ts';

/** The key of one item of a batch. Who is given item keys learns nothing of the batch key or of other items. */
export function deriveItemKey(batchKey: BatchKey, itemId: ItemId): ItemKey {
  return derive(batchKey, derivePurposes.itemKey, [ItemId.toBytes(itemId)]) as ItemKey;
}

/**
 * What a manifest says of an item's header: BLAKE2b keyed from the item key, so that it tells nobody else which header
 * it is, and stays valid when the page around it is rewritten.
 * @returns 32 bytes
 */
export function headerHash(itemKey: ItemKey, header: Uint8Array): Uint8Array {
  return derive(itemKey, derivePurposes.headerHash, [header]);
}

/**
 * What a manifest says of its batch key; compared after opening, since a seal is anonymous and anybody could have made
 * one. @returns 32 bytes
 */
export function batchKeyCommitment(batchKey: BatchKey): Uint8Array {
  return derive(batchKey, derivePurposes.batchKeyCommitment);
}
