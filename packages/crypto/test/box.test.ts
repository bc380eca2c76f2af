import { decryptBox } from '@commonseal/crypto/open';
import * as sealing from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as oracle from './oracle.ts';
import { codeOf, flipBit, keyOf, patternBytes, place, toHex, userId } from './samples.ts';

const key = keyOf<sealing.BoxKey>(30);
const context = sealing.ownStateContext({ userId, version: 7 });
const plaintext = patternBytes(100, 31);
let box: Uint8Array;

beforeAll(async () => {
  await cryptoReady();
  box = sealing.encryptBox(plaintext, key, context);
});

describe('a box', () => {
  it('opens under its key at its place, for any content', { tags: ['properties'] }, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), fc.uint8Array({ maxLength: 100 }), (content, bytes) => {
        const at = bytes as sealing.BoxContext;
        const stored = sealing.encryptBox(content, key, at);
        expect(stored).toHaveLength(content.length + 86);
        expect(toHex(decryptBox(stored, key, at))).toBe(toHex(content));
      }),
    );
  });

  it.each([
    ['an older version of own state', sealing.ownStateContext({ userId, version: 6 })],
    ["another person's own state", sealing.ownStateContext({ userId: place.accountId as never, version: 7 })],
    ['the state of a device', sealing.deviceStateContext({ userId, accountId: place.accountId })],
  ])('is refused as %s', async (_, other) => {
    expect(await codeOf(() => decryptBox(box, key, other))).toBe('decryption_failed');
  });

  it('is refused under the other subkeys of the same seed', async () => {
    const seed = keyOf<sealing.UserSeed>(33);
    const own = sealing.encryptBox(plaintext, sealing.deriveBoxKey(seed, 'ownStateKey'), context);
    const opened = decryptBox(own, sealing.deriveBoxKey(seed, 'ownStateKey'), context);
    expect(toHex(opened)).toBe(toHex(plaintext));
    const other = sealing.deriveBoxKey(seed, 'deviceStateKey');
    expect(await codeOf(() => decryptBox(own, other, context))).toBe('decryption_failed');
  });

  it('has a salt, and so a key, of its own each time', () => {
    const boxes = Array.from({ length: 200 }, () => sealing.encryptBox(plaintext, key, context));
    for (const [start, end] of [
      [6, 38],
      [38, 70],
      [70, 86],
    ] as const) {
      expect(new Set(boxes.map((one) => toHex(one.subarray(start, end)))).size).toBe(200);
    }
  });

  it('is refused when only its commitment is of another key', async () => {
    const honest = oracle.encryptBox(plaintext, key, context, patternBytes(32, 5));
    expect(toHex(decryptBox(honest, key, context))).toBe(toHex(plaintext));
    const other = oracle.encryptBox(plaintext, flipBit(key, 0), context, patternBytes(32, 5));
    const crafted = Uint8Array.of(...honest.slice(0, 38), ...other.slice(38, 70), ...honest.slice(70));
    // Ciphertext and tag are right: an opener that does not compare the commitment reads it.
    expect(toHex(oracle.decryptBox(crafted, key, context))).toBe(toHex(plaintext));
    expect(await codeOf(() => decryptBox(crafted, key, context))).toBe('decryption_failed');
  });

  it('is refused above its bound, and never made above it', async () => {
    const most = 1024 * 1024;
    const largest = sealing.encryptBox(new Uint8Array(most), key, context);
    expect(decryptBox(largest, key, context)).toHaveLength(most);
    const longer = oracle.encryptBox(new Uint8Array(most + 1), key, context, patternBytes(32, 5));
    expect(await codeOf(() => decryptBox(longer, key, context))).toBe('malformed');
    expect(() => sealing.encryptBox(new Uint8Array(most + 1), key, context)).toThrow(TypeError);
  });
});
