import { createCipheriv } from 'node:crypto';
import { gcmTagBytes } from '../aes-gcm.ts';

/**
 * AES-256-GCM (NIST SP 800-38D) by `node:crypto`: Node's WebCrypto queues each call for a thread and copies what it is given, which
 * takes longer than encrypting a document. Types are those of a promise too, since callers are compiled once for both.
 */
export type GcmEncryptionKey = Uint8Array;

/** @returns the very bytes: they must not be overwritten before the last use */
export function importEncryptionKey(key: Uint8Array): GcmEncryptionKey | Promise<GcmEncryptionKey> {
  return key;
}

/**
 * @param before bytes in the clear that the result begins with
 * @returns `before`, ciphertext, 16-byte tag
 */
export function encryptGcm(
  key: GcmEncryptionKey,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
  before: Uint8Array = new Uint8Array(),
): Uint8Array | Promise<Uint8Array> {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: gcmTagBytes });
  cipher.setAAD(associatedData);
  const encrypted = cipher.update(plaintext);
  cipher.final();
  const row = new Uint8Array(before.length + encrypted.length + gcmTagBytes);
  row.set(before);
  row.set(encrypted, before.length);
  row.set(cipher.getAuthTag(), before.length + encrypted.length);
  return row;
}
