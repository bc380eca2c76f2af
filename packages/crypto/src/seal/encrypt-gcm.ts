import { concatBytes } from '@commonseal/protocol';
import { asBufferSource, gcmParameters } from '../aes-gcm.ts';

/**
 * AES-256-GCM (NIST SP 800-38D) by WebCrypto: for browsers. `encrypt-gcm-node.ts` does the same by `node:crypto`; package.json
 * chooses, and the vectors are run against both.
 */
export type GcmEncryptionKey = CryptoKey;

/** A raw 32-byte key that can encrypt and nothing else, and cannot be exported. */
export function importEncryptionKey(key: Uint8Array): Promise<GcmEncryptionKey> {
  return crypto.subtle.importKey('raw', asBufferSource(key), 'AES-GCM', false, ['encrypt']);
}

/**
 * @param before bytes in the clear that the result begins with
 * @returns `before`, ciphertext, 16-byte tag
 */
export async function encryptGcm(
  key: GcmEncryptionKey,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
  before?: Uint8Array,
): Promise<Uint8Array> {
  const parameters = gcmParameters(nonce, associatedData);
  const encrypted = new Uint8Array(await crypto.subtle.encrypt(parameters, key, asBufferSource(plaintext)));
  return before ? concatBytes(before, encrypted) : encrypted;
}
