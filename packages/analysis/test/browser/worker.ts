/// <reference lib="webworker" />
// In a browser's worker, as the app has them: fetches the items that are listed, and tells what is found in each.
import { type Found, type NamedItem, foundIn } from './found.ts';

declare const self: DedicatedWorkerGlobalScope;

export interface Told {
  readonly found: readonly Found[];
  /** Of the page's security policy. */
  readonly violations: readonly string[];
}

export type Message = { readonly told: Told } | { readonly failure: string };

const violations: string[] = [];
self.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  violations.push(`${effectiveDirective}: ${blockedURI}`);
});

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (data !== 'begin') return;
  begin().then(
    (told) => self.postMessage({ told } satisfies Message),
    (error: unknown) => self.postMessage({ failure: String(error) } satisfies Message),
  );
});

async function begin(): Promise<Told> {
  const items = (await (await fetch('/items.json')).json()) as readonly NamedItem[];
  const found: Found[] = [];
  for (const [at, named] of items.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as in the app
    const bytes = new Uint8Array(await (await fetch(`/items/${at}`)).arrayBuffer());
    // oxlint-disable-next-line no-await-in-loop -- as above
    found.push(...(await foundIn(named, bytes)));
  }
  return { found, violations };
}
