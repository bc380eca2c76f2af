import type { UserState } from '@commonseal/account-log';
import { CommonsealError, type CredentialId } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import { refused } from '../account/delivered-entry.ts';
import { bytesOf, textOf } from '../bytes.ts';
import type { PersonCaller } from '../caller.ts';
import type { Queryable } from '../database/database.ts';
import { replaceAnchor } from '../repositories/credentials.ts';
import { takeOwnEntry } from './own-log.ts';

/** The next entry of a person's own log, with the anchor that knows it. */
export interface UserStep {
  readonly entry: Buffer;
  readonly credentialId: Buffer;
  readonly anchor: Buffer;
}

export function stepOf(received: BodyOf<typeof endpoints.appendUserEntry>): UserStep {
  return {
    entry: bytesOf(received.entry),
    credentialId: bytesOf(received.credentialId),
    anchor: bytesOf(received.anchor),
  };
}

/** What a person's log says after a step; `isNew` unless the very same step was taken before. */
export interface TakenStep {
  readonly state: UserState;
  readonly isNew: boolean;
}

/**
 * Appends what a person's own log says of accounts and replaces the anchor, within the caller's transaction, which holds
 * the person from then on. What concerns ways in comes with more than an anchor: see `changeWaysIn` and `replaceKeys`.
 * @throws CommonsealError as `takeOwnEntry`, and `not_found` for another's credential
 */
export async function takeUserStep(db: Queryable, caller: PersonCaller, step: UserStep): Promise<TakenStep> {
  const { state, before } = await takeOwnEntry(db, caller, step.entry);
  if (!before) return { state, isNew: false };
  if (state.credentials !== before.credentials || state.generation !== before.generation) {
    throw refused('an entry about ways in comes with what belongs to it');
  }
  await keepAnchor(db, caller, state, step);
  return { state, isNew: true };
}

/**
 * Of the way in by which the person is here; where it was taken away since, or was not shown in this session, there is
 * nothing to keep.
 * @throws CommonsealError `not_found`
 */
export async function keepAnchor(
  db: Queryable,
  { userId, tokenHash }: PersonCaller,
  { usedIds }: UserState,
  { credentialId, anchor }: UserStep,
): Promise<void> {
  const id = textOf(credentialId) as CredentialId;
  if (!usedIds.has(id)) throw new CommonsealError('not_found', 'no such credential');
  await replaceAnchor(db, { userId: bytesOf(userId), tokenHash }, { credentialId, anchor });
}
