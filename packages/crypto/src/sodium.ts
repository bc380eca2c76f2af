import sodium from 'libsodium-wrappers';

export { sodium };

/** Resolves when libsodium's WASM is loaded. Await it once before anything else of this package is called. */
export async function cryptoReady(): Promise<void> {
  await sodium.ready;
}

/** Compares in constant time; false for different lengths. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && sodium.memcmp(left, right);
}
