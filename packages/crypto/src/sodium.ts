import sodium from 'libsodium-wrappers';
import { prepareParts } from './blake2b.ts';

export { sodium };

/** Resolves when libsodium's WASM is loaded. Await it once before anything else of this package is called. */
export async function cryptoReady(): Promise<void> {
  await sodium.ready;
  prepareParts();
}

/** Compares in constant time; false for different lengths. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && sodium.memcmp(left, right);
}
