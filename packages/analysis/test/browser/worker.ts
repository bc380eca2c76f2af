// In a browser's worker, as the app has them: fetches the items that are listed, and tells what is found in each.
import { type Found, type NamedItem, foundIn } from './found.ts';

/** As much of a worker's scope as is needed: its types and those of pages exclude each other. */
const scope = globalThis as unknown as {
  addEventListener(name: string, listener: (event: Event) => void): void;
  postMessage(message: Message): void;
};

export interface Told {
  readonly found: readonly Found[];
  /** Of the page's security policy. */
  readonly violations: readonly string[];
}

export type Message = { readonly told: Told } | { readonly failure: string };

const violations: string[] = [];
scope.addEventListener('securitypolicyviolation', (event) => {
  const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
  violations.push(`${effectiveDirective}: ${blockedURI}`);
});

scope.addEventListener('message', (event) => {
  if ((event as MessageEvent<unknown>).data !== 'begin') return;
  begin().then(
    (told) => scope.postMessage({ told }),
    (error: unknown) => scope.postMessage({ failure: String(error) }),
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
