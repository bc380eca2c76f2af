import { hashBytes, keyBytes } from './keys.ts';
import { prefixBytes } from './envelope.ts';
import { gcmNonceBytes } from './aes-gcm.ts';

/** Bytes of the salt that makes each ciphertext's key its own. */
export const saltBytes = keyBytes;
/** Row 0 of a body begins with prefix, salt and commitment. */
export const bodyPreambleBytes = prefixBytes + saltBytes + hashBytes;

/**
 * STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) as age uses it: seven zero bytes, the chunk's index (32 bits,
 * big-endian), and 1 for the last chunk or 0. Chunks cannot be reordered, dropped, doubled or cut off. A key serves one
 * body only, so a nonce never comes twice.
 */
export function chunkNonce(index: number, isLast: boolean): Uint8Array {
  // In four bytes it would begin again.
  if (index >= 2 ** 32) throw new TypeError('more chunks than nonces');
  const nonce = new Uint8Array(gcmNonceBytes);
  new DataView(nonce.buffer).setUint32(gcmNonceBytes - 5, index);
  nonce[gcmNonceBytes - 1] = isLast ? 1 : 0;
  return nonce;
}
