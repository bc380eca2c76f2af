import type { Queryable } from '../database/database.ts';
import { deleteWaysIn } from '../repositories/credentials.ts';
import { closeReturns, endReturnOf } from '../repositories/returns.ts';
import {
  type PersonUnder,
  lockAddress,
  lockPerson,
  moveAddress,
  peopleUnder,
} from '../repositories/people.ts';
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

/** What has ended with something, to be told once all is committed. */
export interface EndedWithIt {
  /** Hashes of the tokens of sessions. */
  readonly sessions: readonly Buffer[];
  /** Accounts in which somebody asked to be let back in and does no more. */
  readonly accountIds: readonly Buffer[];
}

/** Of an address and a person that are locked: nothing of theirs gets in any more, nor anybody else who waits under it. */
export async function takeOverAddress(
  db: Queryable,
  { email, from, to }: { readonly email: string; readonly from: Buffer; readonly to: Buffer },
): Promise<EndedWithIt> {
  const sessions = await voidPerson(db, from);
  await moveAddress(db, email, to);
  return { sessions, accountIds: await overtakeRequests(db, email, await closeReturns(db, email)) };
}

/** With everybody who comes in by it; whoever locks an account as well locks it afterwards. */
export async function lockAddressAndPeople(db: Queryable, email: string): Promise<readonly PersonUnder[]> {
  await lockAddress(db, email);
  const people = await peopleUnder(db, email);
  for (const { userId } of people) await lockPerson(db, userId);
  return people;
}

/**
 * Once an account has let somebody in: whoever is in no account any more has nothing left to come in for, and the address is of
 * the one who was let in just now. Nobody else is given it: another account may have let in whom it liked.
 * @returns hashes of the tokens of sessions that have ended
 */
export async function settleAddress(db: Queryable, email: string, letIn: Buffer): Promise<readonly Buffer[]> {
  const ended: Buffer[] = [];
  for (const { userId, hasAddress, accounts } of await peopleUnder(db, email)) {
    if (accounts > 0 || userId.equals(letIn)) continue;
    ended.push(...(await voidPerson(db, userId)));
    if (hasAddress) await moveAddress(db, email, letIn);
    await endReturnOf(db, email, hasAddress ? letIn : userId);
  }
  return ended;
}
