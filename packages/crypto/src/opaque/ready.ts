import { ready } from '@serenity-kit/opaque';

/** Resolves when OPAQUE's WASM is loaded. */
export async function opaqueReady(): Promise<void> {
  await ready;
}
