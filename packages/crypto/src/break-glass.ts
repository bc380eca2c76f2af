/** Splits the seed of a break-glass set over shares, and puts it together again. */
import {
  AccountId,
  BreakGlassId,
  type BreakGlassShare,
  CommonsealError,
  judgeShares,
  setNameBytes,
} from '@commonseal/protocol';
import { combine, split } from 'shamir-secret-sharing';
import { hash } from './hash.ts';
import { type BreakGlassSeed, keyBytes, secretOf } from './keys.ts';
import { hashPurposes } from './purposes.ts';
import { signingPublicKey } from './seal/sign.ts';
import { equalBytes } from './sodium.ts';

/** Public signing key of the seed. */
export function breakGlassIdOf(seed: BreakGlassSeed): BreakGlassId {
  return BreakGlassId.fromBytes(signingPublicKey(seed));
}

/**
 * What stands on each share of a set: it binds the account too, so that no other account's log can take the set for its own,
 * and it tells whether a seed that was put together is the one that was split.
 * @returns 10 bytes
 */
export function breakGlassSetName(accountId: AccountId, id: BreakGlassId): Uint8Array {
  const whole = hash(hashPurposes.breakGlassSetName, AccountId.toBytes(accountId), BreakGlassId.toBytes(id));
  return whole.subarray(0, setNameBytes);
}

/**
 * Shamir's sharing over GF(2^8), byte by byte (`shamir-secret-sharing`): fewer than `threshold` shares say nothing of the seed.
 * @returns `count` shares, each as secret as its part in the whole; put together by {@link combineBreakGlassShares}
 */
export async function splitBreakGlassSeed(
  seed: BreakGlassSeed,
  set: { readonly accountId: AccountId; readonly threshold: number; readonly count: number },
): Promise<readonly BreakGlassShare[]> {
  const { accountId, threshold, count } = set;
  const setName = breakGlassSetName(accountId, breakGlassIdOf(seed));
  const parts = await split(seed, count, threshold);
  return parts.map((bytes, at) => ({ setName, index: at + 1, threshold, count, bytes }));
}

/**
 * The seed, if the shares are enough, of one set and unaltered, and the set is of this account. Before it is used, its id must be
 * that of the account's present set in the verified log.
 * @throws CommonsealError `shares_refused`
 */
export async function combineBreakGlassShares(
  shares: readonly BreakGlassShare[],
  accountId: AccountId,
): Promise<BreakGlassSeed> {
  const { kind } = judgeShares(shares);
  const [first] = shares;
  if (kind !== 'enough' || !first) throw new CommonsealError('shares_refused', kind);
  const seed = await combined(shares);
  if (!seed || !equalBytes(breakGlassSetName(accountId, breakGlassIdOf(seed)), first.setName))
    throw new CommonsealError('shares_refused', 'not the seed of this set and account');
  return seed;
}

async function combined(shares: readonly BreakGlassShare[]): Promise<BreakGlassSeed | undefined> {
  try {
    const bytes = await combine(shares.map((share) => share.bytes));
    return bytes.length === keyBytes ? secretOf(bytes) : undefined;
  } catch {
    // Two shares claim the same place on the curve: no two of one set do.
    return undefined;
  }
}
