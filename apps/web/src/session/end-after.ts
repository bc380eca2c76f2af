import type { VaultApi } from '@commonseal/vault';
import { errorCodeOf } from '../errors/error-code.ts';
import type { RunningVault } from '../vault-worker/vault-client.ts';
import { stayMark } from './stay-mark.ts';

const patienceMs = 10_000;

/**
 * Ends a worker of which nothing is shown any more, once it has tidied up or has taken too long over it.
 * @returns whether it has; where not, it stays marked, and is done at the next start
 */
export async function endAfter(
  running: RunningVault,
  tidyUp: (vault: VaultApi) => Promise<unknown>,
  patience = patienceMs,
): Promise<boolean> {
  const timer = setTimeout(() => running.terminate(), patience);
  try {
    await tidyUp(running.api);
    return true;
  } catch {
    return false;
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

/** The same, and ends the session at the server. */
export async function endAll(vault: VaultApi): Promise<void> {
  try {
    await vault.signOut();
  } catch (error) {
    // Ended already.
    if (errorCodeOf(error) !== 'unauthenticated') throw error;
  }
  stayMark.clearEnding();
}
