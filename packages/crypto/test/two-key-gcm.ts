/**
 * Makes one AES-256-GCM ciphertext with a tag that is valid under two keys: the attack that key commitment is there
 * against (Dodis, Grubbs, Ristenpart, Woodage 2018; Albertini et al. 2022, 'How to Abuse and Fix Authenticated
 * Encryption Without Key Commitment'). One block of the ciphertext is solved for in GF(2^128).
 */
import { ctr, ecb } from '@noble/ciphers/aes.js';
import { fromHex, joined, toHex } from './samples.ts';

const blockBytes = 16;
const reduction = 0xe1n << 120n;

function toBlock(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}

function fromBlock(block: bigint): Uint8Array {
  return fromHex(block.toString(16).padStart(2 * blockBytes, '0'));
}

/** NIST SP 800-38D section 6.3. */
function multiply(left: bigint, right: bigint): bigint {
  let [product, shifted] = [0n, right];
  for (let bit = 127n; bit >= 0n; bit -= 1n) {
    if ((left >> bit) & 1n) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ reduction : shifted >> 1n;
  }
  return product;
}

const one = 1n << 127n;

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [one, base];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(result, square);
    square = multiply(square, square);
  }
  return result;
}

function invert(value: bigint): bigint {
  return power(value, 2n ** 128n - 2n);
}

function blocksOf(bytes: Uint8Array): bigint[] {
  const count = Math.ceil(bytes.length / blockBytes);
  return Array.from({ length: count }, (_, at) => {
    const block = new Uint8Array(blockBytes);
    block.set(bytes.subarray(at * blockBytes, (at + 1) * blockBytes));
    return toBlock(block);
  });
}

function ghash(key: bigint, associatedData: Uint8Array, ciphertext: Uint8Array): bigint {
  const lengths = (BigInt(associatedData.length * 8) << 64n) | BigInt(ciphertext.length * 8);
  return [...blocksOf(associatedData), ...blocksOf(ciphertext), lengths].reduce(
    (sum, block) => multiply(sum ^ block, key),
    0n,
  );
}

/** What the tag hides under one key: the hash key, and the block that the hash is added to. */
function tagKeys(key: Uint8Array, nonce: Uint8Array) {
  const encryptBlock = (block: Uint8Array) => toBlock(ecb(key, { disablePadding: true }).encrypt(block));
  return {
    hashKey: encryptBlock(new Uint8Array(blockBytes)),
    mask: encryptBlock(Uint8Array.of(...nonce, 0, 0, 0, 1)),
  };
}

/**
 * @param plaintext what the ciphertext opens to under the first key, but for one block; whole blocks
 * @param freeBlock which block that is
 * @returns ciphertext and tag
 */
export function encryptForTwoKeys(input: {
  readonly keys: readonly [Uint8Array, Uint8Array];
  readonly nonce: Uint8Array;
  readonly associatedData: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly freeBlock: number;
}): Uint8Array {
  const { keys, nonce, associatedData, plaintext, freeBlock } = input;
  const ciphertext = ctr(keys[0], Uint8Array.of(...nonce, 0, 0, 0, 2)).encrypt(plaintext);
  ciphertext.fill(0, freeBlock * blockBytes, (freeBlock + 1) * blockBytes);
  const distance = BigInt(plaintext.length / blockBytes - freeBlock + 1);
  const [first, second] = keys.map((key) => {
    const { hashKey, mask } = tagKeys(key, nonce);
    return { tag: mask ^ ghash(hashKey, associatedData, ciphertext), factor: power(hashKey, distance) };
  });
  if (!first || !second) throw new TypeError('two keys were expected');
  const solved = multiply(first.tag ^ second.tag, invert(first.factor ^ second.factor));
  ciphertext.set(fromBlock(solved), freeBlock * blockBytes);
  return joined([ciphertext, fromBlock(first.tag ^ multiply(solved, first.factor))]);
}
