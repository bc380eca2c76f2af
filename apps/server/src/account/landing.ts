import {
  type AccountLog,
  type ParsedEntry,
  type SignedResetRequest,
  UserLog,
  haveSameKeys,
  parseAccountEntry,
  resetRequestName,
} from '@commonseal/account-log';
import { type AccountId, CommonsealError } from '@commonseal/protocol';
import { bytesOf } from '../bytes.ts';
import { isUniqueViolation } from '../database/connection-errors.ts';
import type { Queryable } from '../database/database.ts';
import { storePerson } from '../person/new-person.ts';
import { type EndedWithIt, takeOverAddress } from '../person/void-person.ts';
import { lockAddress, lockPerson, userEntriesAfter } from '../repositories/people.ts';
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

/** By which return somebody comes in, with the address and its present person locked. */
export interface Landing {
  readonly key: ReturnKey;
  readonly owner: Buffer | undefined;
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
  if (!key) return undefined;
  const owner = await lockAddress(db, key.email);
  if (owner) await lockPerson(db, owner);
  return { key, owner };
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
}

/**
 * Lets somebody in whose `reset` has just been stored: at the first account they become a person, in the place of whoever had
 * the address. The old person stays in the logs of their other accounts until these let them in as well.
 * @throws CommonsealError `request_over` when the address is another's by now, or the return is over
 */
export async function land(
  db: Queryable,
  signed: SignedResetRequest,
  landing: Landing | undefined,
): Promise<EndedWithIt | undefined> {
  if (!landing?.owner) throw over('nobody has the address');
  const { key, owner } = landing;
  const { request } = signed;
  const to = bytesOf(request.userId);
  const found = await lockReturn(db, key);
  if (!found) throw over('another return was granted');
  await grantRequest(db, { accountId: bytesOf(request.accountId), name: bytesOf(resetRequestName(signed)) });
  if (found.entered) {
    if (!owner.equals(to)) throw over("another's address by now");
    const { state } = UserLog.verify(await userEntriesAfter(db, to, -1), request.userId);
    if (!haveSameKeys(state, request)) throw over('other keys by now');
    return undefined;
  }
  if (!owner.equals(bytesOf(request.memberId))) throw over("another's address by now");
  await storePerson(db, to, { ...found, entries: [found.userEntry] }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? over('somebody is that person already') : error;
  });
  await enterByReturn(db, key);
  return takeOverAddress(db, { email: key.email, from: owner, to, returnId: key.returnId });
}
