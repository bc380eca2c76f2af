import { asBufferSource } from '../aes-gcm.ts';

/** SHA-256 (FIPS 180-4) by WebCrypto, for browsers; `sha256-node.ts` does the same by `node:crypto`. @returns 32 bytes */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', asBufferSource(bytes)));
}
