import { openSeal } from '@commonseal/crypto/open';
import * as sealing from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as oracle from './oracle.ts';
import { batchContext, codeOf, keyOf, otherPlaces, patternBytes, toHex, userId } from './samples.ts';

const accountSeed = keyOf<sealing.AccountSeed>(10);
const secret = keyOf<sealing.BatchKey>(20);
let sealed: Uint8Array;

beforeAll(async () => {
  await cryptoReady();
  sealed = sealing.sealSecret(secret, sealing.receivingPublicKey(accountSeed), batchContext);
});

describe('a seal', () => {
  it('opens for its recipient at its place, for any secret and context', { tags: ['properties'] }, () => {
    const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(bytes32, bytes32, fc.uint8Array({ maxLength: 300 }), (seed, content, bytes) => {
        const context = bytes as sealing.SealContext;
        const publicKey = sealing.receivingPublicKey(seed as sealing.UserSeed);
        const stored = sealing.sealSecret(content as sealing.BatchKey, publicKey, context);
        expect(stored).toHaveLength(sealing.sealBytes);
        expect(toHex(openSeal(stored, seed as sealing.UserSeed, context))).toBe(toHex(content));
      }),
      { numRuns: 50 },
    );
  });

  it.each(Object.entries(otherPlaces))('is refused when it was moved to another %s', async (_, at) => {
    const context = sealing.batchKeyContext(at);
    expect(await codeOf(() => openSeal(sealed, accountSeed, context))).toBe('decryption_failed');
  });

  it('is refused as another kind of secret for the same recipient', async () => {
    const { accountId, epoch } = otherPlaces.batch;
    const context = sealing.accountSeedContext({
      accountId,
      epoch,
      recipient: { kind: 'member', id: userId },
    });
    expect(await codeOf(() => openSeal(sealed, accountSeed, context))).toBe('decryption_failed');
  });

  it('is never the same twice, so nothing of its key comes twice', () => {
    const publicKey = sealing.receivingPublicKey(accountSeed);
    const seals = Array.from({ length: 50 }, () => sealing.sealSecret(secret, publicKey, batchContext));
    for (const [start, end] of [
      [6, 1126],
      [1126, 1158],
      [1158, 1206],
    ] as const) {
      expect(new Set(seals.map((one) => toHex(one.subarray(start, end)))).size).toBe(50);
    }
  });

  it('shows nothing of the secret, the recipient or the place', () => {
    const hex = toHex(sealed);
    for (const bytes of [
      secret,
      sealing.receivingPublicKey(accountSeed).subarray(0, 32),
      patternBytes(32, 1),
    ]) {
      expect(hex).not.toContain(toHex(bytes));
    }
  });

  it('leaves secret and context as they were', () => {
    expect(toHex(secret)).toBe(toHex(patternBytes(32, 20)));
    expect(toHex(batchContext)).toBe(toHex(sealing.batchKeyContext(otherPlacesOwn())));
  });

  it('is refused when only its commitment is of another key', async () => {
    const { publicKey } = oracle.receivingKeys(accountSeed);
    const { cipherText, sharedSecret } = oracle.xWing.encapsulate(publicKey);
    const own = oracle.committedKey(sharedSecret, 'seal', [cipherText, publicKey, batchContext]);
    const other = oracle.committedKey(keyOf(99), 'seal', [cipherText, publicKey, batchContext]);
    const honest = oracle.seal(secret, publicKey, batchContext);
    expect(toHex(oracle.openSeal(honest, accountSeed, batchContext))).toBe(toHex(secret));
    const crafted = Uint8Array.of(...honest.slice(0, 1126), ...other.commitment, ...honest.slice(1158));
    // Ciphertext and tag are right: an opener that does not compare the commitment reads it.
    expect(toHex(oracle.openSeal(crafted, accountSeed, batchContext))).toBe(toHex(secret));
    expect(await codeOf(() => openSeal(crafted, accountSeed, batchContext))).toBe('decryption_failed');
    expect(toHex(own.commitment)).not.toBe(toHex(other.commitment));
  });

  it('cannot be made to anything but a public key', () => {
    for (const length of [0, 32, 1215, 1217]) {
      expect(() => sealing.sealSecret(secret, new Uint8Array(length), batchContext)).toThrow(TypeError);
    }
  });
});

/** A second copy of the sample place, to compare with after use. */
function otherPlacesOwn() {
  return { ...otherPlaces.epoch, epoch: 3 };
}
