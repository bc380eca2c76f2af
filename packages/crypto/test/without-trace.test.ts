import { receivingPublicKeyOfDerived } from '@commonseal/crypto/keyholder';
import { cryptoReady, receivingPublicKey } from '@commonseal/crypto/seal';
import sodium from 'libsodium-wrappers';
import { beforeAll, expect, it } from 'vitest';
import { withoutTrace } from '../src/without-trace.ts';
import { keyOf, patternBytes } from './samples.ts';

beforeAll(cryptoReady);

function holds(secret: Uint8Array): boolean {
  const { HEAPU8: heap } = (sodium as unknown as { libsodium: { HEAPU8: Uint8Array } }).libsodium;
  const first = secret[0] ?? 0;
  for (let at = heap.indexOf(first); at >= 0; at = heap.indexOf(first, at + 1))
    if (secret.every((byte, offset) => heap[at + offset] === byte)) return true;
  return false;
}

it("leaves nothing of a secret in libsodium's memory, which otherwise keeps it", () => {
  const [secret, other] = [patternBytes(32, 77), patternBytes(32, 78)];
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
