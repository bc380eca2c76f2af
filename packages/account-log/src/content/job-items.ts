import { ItemId, concatBytes } from '@commonseal/protocol';
import { hash, hashPurposes } from '@commonseal/crypto/verify';
import { isBefore } from '../byte-order.ts';

/** Which items a job is about, in whatever order they are given; the same item twice counts once. @returns 32 bytes */
export function jobItemsHash(itemIds: Iterable<ItemId>): Uint8Array {
  const ids = [...new Set(itemIds)].map((itemId) => ItemId.toBytes(itemId));
  const sorted = ids.toSorted((left, right) => (isBefore(left, right) ? -1 : 1));
  return hash(hashPurposes.jobItems, concatBytes(...sorted));
}
