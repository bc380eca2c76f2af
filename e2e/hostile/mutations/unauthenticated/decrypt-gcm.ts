import { asBufferSource, gcmTagBytes } from '../../../../packages/crypto/src/aes-gcm.ts';

export type GcmDecryptionKey = CryptoKey;

export function importDecryptionKey(key: Uint8Array): Promise<GcmDecryptionKey> {
  return crypto.subtle.importKey('raw', asBufferSource(key), 'AES-CTR', false, ['decrypt']);
}

/** The cipher within AES-GCM (NIST SP 800-38D section 7.2), without a look at the tag. */
export async function decryptGcm(
  key: GcmDecryptionKey,
  nonce: Uint8Array,
  _associatedData: Uint8Array,
  encrypted: Uint8Array,
): Promise<Uint8Array> {
  const counter = Uint8Array.of(...nonce, 0, 0, 0, 2);
  const ciphertext = encrypted.subarray(0, encrypted.length - gcmTagBytes);
  const parameters = { name: 'AES-CTR', counter, length: 32 };
  return new Uint8Array(await crypto.subtle.decrypt(parameters, key, asBufferSource(ciphertext)));
}
