import { randomBytes } from 'node:crypto';
import {
  type SignedResetRequest,
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
import {
  type NewRequest,
  type ReturnKey,
  type StoredRequest,
  insertRequests,
  requestsOfReturn,
  withdrawRequests,
} from '../repositories/reset-requests.ts';
import {
  type WaitingReturn,
  freeSlots,
  insertReturn,
  insertTicket,
  placesOf,
  returnOfTicket,
} from '../repositories/returns.ts';
import { takeSignUpAttempt } from '../repositories/sign-in-attempts.ts';
import type { Services } from '../services.ts';
import { type Place, madeUpPlaces } from './made-up-places.ts';
import { notFound } from './not-found.ts';
import { standingOf } from './request-standing.ts';

const nobody = Buffer.alloc(32);
const maxPlaces = 50;

type Asking = BodyOf<typeof endpoints.returnAsk>;
type AskedRequests = ReplyOf<typeof endpoints.returnState>['requests'];

/** Known or not: the same statements, and as good as the same computation. */
export async function placesUnder(
  { pool, serverSetup }: Pick<Services, 'pool' | 'serverSetup'>,
  email: string,
  userId: Buffer | undefined,
): Promise<readonly Place[]> {
  const madeUp = madeUpPlaces(serverSetup, email, Date.now());
  const stored = await placesOf(pool, userId ?? nobody, maxPlaces);
  if (!userId || stored.length === 0) return madeUp;
  return stored.map(({ accountId, ...head }) => ({ accountId, memberId: userId, head }));
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
    await takeSlot(db, waiting);
    await notifyOfRequests(db, await insertRequests(db, waiting, requests));
    return giveTicket(db, waiting);
  }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? new CommonsealError('invalid_request', 'asked before') : error;
  });
}

/** @throws CommonsealError `too_many_returns` */
async function takeSlot(db: Queryable, waiting: WaitingReturn): Promise<void> {
  await freeSlots(db, waiting.email);
  // Each time that another one was first there is one slot less.
  for (let attempt = 0; attempt < maxWaitingReturns; attempt += 1) {
    if (await insertReturn(db, waiting, maxWaitingReturns)) return;
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

export async function giveTicket(db: Queryable, key: ReturnKey): Promise<Buffer> {
  const ticket = randomBytes(32);
  await insertTicket(db, sha256(ticket), key);
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
