import { parseJobRequest, verifyJobRequest, workerIdOf } from '@commonseal/account-log';
import { CommonsealError, type WorkerId } from '@commonseal/protocol';
import { maxOpenJobRequests } from '@commonseal/protocol/api';
import { bytesOf } from '../bytes.ts';
import { type Queryable, inTransaction } from '../database/database.ts';
import { isFarAhead } from '../far-ahead.ts';
import { RateLimited } from '../plugins/errors.ts';
import { isOwner } from '../repositories/account-roles.ts';
import { lockAccount } from '../repositories/accounts.ts';
import { notifyOfRequests } from '../repositories/changes.ts';
import { isJobGranted } from '../repositories/grants.ts';
import {
  type JobRequestKey,
  countJobRequests,
  endJobRequest,
  findJobRequest,
  insertJobRequest,
  mayAsk,
  refuseAllOf,
  silenceWorker,
} from '../repositories/job-requests.ts';
import type { Services } from '../services.ts';
import { notFound } from './not-found.ts';

/** Of one worker in one account: what waits, and that with what was answered and has not expired. */
const maxOwnOpen = 5;
const maxOwn = 20;
/** A request lasts so long at least: otherwise one that expires would make room for the next. */
const leastLifetimeMs = 24 * 60 * 60_000;
/** Until something may have been answered. */
const askAgainSeconds = 60 * 60;

/** @throws CommonsealError `forbidden` */
export async function requireOwner(db: Queryable, accountId: Buffer, userId: Buffer): Promise<void> {
  if (!(await isOwner(db, accountId, userId))) throw new CommonsealError('forbidden', 'owners only');
}

/**
 * Keeps what a worker asks for. Of a stranger, as of an account that there is not, nothing is kept.
 * @throws CommonsealError `malformed`, `signature_invalid`; `forbidden` for another's request; `not_found`; `request_over` for one that has expired
 * or was answered; `rate_limited` when too many wait
 */
export async function keepJobRequest(
  { pool }: Pick<Services, 'pool'>,
  callerId: WorkerId,
  bytes: Buffer,
): Promise<void> {
  const signed = parseJobRequest(bytes);
  const { accountId, identity, jobId, madeAtMs, expiresAtMs } = signed.request;
  if (workerIdOf(identity) !== callerId) throw new CommonsealError('forbidden', "another one's request");
  verifyJobRequest(signed);
  if (isFarAhead(madeAtMs)) throw new CommonsealError('invalid_request', 'the time is ahead');
  if (expiresAtMs <= Date.now()) throw new CommonsealError('request_over', 'expired');
  if (expiresAtMs - madeAtMs < leastLifetimeMs)
    throw new CommonsealError('invalid_request', 'less than a day');
  const key = { accountId: bytesOf(accountId), workerId: bytesOf(callerId), jobId: bytesOf(jobId) };
  // Strangers hold nobody up.
  if (!(await mayAsk(pool, key))) throw notFound();
  await inTransaction(pool, async (db) => {
    // Whoever counts is alone.
    const isThere = (await lockAccount(db, key.accountId)) !== undefined;
    if (!isThere || !(await mayAsk(db, key))) throw notFound();
    const before = await findJobRequest(db, key);
    if (before && !before.ended && before.request.equals(bytes)) return;
    if (before || (await isJobGranted(db, key))) {
      throw new CommonsealError('request_over', 'asked for already');
    }
    const { open, own, ownOpen } = await countJobRequests(db, key);
    if (open >= maxOpenJobRequests || own >= maxOwn || ownOpen >= maxOwnOpen) {
      throw new RateLimited(askAgainSeconds);
    }
    await insertJobRequest(db, { ...key, request: bytes, expiresAtMs });
    await notifyOfRequests(db, [key.accountId]);
  });
}

/**
 * What was refused stays so.
 * @throws CommonsealError `not_found`, `forbidden`; `request_over` for one that was granted
 */
export async function refuseJobRequest(
  { pool }: Pick<Services, 'pool'>,
  key: JobRequestKey,
  userId: Buffer,
): Promise<void> {
  await inTransaction(pool, async (db) => {
    await lockAccount(db, key.accountId);
    await requireOwner(db, key.accountId, userId);
    const found = await findJobRequest(db, key);
    if (!found) throw notFound();
    if (found.ended === 'granted') throw new CommonsealError('request_over', 'granted');
    if (await endJobRequest(db, key, 'refused')) await notifyOfRequests(db, [key.accountId]);
  });
}

/**
 * Refuses all that a worker asks for, and lets it ask no more until an owner names it again. What was granted to it stays.
 * @throws CommonsealError `forbidden`; `not_found` for one that may not ask
 */
export async function silenceAsker(
  { pool }: Pick<Services, 'pool'>,
  key: Omit<JobRequestKey, 'jobId'>,
  userId: Buffer,
): Promise<void> {
  await inTransaction(pool, async (db) => {
    await lockAccount(db, key.accountId);
    await requireOwner(db, key.accountId, userId);
    if (!(await mayAsk(db, key))) throw notFound();
    await silenceWorker(db, key);
    if (await refuseAllOf(db, key)) await notifyOfRequests(db, [key.accountId]);
  });
}
