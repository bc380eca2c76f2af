import {
  AccountId,
  type BreakGlassShare,
  CommonsealError,
  type ErrorCode,
  type SharePlace,
  type UserId,
  encodeBase64url,
  judgeShares,
  parseBase64url,
  readBreakGlassShare,
} from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { type AccountLog, type BreakGlassSet, currentEpoch } from '@commonseal/account-log';
import { signBreakGlassReading } from '@commonseal/account-log/author';
import {
  breakGlassIdOf,
  combineBreakGlassShares,
  unverifiedIdOfShares,
} from '@commonseal/crypto/break-glass';
import { openSeal } from '@commonseal/crypto/open';
import { type AccountSeed, type BreakGlassSeed, accountSeedContext } from '@commonseal/crypto/seal';
import { fetchWholeLog } from '../account/log-for-outsiders.ts';
import { requireSeedOf } from '../account/require-seed.ts';

/** Shares put together, and the account that they are of. */
export interface CombinedShares {
  readonly seed: BreakGlassSeed;
  readonly accountId: AccountId;
  /** What QR codes say of it. */
  readonly places: readonly SharePlace[];
}

/**
 * Which account it is, the QR codes say, of which one may be spoilt, or else the server: the name of the set, which stands on each share, is of both the account
 * and the seed.
 * @throws CommonsealError `shares_refused`, `shares_over`
 */
export async function combineShares(client: ApiClient, codes: readonly string[]): Promise<CombinedShares> {
  const read = codes.map(readWhole);
  const shares = read.map(({ share }) => share);
  const places = read.flatMap(({ place }) => place ?? []);
  let refusal = new CommonsealError('shares_refused', 'no shares');
  const printed = [...new Set(places.map((place) => place.accountId))];
  for (const some of enoughOf(shares)) {
    for (const said of [...printed, undefined]) {
      try {
        const accountId = said ?? (await findAccount(client, some));
        const seed = await combineBreakGlassShares(some, accountId);
        return { seed, accountId, places: places.filter((place) => place.accountId === accountId) };
      } catch (error) {
        const isOfShares = error instanceof CommonsealError && refusals.includes(error.code);
        if (!isOfShares) throw error;
        refusal = error;
      }
    }
  }
  throw refusal;
}

/** What a bad share among them may lead to. */
const refusals: readonly ErrorCode[] = ['shares_refused', 'shares_over'];

/**
 * All of them, and where there are more than it takes, every choice of as many as it takes: one that was printed or made to be
 * wrong spoils all, and nobody can tell which it is.
 */
function enoughOf(shares: readonly BreakGlassShare[]): readonly (readonly BreakGlassShare[])[] {
  const threshold = shares[0]?.threshold ?? 0;
  const isMore = judgeShares(shares).kind === 'enough' && shares.length > threshold;
  return isMore ? [shares, ...choicesOf(shares, threshold)] : [shares];
}

function choicesOf<T>(all: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  return all.flatMap((first, at) => choicesOf(all.slice(at + 1), count - 1).map((rest) => [first, ...rest]));
}

function readWhole(code: string) {
  const reading = readBreakGlassShare(code);
  if (reading.kind !== 'whole') throw new CommonsealError('shares_refused', reading.kind);
  return reading;
}

async function findAccount(client: ApiClient, shares: readonly BreakGlassShare[]): Promise<AccountId> {
  const breakGlassId = await unverifiedIdOfShares(shares);
  const reply = await client.call(endpoints.findBreakGlass, { body: { breakGlassId } }).catch(asOver);
  return AccountId.parse(reply.accountId);
}

/** A set as the account's verified log has it, and what it opens. */
export interface FoundSet {
  readonly log: AccountLog;
  readonly set: BreakGlassSet;
  readonly accountSeed: AccountSeed;
}

/**
 * @param userId of the person to come
 * @throws CommonsealError `shares_over` when it is not the account's present set; `log_fork`, `log_rollback`, `key_mismatch`
 */
export async function findSet(
  client: ApiClient,
  { seed, accountId, places }: CombinedShares,
  userId: UserId,
): Promise<FoundSet> {
  const breakGlassId = breakGlassIdOf(seed);
  const { log, page } = await fetchWholeLog(accountId, (after) => {
    const timeMs = Date.now();
    const reading = { accountId, breakGlassId, userId, timeMs };
    const signature = encodeBase64url(signBreakGlassReading(reading, seed));
    const body = { accountId, userId, timeMs, signature, ...(after === undefined ? {} : { after }) };
    return client.call(endpoints.breakGlassLog, { params: { breakGlassId }, body }).catch(asOver);
  });
  for (const { head } of places) log.requireExtends(head);
  const { breakGlass: set } = log.state;
  if (set?.id !== breakGlassId)
    throw new CommonsealError('shares_over', 'not the present set of the account');
  return { log, set, accountSeed: openForSet(log, seed, set, page.seal) };
}

function openForSet(
  { state }: AccountLog,
  seed: BreakGlassSeed,
  { id }: BreakGlassSet,
  seal: string | undefined,
): AccountSeed {
  if (seal === undefined) throw new CommonsealError('key_mismatch', 'no seal for the set');
  const newest = currentEpoch(state);
  const recipient = { kind: 'breakGlass', id } as const;
  const context = accountSeedContext({ accountId: state.accountId, epoch: newest.epoch, recipient });
  const accountSeed = openSeal<AccountSeed>(parseBase64url(seal), seed, context);
  requireSeedOf(newest, accountSeed);
  return accountSeed;
}

/** @throws CommonsealError `shares_over` for `not_found` */
export function asOver(error: unknown): never {
  if (error instanceof CommonsealError && error.code === 'not_found')
    throw new CommonsealError('shares_over', 'the server knows no such set', { cause: error });
  throw error;
}
