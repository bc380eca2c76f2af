import type { VaultApi } from '@commonseal/vault';
import type { RunningVault } from '../vault-worker/vault-client.ts';
import { stayMark } from './stay-mark.ts';

const patienceMs = 10_000;

/** Ends a worker of which nothing is shown any more, once it has tidied up or has taken too long over it. */
export async function endAfter(
  running: RunningVault,
  tidyUp: (vault: VaultApi) => Promise<unknown>,
): Promise<void> {
  const timer = setTimeout(() => running.terminate(), patienceMs);
  try {
    await tidyUp(running.api);
  } catch {
    // Whoever locked is gone. What was left to be done is marked, and done at the next start.
  } finally {
    clearTimeout(timer);
    running.terminate();
  }
}

/** Takes from this browser what lets it unlock by itself. */
export async function endStay(vault: VaultApi): Promise<void> {
  await vault.forgetHere();
  stayMark.clearEnding();
}
