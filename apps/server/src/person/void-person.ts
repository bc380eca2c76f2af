import type { Queryable } from '../database/database.ts';
import { deleteWaysIn } from '../repositories/credentials.ts';
import { closeReturns } from '../repositories/returns.ts';
import { moveAddress } from '../repositories/people.ts';
import { overtakeRequests } from '../repositories/reset-requests.ts';
import { deleteAuthenticatorApp } from '../repositories/second-factors.ts';
import { deleteOtherSessions } from '../repositories/sessions.ts';
import { deleteAttemptsOf } from '../repositories/sign-in-attempts.ts';

/**
 * Ends all by which a person who is locked gets in, and whatever was begun with it. Who they are in accounts' logs stays.
 * @returns hashes of the tokens of their sessions
 */
async function voidPerson(db: Queryable, userId: Buffer): Promise<readonly Buffer[]> {
  const ended = await deleteOtherSessions(db, userId, null);
  await deleteAttemptsOf(db, userId);
  await deleteAuthenticatorApp(db, userId);
  await deleteWaysIn(db, userId);
  return ended;
}

/** An address that is given to somebody new. */
export interface TakenOver {
  readonly email: string;
  readonly from: Buffer;
  readonly to: Buffer;
  /** By which return, if it is by one. */
  readonly returnId: Buffer | null;
}

/** What has ended with it, to be told once all is committed. */
export interface EndedWithIt {
  /** Hashes of the tokens of sessions. */
  readonly sessions: readonly Buffer[];
  /** Accounts in which somebody asked to be let back in under that address. */
  readonly accountIds: readonly Buffer[];
}

/** Of an address and a person that are locked: nothing of theirs gets in any more, nor anybody else who waits under it. */
export async function takeOverAddress(
  db: Queryable,
  { email, from, to, returnId }: TakenOver,
): Promise<EndedWithIt> {
  const sessions = await voidPerson(db, from);
  await moveAddress(db, email, to);
  await closeReturns(db, email, returnId);
  return { sessions, accountIds: await overtakeRequests(db, email, returnId) };
}
