import { xchacha20 } from '@noble/ciphers/chacha.js';
import { polyTagBytes, xchachaNonceBytes } from '../../../../packages/crypto/src/seal-format.ts';

/** The cipher within XChaCha20-Poly1305, without a look at the tag. */
export function decryptWithoutTag(encrypted: Uint8Array, key: Uint8Array): Uint8Array {
  const ciphertext = encrypted.subarray(0, encrypted.length - polyTagBytes);
  return xchacha20(key, new Uint8Array(xchachaNonceBytes), ciphertext, undefined, 1);
}
