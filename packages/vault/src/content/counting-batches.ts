import type { WithdrawnWriter } from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';

/**
 * How many batches of a chain count. Of a withdrawn writer none do unless this is the very chain that the withdrawal names:
 * with its key another history of it can be signed afterwards, for a server to show to who knows no better.
 * @param hashes of the chain's manifests, in order
 */
export function countingBatches(hashes: readonly Uint8Array[], end: WithdrawnWriter | undefined): number {
  if (!end) return hashes.length;
  const last = hashes[end.batchCount - 1];
  return last && equalBytes(last, end.lastHash) ? end.batchCount : 0;
}
