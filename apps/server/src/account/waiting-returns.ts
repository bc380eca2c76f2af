import { randomBytes } from 'node:crypto';
import {
  type SignedResetRequest,
  UserLog,
  type UserState,
  haveSameKeys,
  maxRequestLifetimeMs,
  parseResetRequest,
  resetRequestName,
  verifyResetRequest,
} from '@commonseal/account-log';
import { CommonsealError } from '@commonseal/protocol';
import { type BodyOf, type ReplyOf, type endpoints, maxWaitingReturns } from '@commonseal/protocol/api';
import { bytesOf, sha256, textOf } from '../bytes.ts';
import { isUniqueViolation } from '../database/connection-errors.ts';
import { type Queryable, inTransaction } from '../database/database.ts';
import { isFarAhead } from '../far-ahead.ts';
import { newPersonOf } from '../person/new-person.ts';
import { notifyOfRequests } from '../repositories/changes.ts';
import { lockAddress, lockPerson, userEntriesAfter } from '../repositories/people.ts';
import {
  type NewRequest,
  type ReturnKey,
  type StoredRequest,
  accountsAskedUnder,
  dropRequests,
  insertRequests,
  overtakeRequests,
  requestsOfReturn,
  withdrawRequests,
} from '../repositories/reset-requests.ts';
import {
  type WaitingReturn,
  type StoredPlace,
  displaceOldest,
  findReturn,
  freeSlots,
  hasEntered,
  insertReturn,
  insertTicket,
  placesUnder,
  prolongReturn,
  returnOfTicket,
} from '../repositories/returns.ts';
import { takeSignUpAttempt } from '../repositories/sign-in-attempts.ts';
import type { Services } from '../services.ts';
import { type Place, madeUpPlaces } from './made-up-places.ts';
import { notFound } from './not-found.ts';
import { standingOf } from './request-standing.ts';

const maxPlaces = 50;
/** As many as a person can be in: what was asked in others, nobody needs. */
const maxAsked = 200;

type Asking = BodyOf<typeof endpoints.returnAsk>;
type AskedRequests = ReplyOf<typeof endpoints.returnState>['requests'];

/** Known or not: the same statements, and as good as the same computation. */
export async function placesFor(
  { pool, serverSetup }: Pick<Services, 'pool' | 'serverSetup'>,
  email: string,
): Promise<readonly Place[]> {
  const madeUp = madeUpPlaces(serverSetup, email, Date.now());
  const stored = await placesUnder(pool, email, null, maxPlaces);
  return stored.length === 0 ? madeUp : stored.map(placeOf);
}

/** Where a return has let nobody in yet; made up as long as it has nowhere. */
export async function placesLeft(
  { pool, serverSetup }: Pick<Services, 'pool' | 'serverSetup'>,
  { email, userId }: ReturnKey & { readonly userId: Buffer },
): Promise<readonly Place[]> {
  const madeUp = madeUpPlaces(serverSetup, email, Date.now());
  const stored = await placesUnder(pool, email, userId, maxPlaces);
  if (stored.length > 0) return stored.map(placeOf);
  return (await hasEntered(pool, userId)) ? [] : madeUp;
}

function placeOf({ accountId, memberId, timeMs, ...head }: StoredPlace): Place {
  return { accountId, memberId, head, timeMs };
}

/**
 * Keeps what somebody asks, whoever they are; nothing is changed by it.
 * @returns a ticket, which stands for the password from now on
 * @throws CommonsealError `log_refused`, `malformed`, `signature_invalid`, `invalid_request` for requests that are not of the person
 * to come; `too_many_returns`
 */
export async function askToReturn(services: Services, email: string, asking: Asking): Promise<Buffer> {
  const { pool, serverSetup } = services;
  const returnId = bytesOf(asking.returnId);
  const received = { ...asking, userEntries: [asking.userEntry] };
  const { user, password, ownState } = newPersonOf(serverSetup, received, returnId, 0);
  const requests = requestsBy(user, asking.requests.map(bytesOf));
  const waiting: WaitingReturn = {
    email,
    returnId,
    userId: bytesOf(user.userId),
    userEntry: bytesOf(asking.userEntry),
    password,
    ownState,
    waitsUntilMs: Math.max(...requests.map(({ expiresAtMs }) => expiresAtMs)),
  };
  return inTransaction(pool, async (db) => {
    if (!(await takeSignUpAttempt(db, returnId, email))) {
      throw new CommonsealError('invalid_request', 'no such return was begun, or too long ago');
    }
    // First: whoever appends to an account's log holds the account, and then its requests.
    const accountIds = requests.map(({ accountId }) => accountId);
    await notifyOfRequests(db, await accountsAskedUnder(db, email, accountIds));
    await takeSlot(db, waiting);
    await insertRequests(db, waiting, requests);
    return giveTicket(db, waiting, returnId);
  }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? new CommonsealError('invalid_request', 'asked before') : error;
  });
}

/**
 * Asks anew for somebody who has asked before, with the keys that they have now.
 * @throws CommonsealError as `askToReturn`; `request_over` for a return that waits no more
 */
