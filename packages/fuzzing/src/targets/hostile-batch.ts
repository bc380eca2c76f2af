import { AccountId, BatchId, ItemId, concatBytes } from '@commonseal/protocol';
import { type AccountLog, type Manifest, currentEpoch } from '@commonseal/account-log';
import {
  type BatchKey,
  batchKeyCommitment,
  batchKeyContext,
  deriveItemKey,
  encryptPage,
  headerHash,
  pageContext,
  sealSecret,
  sign,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { hash, hashPurposes, signPurposes } from '@commonseal/crypto/verify';
import { sourceModule } from '../source-module.ts';
import { keyOf, patternBytes } from '../text-input.ts';
import { nowMs, writerSeed } from './sample-account.ts';
import type { StoredBatch } from './vault-modules.ts';

interface ManifestModule {
  readonly encodeManifest: (manifest: Manifest) => Uint8Array;
}

/**
 * A batch that its writer signed and encrypted as it should, around a header of any bytes.
 * @param input three bytes that say what is at odds in it (zeros: nothing), then the header
 */
export async function hostileBatch(log: AccountLog, input: Uint8Array): Promise<StoredBatch> {
  const [oddity = 0, chunks = 0, split = 0] = input;
  const header = input.subarray(3);
  const { accountId } = log.state;
  const { epoch, ingestKey } = currentEpoch(log.state);
  const batchKey = keyOf<BatchKey>(70);
  const place = {
    accountId,
    epoch,
    writerId: writerIdOf(writerSeed),
    batchId: BatchId.fromBytes(patternBytes(16, 71)),
  };
  const first = { itemId: ItemId.fromBytes(patternBytes(16, 72)), header };
  const second = { itemId: ItemId.fromBytes(patternBytes(16, 73)), header: header.subarray(0, split) };
  const records = oddity & 1 ? [first, oddity & 2 ? first : second] : [first];
  const named = oddity & 4 ? records.slice(1) : records;
  const pages = await Promise.all(
    (oddity & 8 ? records.map((record) => [record]) : [records]).map((ofPage, page) =>
      encryptPage(ofPage, batchKey, pageContext({ ...place, page: oddity & 16 ? 0 : page, version: 0 })),
    ),
  );
  const seal = sealSecret(oddity & 32 ? keyOf<BatchKey>(74) : batchKey, ingestKey, batchKeyContext(place));
  const { encodeManifest } = await sourceModule<ManifestModule>(
    'packages/account-log/src/content/manifest.ts',
  );
  const body = encodeManifest({
    ...place,
    index: 0,
    previousHash: new Uint8Array(32),
    logHead: log.head,
    timeMs: nowMs,
    sealHash: hash(hashPurposes.seal, seal),
    batchKeyCommitment: batchKeyCommitment(batchKey),
    pageHashes: pages.map((page) => hash(hashPurposes.page, page)),
    items: named.map((record) => ({
      itemId: record.itemId,
      bodyHash: patternBytes(32, 75),
      chunkCount: 1 + chunks,
      headerHash: headerHash(deriveItemKey(batchKey, record.itemId), record.header),
    })),
  });
  const signature = sign(signPurposes.manifest, AccountId.toBytes(accountId), body, writerSeed);
  return { manifest: concatBytes(body, signature), seal, pages };
}
