import { createCipheriv } from 'node:crypto';
import type { BatchKey } from '@commonseal/crypto/seal';
import type { CraftedPlace } from './crafted-batch.ts';

const blockBytes = 16;
/** A body of 256 bytes is stored as it is, without padding. */
export const twoKeyBodyBytes = 256;
/** Each text gets the blocks that the other one does not have. */
const textBlocks = 7;
const freeBlock = 2 * textBlocks;

/**
 * One body that AES-GCM opens under the keys of two batches: under the first key it begins with the first text, under
 * the second one it has the second text behind that. The rest is noise.
 * @returns the one row, with the first key's commitment
 */
export async function encryptForTwoBatches(
  place: CraftedPlace,
  otherKey: BatchKey,
  texts: readonly [string, string],
): Promise<Uint8Array[]> {
  const { bodyContext, deriveItemKey } = await import('@commonseal/crypto/seal');
  const { envelopePrefix } = await import('@commonseal/crypto/verify');
  const { concatBytes } = await import('@commonseal/protocol');
  const { deriveCommittedKey } = await import('../../packages/crypto/src/derive.ts');
  const { cryptoReady } = await import('../../packages/crypto/src/sodium.ts');
  const { derivePurposes } = await import('../../packages/crypto/src/purposes.ts');
  const { chunkNonce } = await import('../../packages/crypto/src/body-format.ts');
  const { encryptForTwoKeys } = await import('../../packages/crypto/test/two-key-gcm.ts');
  await cryptoReady();

  const salt = crypto.getRandomValues(new Uint8Array(32));
  const derived = [place.batchKey, otherKey].map((batchKey) =>
    deriveCommittedKey(deriveItemKey(batchKey, place.itemId), derivePurposes.bodyKey, [salt]),
  );
  const [first, second] = derived;
  if (!first || !second) throw new TypeError('two keys');
  const preamble = concatBytes(envelopePrefix('body'), salt, first.commitment);
  const nonce = chunkNonce(0, true);
  const streamOf = (key: Uint8Array) =>
    createCipheriv('aes-256-ctr', key, Uint8Array.of(...nonce, 0, 0, 0, 2)).update(
      new Uint8Array(twoKeyBodyBytes),
    );
  const [own, other] = [streamOf(first.encryptionKey), streamOf(second.encryptionKey)];
  const [firstText, secondText] = texts.map((text) =>
    new TextEncoder().encode(text.padEnd(textBlocks * blockBytes)),
  );
  if (!firstText || !secondText) throw new TypeError('two texts');
  const plaintext = new Uint8Array(twoKeyBodyBytes).fill(0x20);
  plaintext.set(firstText);
  // What must lie there under the first key, so that the second one finds its text.
  const start = firstText.length;
  for (const [at, byte] of secondText.entries()) {
    plaintext[start + at] = byte ^ (own[start + at] ?? 0) ^ (other[start + at] ?? 0);
  }
  const encrypted = encryptForTwoKeys({
    keys: [first.encryptionKey, second.encryptionKey],
    nonce,
    associatedData: concatBytes(preamble, bodyContext(place)),
    plaintext,
    freeBlock,
  });
  return [concatBytes(preamble, encrypted)];
}
