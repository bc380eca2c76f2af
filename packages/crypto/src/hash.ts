import { blake2bOfParts } from './blake2b.ts';
import { hashBytes } from './keys.ts';
import type { HashPurpose } from './purposes.ts';

/**
 * BLAKE2b-256 (RFC 7693; `crypto_generichash`) over the purpose and the parts, each preceded by its length.
 * @returns 32 bytes
 */
export function hash(purpose: HashPurpose, ...parts: readonly Uint8Array[]): Uint8Array {
  return blake2bOfParts(hashBytes, [purpose, ...parts], undefined);
}
