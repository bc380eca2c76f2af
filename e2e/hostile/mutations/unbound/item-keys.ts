import { derive } from '../../../../packages/crypto/src/derive.ts';
import type { BatchKey, ItemKey } from '../../../../packages/crypto/src/keys.ts';
import { derivePurposes } from '../../../../packages/crypto/src/purposes.ts';

export * from '../../../../packages/crypto/src/item-keys.ts';

/** One key for all items of a batch. */
export function deriveItemKey(batchKey: BatchKey): ItemKey {
  return derive(batchKey, derivePurposes.itemKey) as ItemKey;
}
