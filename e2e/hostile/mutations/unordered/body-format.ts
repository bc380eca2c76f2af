import { gcmNonceBytes } from '../../../../packages/crypto/src/aes-gcm.ts';

export * from '../../../../packages/crypto/src/body-format.ts';

/** The same for every chunk: it says nothing of the chunk's place. */
export function chunkNonce(): Uint8Array {
  return new Uint8Array(gcmNonceBytes);
}
