import { sodium } from './sodium.ts';

/** What libsodium's wrapper does not declare: the memory of its WebAssembly. */
interface WithMemory {
  readonly libsodium: { readonly HEAPU8: Uint8Array };
}

/**
 * Does something with secrets and puts libsodium's memory back as it was before, byte for byte: its wrapper frees what it
 * copied in, and does not overwrite it. `work` is synchronous and keeps nothing allocated there, so nothing of use is lost.
 * Results that lie in JavaScript's own memory are the caller's to wipe.
 */
export function withoutTrace<T>(work: () => T): T {
  const { libsodium } = sodium as unknown as WithMemory;
  const before = libsodium.HEAPU8.slice();
  try {
    return work();
  } finally {
    // The memory may have grown meanwhile, and is another view then.
    const after = libsodium.HEAPU8;
    after.set(before);
    after.fill(0, before.length);
  }
}