export async function askAgain(
  services: Services,
  key: ReturnKey,
  received: readonly string[],
): Promise<void> {
  await inTransaction(services.pool, async (db) => {
    await lockAddress(db, key.email);
    const user = await personOf(db, key);
    const requests = requestsBy(user, received.map(bytesOf));
    const accountIds = requests.map(({ accountId }) => accountId);
    const waitsUntilMs = Math.max(...requests.map(({ expiresAtMs }) => expiresAtMs));
    const asked = await requestsOfReturn(db, key);
    const isNew = ({ accountId }: NewRequest) => !asked.some((other) => other.accountId.equals(accountId));
    if (asked.length + requests.filter(isNew).length > maxAsked) {
      throw new CommonsealError('too_large', 'too many accounts');
    }
    if (
      asked.some((other) => other.ended === 'granted' && accountIds.some((id) => id.equals(other.accountId)))
    ) {
      throw new CommonsealError('invalid_request', 'granted there');
    }
    const places = await placesUnder(db, key.email, bytesOf(user.userId), maxAsked);
    // First: whoever appends to an account's log holds the account, and then its requests.
    await notifyOfRequests(
      db,
      places.map(({ accountId }) => accountId).filter((id) => accountIds.some((other) => other.equals(id))),
    );
    if (!(await prolongReturn(db, key, waitsUntilMs)))
      throw new CommonsealError('request_over', 'waits no more');
    await dropRequests(db, key, accountIds);
    await insertRequests(db, key, requests);
  }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? new CommonsealError('invalid_request', 'asked before') : error;
  });
}

/** By their own log, if they have one by now; then they are locked, and do not replace their keys meanwhile. */
async function personOf(db: Queryable, key: ReturnKey): Promise<UserState> {
  const found = await findReturn(db, key);
  if (!found) throw new CommonsealError('request_over', 'waits no more');
  await lockPerson(db, found.userId);
  const entries = await userEntriesAfter(db, found.userId, -1);
  return UserLog.verify(entries.length > 0 ? entries : [found.userEntry]).state;
}

/**
 * The oldest that nobody vouches for gives way: whoever asks honestly is speaking to a teammate by then, and a stranger cannot
 * keep all slots of another's address. What it asked ends with it.
 * @throws CommonsealError `too_many_returns`
 */
async function takeSlot(db: Queryable, waiting: WaitingReturn): Promise<void> {
  const { email } = waiting;
  await freeSlots(db, email);
  // Each time that another one was first there is one slot less.
  for (let attempt = 0; attempt < maxWaitingReturns; attempt += 1) {
    if (await insertReturn(db, waiting, maxWaitingReturns)) return;
  }
  const displaced: Buffer[] = [];
  for (let attempt = 0; attempt < maxWaitingReturns; attempt += 1) {
    displaced.push(...(await displaceOldest(db, email)));
    if (!(await insertReturn(db, waiting, maxWaitingReturns))) continue;
    await overtakeRequests(db, email, displaced);
    return;
  }
  throw new CommonsealError('too_many_returns');
}

function requestsBy(user: UserState, received: readonly Buffer[]): NewRequest[] {
  const requests = received.map((bytes) => {
    const signed = parseResetRequest(bytes);
    verifyResetRequest(signed);
    requireOf(user, signed);
    const { accountId, memberId, head, expiresAtMs } = signed.request;
    return {
      name: bytesOf(resetRequestName(signed)),
      accountId: bytesOf(accountId),
      memberId: bytesOf(memberId),
      head: { sequence: head.sequence, hash: Buffer.from(head.hash) },
      expiresAtMs,
      bytes,
    };
  });
  if (new Set(requests.map(({ accountId }) => textOf(accountId))).size !== requests.length) {
    throw new CommonsealError('invalid_request', 'an account twice');
  }
  return requests;
}

/** With the very keys of the person to come, and for as long as the rules allow. */
function requireOf(user: UserState, { request }: SignedResetRequest): void {
  const { userId, madeAtMs, expiresAtMs } = request;
  const isTheirs = userId === user.userId && haveSameKeys(request, user);
  const isTimely =
    expiresAtMs > Date.now() &&
    expiresAtMs > madeAtMs &&
    expiresAtMs - madeAtMs <= maxRequestLifetimeMs &&
    !isFarAhead(madeAtMs);
  if (!isTheirs || !isTimely) throw new CommonsealError('invalid_request', 'no request of this person now');
}

/** @param opaqueIdentifier of the password that it stands for */
export async function giveTicket(db: Queryable, key: ReturnKey, opaqueIdentifier: Buffer): Promise<Buffer> {
  const ticket = randomBytes(32);
  await insertTicket(db, sha256(ticket), key, opaqueIdentifier);
  return ticket;
}

/** @throws CommonsealError `not_found` */
export async function requireTicket(db: Queryable, ticket: string) {
  const found = await returnOfTicket(db, sha256(bytesOf(ticket)));
  if (!found) throw notFound();
  return found;
}

/** What has become of them; those of an account that was made up fare like others. */
export async function requestsUnder(
  { pool, serverSetup }: Pick<Services, 'pool' | 'serverSetup'>,
  key: ReturnKey,
): Promise<AskedRequests> {
  const madeUp = new Map(
    madeUpPlaces(serverSetup, key.email, Date.now()).map(({ accountId, head }) => [textOf(accountId), head]),
  );
  const powerOf = ({ accountId, powerSequence }: StoredRequest) =>
    powerSequence ?? madeUp.get(textOf(accountId))?.sequence ?? 0;
  const requests = await requestsOfReturn(pool, key);
  return requests.map((stored) => ({
    request: textOf(stored.request),
    standing: standingOf(stored, powerOf(stored)),
    vouches: stored.vouches,
  }));
}

export async function withdrawReturn({ pool }: Pick<Services, 'pool'>, key: ReturnKey): Promise<void> {
  await inTransaction(pool, async (db) => {
    const asked = await requestsOfReturn(db, key);
    // First: whoever appends to an account's log holds the account, and then its requests.
    await notifyOfRequests(
      db,
      asked.filter(({ fits }) => fits).map(({ accountId }) => accountId),
    );
    await withdrawRequests(db, key);
  });
}
