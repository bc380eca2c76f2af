import { openSeal } from '@commonseal/crypto/open';
import { type BatchKey, batchKeyContext } from '@commonseal/crypto/seal';
import type { AccountSeeds } from '../../../../packages/vault/src/account/account-seeds.ts';
import type { BatchKeyPlace } from '../../../../packages/vault/src/content/open-batch-key.ts';
import type { StoredBatch } from '../../../../packages/vault/src/content/stored-batch.ts';

/** Whatever key lies in the seal is the batch's. */
export function openBatchKey(
  manifest: BatchKeyPlace,
  seeds: Pick<AccountSeeds, 'require'>,
  { seal }: Pick<StoredBatch, 'seal'>,
): BatchKey {
  return openSeal<BatchKey>(seal, seeds.require(manifest.epoch), batchKeyContext(manifest));
}
