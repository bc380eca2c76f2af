/** Splits the seed of a break-glass set over shares, and puts it together again. */
import {
  type AccountId,
  BreakGlassId,
  type BreakGlassShare,
  CommonsealError,
  judgeShares,
} from '@commonseal/protocol';
import { combine, split } from 'shamir-secret-sharing';
import { breakGlassSetName } from './break-glass-set.ts';
import { type BreakGlassSeed, keyBytes, secretOf } from './keys.ts';
import { signingPublicKey } from './seal/sign.ts';
import { equalBytes } from './sodium.ts';

/** Public signing key of the seed. */
export function breakGlassIdOf(seed: BreakGlassSeed): BreakGlassId {
  return BreakGlassId.fromBytes(signingPublicKey(seed));
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

/**
 * The id of whatever the shares make, to ask with where a set of it is: neither set nor account have been compared.
 * @throws CommonsealError `shares_refused`
 */
export async function unverifiedIdOfShares(shares: readonly BreakGlassShare[]): Promise<BreakGlassId> {
  const { kind } = judgeShares(shares);
  const seed = kind === 'enough' ? await combined(shares) : undefined;
  if (!seed) throw new CommonsealError('shares_refused', kind);
  return breakGlassIdOf(seed);
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
