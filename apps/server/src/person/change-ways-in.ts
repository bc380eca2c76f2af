import type { UserState } from '@commonseal/account-log';

import { asLogConflict } from '../account/create-account.ts';
import { refused } from '../account/delivered-entry.ts';
import { bytesOf } from '../bytes.ts';
import { type PersonCaller, requireAuthenticated, requireRecent } from '../caller.ts';
import { inTransaction } from '../database/database.ts';
import { deleteCredential } from '../repositories/credentials.ts';
import { addToSession, deleteOtherSessions } from '../repositories/sessions.ts';
import { deleteAttemptsOf } from '../repositories/sign-in-attempts.ts';
import { type CredentialChanges, credentialChanges, passwordsAmong } from './credential-changes.ts';
import { takeOwnEntry } from './own-log.ts';
import { type AddedWayIn, type WayInPlace, pairWaysIn, storeWayIn } from './store-way-in.ts';
import { type UserStep, keepAnchor } from './user-step.ts';

/**
 * Appends what a person's own log says of ways in and stores what came with it, whole or not at all; the same again is
 * answered again. The person's keys stay.
 * @returns hashes of the tokens of sessions that have ended with it
 * @throws CommonsealError `log_conflict`, `log_refused` (also for entries about anything else), `invalid_request` when
 * the entry and what came with it do not belong together, `authentication_too_old`, `unauthenticated` when the session has
 * ended, `not_found` for another's credential
 */
export async function changeWaysIn(
  place: WayInPlace,
  admitted: PersonCaller,
  step: UserStep,
  added: AddedWayIn | undefined,
): Promise<readonly Buffer[]> {
  const { pool } = place.services;
  return inTransaction(pool, async (db) => {
    const { caller, state, before } = await takeOwnEntry(db, admitted, step.entry);
    if (!before) return [];
    requireAboutWaysIn(before, state);
    const changes = credentialChanges(before, state);
    requireThere(caller, changes);
    const pairs = pairWaysIn(changes.added, added ? [added] : []);
    const userId = bytesOf(caller.userId);
    // First: there is one password at a time.
    for (const { credentialId } of changes.withdrawn) {
      await deleteCredential(db, userId, bytesOf(credentialId));
    }
    for (const pair of pairs) await storeWayIn(db, place, pair);
    await addToSession(db, caller.tokenHash, passwordsAmong(changes.added));
    await keepAnchor(db, caller, state, step);
    if (!changes.added.some(({ kind }) => kind === 'password')) return [];
    await deleteAttemptsOf(db, userId);
    return deleteOtherSessions(db, userId, caller.tokenHash);
  }).catch(asLogConflict);
}

function requireAboutWaysIn(before: UserState, after: UserState): void {
  const isAboutThem =
    after.credentials !== before.credentials &&
    after.accounts === before.accounts &&
    after.generation === before.generation;
  if (!isAboutThem) throw refused('the entry is about something else, or replaces keys');
}

/**
 * A device comes and goes while somebody works, and a kit is confirmed when its print is at hand. But no device lets another
 * one in: else the time that a person has set for it would have no end.
 */
function requireThere(caller: PersonCaller, { added, withdrawn }: CredentialChanges): void {
  const mayComeLater = [...added, ...withdrawn].every(({ kind }) => kind === 'device');
  if (!mayComeLater) requireRecent(caller);
  if (added.length > 0) requireAuthenticated(caller);
}
