/**
 * Makes one XChaCha20-Poly1305 ciphertext with a tag that is valid under two keys, as two-key-gcm.ts does it for
 * AES-GCM. Poly1305 (RFC 8439 section 2.5) is a polynomial over the prime 2^130 − 5, whose value is cut to 128 bits
 * after a secret is added: one block is solved for, for each carry that the cut can hide, until it is a block.
 */
import { xchacha20 } from '@noble/ciphers/chacha.js';
import { joined } from './samples.ts';

const blockBytes = 16;
const prime = 2n ** 130n - 5n;
const cut = 2n ** 128n;
const clamp = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

function fromLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
}

function toLittleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: blockBytes }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn));
}

const modulo = (value: bigint) => ((value % prime) + prime) % prime;

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, modulo(base)];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}

function padded(bytes: Uint8Array): Uint8Array {
  return joined([bytes, new Uint8Array((blockBytes - (bytes.length % blockBytes)) % blockBytes)]);
}

/** What Poly1305 runs over (RFC 8439 section 2.8). */
function macInput(associatedData: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const lengths = new DataView(new ArrayBuffer(blockBytes));
  lengths.setUint32(0, associatedData.length, true);
  lengths.setUint32(8, ciphertext.length, true);
  return joined([padded(associatedData), padded(ciphertext), new Uint8Array(lengths.buffer)]);
}

function evaluate(r: bigint, input: Uint8Array): bigint {
  let sum = 0n;
  for (let at = 0; at < input.length; at += blockBytes) {
    sum = modulo((sum + fromLittleEndian(input.subarray(at, at + blockBytes)) + cut) * r);
  }
  return sum;
}

/** The zero nonce is the one that the formats use. */
function keyStream(key: Uint8Array, length: number): Uint8Array {
  return xchacha20(key, new Uint8Array(24), new Uint8Array(64 + length));
}

/**
 * @param plaintext what the ciphertext opens to under the first key, but for two blocks; whole blocks
 * @param freeBlocks which these are: one is solved for, the other tried out
 * @returns ciphertext and tag
 */
export function encryptForTwoPolyKeys(input: {
  readonly keys: readonly [Uint8Array, Uint8Array];
  readonly associatedData: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly freeBlocks: readonly [number, number];
}): Uint8Array {
  const { keys, associatedData, plaintext, freeBlocks } = input;
  const [solved, tried] = freeBlocks.map((block) => block * blockBytes) as [number, number];
  const [first, second] = keys.map((key) => {
    const stream = keyStream(key, plaintext.length);
    return {
      r: fromLittleEndian(stream.subarray(0, 16)) & clamp,
      s: fromLittleEndian(stream.subarray(16, 32)),
      stream: stream.subarray(64),
    };
  }) as [PolyKey, PolyKey];
  const ciphertext = plaintext.map((byte, at) => byte ^ (first.stream[at] ?? 0));
  const tagOf = ({ r, s }: PolyKey) => (evaluate(r, macInput(associatedData, ciphertext)) + s) % cut;
  const exponent = BigInt((ciphertext.length - solved) / blockBytes + 1);
  const divisor = power(power(first.r, exponent) - power(second.r, exponent), prime - 2n);
  for (let attempt = 0; attempt < 10_000; attempt += 1) {
    ciphertext.set(toLittleEndian(BigInt(attempt)), tried);
    ciphertext.fill(0, solved, solved + blockBytes);
    const [left, right] = [first, second].map(({ r }) => evaluate(r, macInput(associatedData, ciphertext)));
    for (let carry = -4n; carry <= 4n; carry += 1n) {
      const block = modulo(((right ?? 0n) - (left ?? 0n) + second.s - first.s + carry * cut) * divisor);
      if (block >= cut) continue;
      ciphertext.set(toLittleEndian(block), solved);
      const tag = tagOf(first);
      if (tag === tagOf(second)) return joined([ciphertext, toLittleEndian(tag)]);
    }
  }
  throw new Error('no block was found');
}

interface PolyKey {
  readonly r: bigint;
  readonly s: bigint;
  readonly stream: Uint8Array;
}
