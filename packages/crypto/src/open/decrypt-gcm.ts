import { CommonsealError } from '@commonseal/protocol';
import { asBufferSource, gcmParameters } from '../aes-gcm.ts';

/**
 * An AES-256-GCM key that can decrypt, and nothing else. By WebCrypto, for browsers; `decrypt-gcm-node.ts` does the same by
 * `node:crypto`.
 */
export type GcmDecryptionKey = CryptoKey;

/** The key's bytes may be overwritten afterwards. */
export function importDecryptionKey(key: Uint8Array): Promise<GcmDecryptionKey> {
  return crypto.subtle.importKey('raw', asBufferSource(key), 'AES-GCM', false, ['decrypt']);
}

/**
 * Authenticates, then decrypts (NIST SP 800-38D): nothing of a ciphertext with a wrong tag is handed out.
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
): Promise<Uint8Array> {
  try {
    const parameters = gcmParameters(nonce, associatedData);
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, asBufferSource(encrypted)));
  } catch {
    throw new CommonsealError('decryption_failed', what);
  }
}
