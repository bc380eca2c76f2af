/**
 * The formats of suite 1 a second time, from docs/wire-format.md alone and on other implementations of the primitives:
 * nothing here imports the package. What both sides agree on is what the document says.
 */
import { gcm } from '@noble/ciphers/aes.js';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { ml_kem768_x25519 as xWing } from '@noble/post-quantum/hybrid.js';

export { ed25519, sha256, xWing };

const utf8 = new TextEncoder();
type Part = Uint8Array | string;

export function join(...list: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(list.flatMap((part) => [...part]));
}

export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function parts(...list: readonly Part[]): Uint8Array {
  return join(
    ...list.flatMap((part) => {
      const bytes = typeof part === 'string' ? utf8.encode(part) : part;
      return [u32(bytes.length), bytes];
    }),
  );
}

export function derive(
  secret: Uint8Array,
  purpose: string,
  context: readonly Part[] = [],
  length = 32,
): Uint8Array {
  return blake2b(parts(`commonseal/1/derive/${purpose}`, ...context), { dkLen: length, key: secret });
}

export function hash(purpose: string, ...list: readonly Uint8Array[]): Uint8Array {
  return blake2b(parts(`commonseal/1/hash/${purpose}`, ...list), { dkLen: 32 });
}

export function prefix(kind: number): Uint8Array {
  return Uint8Array.of(0x43, 0x53, 0x4c, 1, 1, kind);
}

export function receivingKeys(seed: Uint8Array): { publicKey: Uint8Array; secretKey: Uint8Array } {
  return xWing.keygen(derive(seed, 'receiving key pair'));
}

export function signingSecret(seed: Uint8Array): Uint8Array {
  return derive(seed, 'signing key pair');
}

export function committedKey(secret: Uint8Array, purpose: string, context: readonly Part[]) {
  const both = derive(secret, purpose, context, 64);
  return { key: both.slice(0, 32), commitment: both.slice(32) };
}

export function seal(secret: Uint8Array, publicKey: Uint8Array, context: Uint8Array): Uint8Array {
  const { cipherText, sharedSecret } = xWing.encapsulate(publicKey);
  const { key, commitment } = committedKey(sharedSecret, 'seal', [cipherText, publicKey, context]);
  const encrypted = xchacha20poly1305(key, new Uint8Array(24), join(prefix(1), context)).encrypt(secret);
  return join(prefix(1), cipherText, commitment, encrypted);
}

export function openSeal(sealed: Uint8Array, seed: Uint8Array, context: Uint8Array): Uint8Array {
  const { publicKey, secretKey } = receivingKeys(seed);
  const cipherText = sealed.slice(6, 1126);
  const sharedSecret = xWing.decapsulate(cipherText, secretKey);
  const { key } = committedKey(sharedSecret, 'seal', [cipherText, publicKey, context]);
  return xchacha20poly1305(key, new Uint8Array(24), join(prefix(1), context)).decrypt(sealed.slice(1158));
}

export function encryptBox(
  plaintext: Uint8Array,
  boxKey: Uint8Array,
  context: Uint8Array,
  salt: Uint8Array,
): Uint8Array {
  const { key, commitment } = committedKey(boxKey, 'box', [salt]);
  const encrypted = xchacha20poly1305(key, new Uint8Array(24), join(prefix(2), context)).encrypt(plaintext);
  return join(prefix(2), salt, commitment, encrypted);
}

export function decryptBox(box: Uint8Array, boxKey: Uint8Array, context: Uint8Array): Uint8Array {
  const { key } = committedKey(boxKey, 'box', [box.slice(6, 38)]);
  return xchacha20poly1305(key, new Uint8Array(24), join(prefix(2), context)).decrypt(box.slice(70));
}

export function paddedLength(length: number): number {
  if (length <= 256) return 256;
  const exponent = 31 - Math.clz32(length);
  const sizeBits = 32 - Math.clz32(exponent);
  const mask = 2 ** (exponent - sizeBits) - 1;
  return Number((BigInt(length) + BigInt(mask)) & ~BigInt(mask));
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(paddedLength(bytes.length));
  whole.set(bytes);
  return whole;
}

export interface Record {
  readonly itemId: Uint8Array;
  readonly header: Uint8Array;
}

export function encodePage(records: readonly Record[]): Uint8Array {
  return padded(
    join(
      u32(records.length),
      ...records.flatMap(({ itemId, header }) => [itemId, u32(header.length), header]),
    ),
  );
}

export function encryptPage(
  plaintext: Uint8Array,
  batchKey: Uint8Array,
  context: Uint8Array,
  salt: Uint8Array,
): Uint8Array {
  const { key, commitment } = committedKey(batchKey, 'page key', [salt]);
  const frame = join(prefix(3), salt, commitment);
  return join(frame, gcm(key, new Uint8Array(12), join(frame, context)).encrypt(plaintext));
}

export function decryptPage(page: Uint8Array, batchKey: Uint8Array, context: Uint8Array): Uint8Array {
  const { key } = committedKey(batchKey, 'page key', [page.slice(6, 38)]);
  return gcm(key, new Uint8Array(12), join(page.slice(0, 70), context)).decrypt(page.slice(70));
}

const chunkBytes = 524_288;

function chunkNonce(index: number, isLast: boolean): Uint8Array {
  return join(new Uint8Array(7), u32(index), Uint8Array.of(isLast ? 1 : 0));
}

export function encryptBody(
  content: Uint8Array,
  itemKey: Uint8Array,
  context: Uint8Array,
  salt: Uint8Array,
): Uint8Array[] {
  return encryptBodyPlaintext(padded(content), itemKey, context, salt);
}

/** The same for a plaintext that is padded already, rightly or not. */
export function encryptBodyPlaintext(
  plaintext: Uint8Array,
  itemKey: Uint8Array,
  context: Uint8Array,
  salt: Uint8Array,
): Uint8Array[] {
  const { key, commitment } = committedKey(itemKey, 'body key', [salt]);
  const preamble = join(prefix(4), salt, commitment);
  const count = Math.ceil(plaintext.length / chunkBytes);
  return Array.from({ length: count }, (_, index) => {
    const chunk = plaintext.subarray(index * chunkBytes, (index + 1) * chunkBytes);
    const nonce = chunkNonce(index, index === count - 1);
    const encrypted = gcm(key, nonce, join(preamble, context)).encrypt(chunk);
    if (index > 0) return encrypted;
    const row = new Uint8Array(preamble.length + encrypted.length);
    row.set(preamble);
    row.set(encrypted, preamble.length);
    return row;
  });
}

/** @returns the padded plaintext */
export function decryptBody(
  rows: readonly Uint8Array[],
  itemKey: Uint8Array,
  context: Uint8Array,
): Uint8Array[] {
  const preamble = (rows[0] ?? new Uint8Array()).slice(0, 70);
  const { key } = committedKey(itemKey, 'body key', [preamble.slice(6, 38)]);
  return rows.map((row, index) =>
    gcm(key, chunkNonce(index, index === rows.length - 1), join(preamble, context)).decrypt(
      index === 0 ? row.subarray(70) : row,
    ),
  );
}

export function signedBytes(purpose: string, subjectId: Uint8Array, message: Uint8Array): Uint8Array {
  return parts(`commonseal/1/sign/${purpose}`, subjectId, message);
}
