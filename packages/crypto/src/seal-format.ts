import { deriveCommittedKey } from './derive.ts';
import type { SealContext } from './contexts.ts';
import { prefixBytes } from './envelope.ts';
import { hashBytes, kemCiphertextBytes, keyBytes } from './keys.ts';
import { derivePurposes } from './purposes.ts';

/** Bytes of a Poly1305 tag. */
export const polyTagBytes = 16;
/** Bytes of an XChaCha20 nonce. It is all zeros wherever a key encrypts once only. */
export const xchachaNonceBytes = 24;
/** Bytes of a seal: prefix, KEM ciphertext, commitment, encrypted secret, tag. */
export const sealBytes = prefixBytes + kemCiphertextBytes + hashBytes + keyBytes + polyTagBytes;

/** Bytes that a box adds: prefix, salt, commitment, tag. */
export const boxOverheadBytes = prefixBytes + keyBytes + hashBytes + polyTagBytes;
/** Bytes of the largest plaintext in a box. */
export const maxBoxedBytes = 1024 * 1024;

/** The key of a seal binds the shared secret, the KEM ciphertext, the recipient's key and the context. */
export function sealKey(input: {
  readonly sharedSecret: Uint8Array;
  readonly kemCiphertext: Uint8Array;
  readonly recipientPublicKey: Uint8Array;
  readonly context: SealContext;
}): { readonly encryptionKey: Uint8Array; readonly commitment: Uint8Array } {
  const { sharedSecret, kemCiphertext, recipientPublicKey, context } = input;
  return deriveCommittedKey(sharedSecret, derivePurposes.sealedKey, [
    kemCiphertext,
    recipientPublicKey,
    context,
  ]);
}
