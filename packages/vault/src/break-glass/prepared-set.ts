import {
  CommonsealError,
  type UserId,
  breakGlassShareQr,
  encodeBreakGlassShare,
  maxShares,
  minShareThreshold,
  parseBase64url,
  printedSetName,
  readShareGroup,
} from '@commonseal/protocol';
import { breakGlassIdOf, splitBreakGlassSeed } from '@commonseal/crypto/break-glass';
import { type BreakGlassSeed, generateBreakGlassSeed } from '@commonseal/crypto/seal';
import { breakGlassSetName } from '@commonseal/crypto/verify';
import { hexOf } from '../account/activity.ts';
import type { AccountSession } from '../account/account-session.ts';
import type { PreparedShares } from '../let-back-in-api.ts';

/** As many groups of a share are typed back. */
const confirmingGroups = 2;
const maxHolderName = 120;

/** A set whose shares are being printed: it lives in memory, and counts for nothing yet. */
export interface PreparedSet {
  /** Who makes it; the account is in `shares`. */
  readonly madeBy: UserId;
  readonly seed: BreakGlassSeed;
  readonly shares: PreparedShares;
  /** Numbers of shares that were found to be on paper. */
  readonly confirmed: Set<number>;
}

/** @throws CommonsealError `not_owner`, `invalid_request` */
export async function prepareSet(
  session: AccountSession,
  input: { readonly threshold: number; readonly holderNames: readonly string[] },
  serverAddress: string,
): Promise<PreparedSet> {
  if (session.member.role !== 'owner') throw new CommonsealError('not_owner', 'no owner');
  const holderNames = input.holderNames.map((name) => name.trim());
  const { threshold } = input;
  requirePossible(threshold, holderNames);
  const { accountId, log } = session;
  const seed = generateBreakGlassSeed();
  const shares = await splitBreakGlassSeed(seed, { accountId, threshold, count: holderNames.length });
  const printed = shares.map((share, at) => {
    const groups = encodeBreakGlassShare(share);
    const qr = breakGlassShareQr(groups, { accountId, head: log.head });
    return { index: share.index, holderName: holderNames[at] ?? '', groups, qr };
  });
  return {
    madeBy: session.userId,
    seed,
    confirmed: new Set(),
    shares: {
      accountId,
      accountName: session.nameOf('account', log.state.nameBox, 0),
      serverAddress,
      madeAtMs: Date.now(),
      accountFingerprint: hexOf(parseBase64url(accountId)),
      setName: printedSetName(breakGlassSetName(accountId, breakGlassIdOf(seed))),
      threshold,
      shares: printed,
    },
  };
}

function requirePossible(threshold: number, holderNames: readonly string[]): void {
  const count = holderNames.length;
  const isPossible =
    Number.isInteger(threshold) && threshold >= minShareThreshold && threshold <= count && count <= maxShares;
  const areNamed = holderNames.every((name) => name !== '' && name.length <= maxHolderName);
  if (!isPossible || !areNamed) throw new CommonsealError('invalid_request', 'threshold or holders');
}

/**
 * The first groups of all shares of a set are alike: they show nothing of which one it is.
 * @throws CommonsealError `kit_mismatch`
 */
export function confirmPreparedShare(
  { shares: { shares }, confirmed }: PreparedSet,
  index: number,
  groups: readonly { readonly number: number; readonly text: string }[],
): void {
  const right = groups.filter(({ number, text }) => {
    const group = readShareGroup(number, text);
    const having = shares.filter((share) => group !== undefined && share.groups[number - 1] === group);
    return having.length === 1 && having[0]?.index === index;
  });
  const isRight =
    right.length === groups.length && new Set(groups.map(({ number }) => number)).size >= confirmingGroups;
  if (!isRight) throw new CommonsealError('kit_mismatch', 'not the groups of the share');
  confirmed.add(index);
}

/** @throws CommonsealError `kit_mismatch` when some share was not found to be on paper */
export function requireAllConfirmed({ shares: { shares }, confirmed }: PreparedSet): void {
  if (shares.some(({ index }) => !confirmed.has(index)))
    throw new CommonsealError('kit_mismatch', 'a share is not confirmed');
}
