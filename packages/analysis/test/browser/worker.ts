// In a browser's worker, as the app has one: is given items, and tells what is found in each.
import { type Found, type NamedItem, foundIn } from './found.ts';

export interface Task {
  readonly named: NamedItem;
  readonly bytes: Uint8Array;
}

export type Message =
  | { readonly found: readonly Found[] }
  | { readonly failure: string }
  /** Of the policy that came with this script. */
  | { readonly violation: string };

/** As much of a worker's scope as is needed: its types and those of pages exclude each other. */
const scope = globalThis as unknown as {
  addEventListener(name: string, listener: (event: Event) => void): void;
  postMessage(message: Message): void;
};

scope.addEventListener('securitypolicyviolation', (event) => {
  const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
  scope.postMessage({ violation: `${effectiveDirective}: ${blockedURI}` });
});

scope.addEventListener('message', (event) => {
  const { named, bytes } = (event as MessageEvent<Task>).data;
  foundIn(named, bytes).then(
    (found) => scope.postMessage({ found }),
    (error: unknown) => scope.postMessage({ failure: `${named.name}: ${String(error)}` }),
  );
});
