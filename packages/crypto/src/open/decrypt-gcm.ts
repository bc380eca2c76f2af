import { CommonsealError } from '@commonseal/protocol';
import { asBufferSource, gcmParameters, importGcmKey } from '../aes-gcm.ts';

/** An AES-256-GCM key that can decrypt, and nothing else. */
export type GcmDecryptionKey = CryptoKey;

export function importDecryptionKey(key: Uint8Array): Promise<GcmDecryptionKey> {
  return importGcmKey(key, 'decrypt');
}

/**
 * Authenticates, then decrypts (NIST SP 800-38D, WebCrypto): nothing of a ciphertext with a wrong tag is handed out.
 * @param encrypted ciphertext and tag
 * @param what names the ciphertext in the error
 * @throws CommonsealError `decryption_failed`, the same for every cause
 */
export async function decryptGcm(
  key: GcmDecryptionKey,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  encrypted: Uint8Array,
  what: string,
): Promise<ArrayBuffer> {
  try {
    return await crypto.subtle.decrypt(gcmParameters(nonce, associatedData), key, asBufferSource(encrypted));
  } catch {
    throw new CommonsealError('decryption_failed', what);
  }
}
