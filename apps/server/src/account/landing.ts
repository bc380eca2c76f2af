import {
  type AccountLog,
  type ParsedEntry,
  Refused,
  type SignedResetRequest,
  UserLog,
  haveSameKeys,
  judgeRequest,
  parseAccountEntry,
  resetRequestName,
} from '@commonseal/account-log';
import { type AccountId, CommonsealError } from '@commonseal/protocol';
import { bytesOf } from '../bytes.ts';
import { isUniqueViolation } from '../database/connection-errors.ts';
import type { Queryable } from '../database/database.ts';
import { storePerson } from '../person/new-person.ts';
import { type EndedWithIt, lockAddressAndPeople, settleAddress } from '../person/void-person.ts';
import { type PersonUnder, userEntriesAfter } from '../repositories/people.ts';
import { type ReturnKey, findReturnOf, grantRequest, lockRequest } from '../repositories/reset-requests.ts';
import { enterByReturn, lockReturn } from '../repositories/returns.ts';
import { asRefusal } from './delivered-entry.ts';
import { standingOf } from './request-standing.ts';

/** The request that a `vouch` or a `reset` is about. */
export type RequestEntry = Extract<ParsedEntry, { readonly name: 'vouch' | 'reset' }>;

export function parseRequestEntry(entry: Uint8Array): RequestEntry | undefined {
  const parsed = asRefusal(() => parseAccountEntry(entry));
  return parsed.name === 'vouch' || parsed.name === 'reset' ? parsed : undefined;
}

export function requestIn(parsed: RequestEntry): SignedResetRequest {
  return parsed.name === 'vouch' ? parsed.matter : parsed.matter.signed;
}

function over(reason: string): CommonsealError {
  return new CommonsealError('request_over', reason);
}

/** By which return somebody comes in, with the address and everybody who comes in by it locked. */
export interface Landing {
  readonly key: ReturnKey;
  readonly people: readonly PersonUnder[];
}

/**
 * Whoever locks a person and an account locks the person first. Undefined for a request that this server does not know:
 * whether the entry is a new one at all is found afterwards.
 */
export async function lockLanding(
  db: Queryable,
  accountId: AccountId,
  signed: SignedResetRequest,
): Promise<Landing | undefined> {
  const key = await findReturnOf(db, bytesOf(accountId), bytesOf(resetRequestName(signed)));
  return key && { key, people: await lockAddressAndPeople(db, key.email) };
}

/**
 * Within a locked account: the request waits here, and nobody ends it before the transaction does.
 * @throws CommonsealError `request_over`
 */
export async function requireOpenRequest(
  db: Queryable,
  { state }: AccountLog,
  signed: SignedResetRequest,
): Promise<void> {
  const name = bytesOf(resetRequestName(signed));
  const stored = await lockRequest(db, bytesOf(state.accountId), name);
  const standing = stored && standingOf(stored, state.power.since);
  if (standing !== 'open') throw over(standing ?? 'not known');
  // By the clock of this server as well: an entry may be dated back to the log's newest one.
  const judgement = judgeRequest(state, signed.request, Math.max(Date.now(), state.timeMs));
  if (judgement instanceof Refused) throw over(judgement.reason);
}

/**
 * Lets somebody in whose `reset` has just been stored: at the first account they become a person. Whoever they were keeps
 * their ways in, and the address, as long as there is an account that has not let the new one in: no account decides over others.
 * @throws CommonsealError `request_over` when the member has another address by now, or the return is over
 */
export async function land(
  db: Queryable,
  signed: SignedResetRequest,
  landing: Landing | undefined,
): Promise<EndedWithIt> {
  if (!landing) throw over('not known');
  const { key, people } = landing;
  const { request } = signed;
  const userId = bytesOf(request.userId);
  const found = await lockReturn(db, key);
  if (!found) throw over('another return was granted');
  const memberId = bytesOf(request.memberId);
  if (!people.some((person) => person.userId.equals(memberId)))
    throw over('not the address of that member by now');
  await grantRequest(db, { accountId: bytesOf(request.accountId), name: bytesOf(resetRequestName(signed)) });
  if (found.entered) {
    const { state } = UserLog.verify(await userEntriesAfter(db, userId, -1), request.userId);
    if (!haveSameKeys(state, request)) throw over('other keys by now');
  } else {
    await storePerson(db, userId, { ...found, entries: [found.userEntry] }).catch((error: unknown) => {
      throw isUniqueViolation(error) ? over('somebody is that person already') : error;
    });
    await enterByReturn(db, key);
  }
  return { sessions: await settleAddress(db, key.email, userId), accountIds: [] };
}
