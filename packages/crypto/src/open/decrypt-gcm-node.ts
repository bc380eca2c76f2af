import { createDecipheriv } from 'node:crypto';
import { CommonsealError } from '@commonseal/protocol';
import { gcmTagBytes } from '../aes-gcm.ts';

/** By `node:crypto`, see `encrypt-gcm-node.ts`. */
export type GcmDecryptionKey = Uint8Array;

/** @returns the very bytes: they must not be overwritten before the last use */
export function importDecryptionKey(key: Uint8Array): GcmDecryptionKey | Promise<GcmDecryptionKey> {
  return key;
}

/**
 * Decrypts and authenticates (NIST SP 800-38D): nothing of a ciphertext with a wrong tag is handed out.
 * @param encrypted ciphertext and tag
 * @param what names the ciphertext in the error
 * @throws CommonsealError `decryption_failed`, the same for every cause
 */
export function decryptGcm(
  key: GcmDecryptionKey,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  encrypted: Uint8Array,
  what: string,
): Uint8Array | Promise<Uint8Array> {
  try {
    const tagAt = encrypted.length - gcmTagBytes;
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: gcmTagBytes });
    decipher.setAAD(associatedData);
    // One that is cut short is refused here.
    decipher.setAuthTag(encrypted.subarray(tagAt));
    const { buffer, byteOffset, length } = decipher.update(encrypted.subarray(0, tagAt));
    decipher.final();
    return new Uint8Array(buffer, byteOffset, length);
  } catch {
    throw new CommonsealError('decryption_failed', what);
  }
}
