import { combine, split } from 'shamir-secret-sharing';
import { keyBytes } from './keys.ts';

/** A share has one byte more than what was split. */
export const operatorShareBytes = keyBytes + 1;

/**
 * Shamir's sharing over GF(2^8) (`shamir-secret-sharing`) of the key that a worker's seed is encrypted under: fewer than
 * `threshold` shares say nothing of it. The library works in ordinary memory; the caller wipes what it gets.
 * @param key 32 bytes, not changed
 */
export function splitOperatorKey(
  key: Uint8Array,
  { threshold, count }: { readonly threshold: number; readonly count: number },
): Promise<readonly Uint8Array[]> {
  return split(key, count, threshold);
}

/**
 * What the shares make. With one too few, altered, or of another key it is *another key*, and nothing here can tell: what
 * it opens does.
 * @throws when two shares claim the same place on the curve
 */
export function combineOperatorShares(shares: readonly Uint8Array[]): Promise<Uint8Array> {
  return combine([...shares]);
}
