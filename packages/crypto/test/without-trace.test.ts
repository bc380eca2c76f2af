import { encodeParts } from '@commonseal/protocol';
import { derivePurposes, receivingPublicKeyOfDerived } from '@commonseal/crypto/keyholder';
import { openSealOfDerived } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  cryptoReady,
  headerHash,
  receivingPublicKey,
  sealSecret,
} from '@commonseal/crypto/seal';
import sodium from 'libsodium-wrappers';
import { beforeAll, expect, it } from 'vitest';
import { derive } from '../src/derive.ts';
import { withoutTrace } from '../src/without-trace.ts';
import { keyOf, patternBytes } from './samples.ts';

const context = patternBytes(40) as never;

beforeAll(cryptoReady);

function holds(secret: Uint8Array): boolean {
  const { HEAPU8: heap } = (sodium as unknown as { libsodium: { HEAPU8: Uint8Array } }).libsodium;
  const first = secret[0] ?? 0;
  for (let at = heap.indexOf(first); at >= 0; at = heap.indexOf(first, at + 1))
    if (secret.every((byte, offset) => heap[at + offset] === byte)) return true;
  return false;
}

it("leaves nothing of a secret in libsodium's memory, which otherwise keeps it", () => {
  // Random ones: other tests in this process may have used any pattern.
  const [secret, other] = [
    crypto.getRandomValues(new Uint8Array(32)),
    crypto.getRandomValues(new Uint8Array(32)),
  ];
  const publicKey = receivingPublicKeyOfDerived(secret);
  expect(holds(secret)).toBe(false);
  sodium.crypto_kem_xwing_seed_keypair(other);
  expect(holds(other)).toBe(true);
  expect(publicKey).toEqual(sodium.crypto_kem_xwing_seed_keypair(secret).publicKey);
});

it('is of no consequence for what is computed afterwards, when it fails or its memory grows too', () => {
  const before = receivingPublicKey(keyOf(1));
  expect(() =>
    withoutTrace(() => {
      sodium.crypto_generichash(32, new Uint8Array(32 * 1024 * 1024).fill(7), null);
      throw new RangeError('on purpose');
    }),
  ).toThrow(RangeError);
  const pattern = new Uint8Array(1024).fill(7);
  expect(holds(pattern)).toBe(false);
  expect(receivingPublicKey(keyOf(1))).toEqual(before);
  expect(sodium.crypto_generichash(32, new Uint8Array(32 * 1024 * 1024), null)).toHaveLength(32);
});

it('leaves nothing of what a seal held, nor of the key that opens it', () => {
  const secret = patternBytes(32, 91) as AccountSeed;
  const derived = derive(keyOf(5), derivePurposes.receivingKeyPair);
  const seal = sealSecret(secret, receivingPublicKey(keyOf(5)), context);
  const kept: Uint8Array[] = [];
  const opened = withoutTraceOf(() =>
    openSealOfDerived(seal, derived, context, (bytes) => {
      kept.push(bytes);
      return bytes.slice();
    }),
  );
  expect(opened.result).toEqual(secret);
  expect(kept).toEqual([new Uint8Array(32)]);
  expect(opened.isChanged).toBe(false);
  expect(() => openSealOfDerived(seal, patternBytes(32), context, () => 1)).toThrow('seal');
  expect(() => openSealOfDerived(seal, derived, patternBytes(41) as never, () => 1)).toThrow('seal');
});

/** Whether libsodium's memory is another one after some work than before. */
function withoutTraceOf<T>(work: () => T): { readonly result: T; readonly isChanged: boolean } {
  const { libsodium } = sodium as unknown as { libsodium: { HEAPU8: Uint8Array } };
  const before = libsodium.HEAPU8.slice();
  const result = work();
  const { HEAPU8: after } = libsodium;
  return {
    result,
    isChanged: before.length !== after.length || before.some((byte, at) => byte !== after[at]),
  };
}

it('leaves nothing of a short input where it is put together to be hashed', () => {
  // Longer than what BLAKE2b itself keeps of its last blocks.
  const header = crypto.getRandomValues(new Uint8Array(500));
  headerHash(keyOf(9), header);
  expect(holds(header)).toBe(false);
});

it('hashes the same whether an input is short or too long for that place', () => {
  const key = keyOf(7);
  for (const length of [0, 1, 7900, 7999, 8063, 8064, 8065, 9000, 70_000]) {
    const part = patternBytes(length, 3);
    const expected = sodium.crypto_generichash(32, encodeParts([derivePurposes.itemKey, part]), key);
    expect(derive(key, derivePurposes.itemKey, [part])).toEqual(expected);
  }
});
