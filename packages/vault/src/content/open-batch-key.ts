import { CommonsealError } from '@commonseal/protocol';
import type { Manifest } from '@commonseal/account-log';
import { openSeal } from '@commonseal/crypto/open';
import { type BatchKey, batchKeyCommitment, batchKeyContext } from '@commonseal/crypto/seal';
import { equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import type { AccountSeeds } from '../account/account-seeds.ts';
import { requireSigned } from './signed-hash.ts';
import type { StoredBatch } from './stored-batch.ts';

/** What a manifest says of its batch key. */
export type BatchKeyPlace = Pick<
  Manifest,
  'accountId' | 'epoch' | 'writerId' | 'batchId' | 'sealHash' | 'batchKeyCommitment'
>;

/**
 * Opens the key of a batch. A seal is anonymous: what comes out of it counts only if the writer committed to it. That
 * also lets an owner put another seal, under a later epoch, in the place of the one that the writer signed.
 * @throws CommonsealError `chain_broken`, `decryption_failed`, `key_mismatch`
 */
export function openBatchKey(
  manifest: BatchKeyPlace,
  seeds: Pick<AccountSeeds, 'require'>,
  { seal, resealedEpoch }: Pick<StoredBatch, 'seal' | 'resealedEpoch'>,
): BatchKey {
  if (resealedEpoch === undefined)
    requireSigned(hash(hashPurposes.seal, seal), manifest.sealHash, 'the seal of the batch');
  const epoch = resealedEpoch ?? manifest.epoch;
  const batchKey = openSeal<BatchKey>(seal, seeds.require(epoch), batchKeyContext({ ...manifest, epoch }));
  if (!equalBytes(batchKeyCommitment(batchKey), manifest.batchKeyCommitment)) {
    throw new CommonsealError('key_mismatch', 'the batch key is not the one that was signed');
  }
  return batchKey;
}
