/** Bytes of an AES-GCM tag (NIST SP 800-38D). */
export const gcmTagBytes = 16;
export const gcmNonceBytes = 12;

// TypeScript tells ArrayBuffer and SharedArrayBuffer views apart; nothing here is ever shared.
type Bytes = Uint8Array<ArrayBuffer>;

/** Parameters for WebCrypto's AES-GCM with a 128-bit tag. */
export function gcmParameters(nonce: Uint8Array, associatedData: Uint8Array): AesGcmParams {
  return {
    name: 'AES-GCM',
    iv: nonce as Bytes,
    additionalData: associatedData as Bytes,
    tagLength: gcmTagBytes * 8,
  };
}

export function asBufferSource(bytes: Uint8Array): Bytes {
  return bytes as Bytes;
}
