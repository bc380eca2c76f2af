import { Refused, type UserState, applyUserEntry, requireAccepted } from '@commonseal/account-log';
import { CommonsealError, type UserId } from '@commonseal/protocol';
import { bytesOf } from '../bytes.ts';
import type { Queryable } from '../database/database.ts';
import { isFarAhead } from '../far-ahead.ts';
import { appendToUserLog, lockPerson, maxUserEntries, userEntriesAfter } from '../repositories/people.ts';

/** In a person's log at a time: the state after each of its entries is made with every step. */
const maxAccounts = 200;

/** What a person's log says after an entry; `before` is missing when the very same entry was there already. */
export interface TakenEntry {
  readonly state: UserState;
  readonly before: UserState | undefined;
}

/**
 * Appends to a person's own log within the caller's transaction, which holds the person from then on. Whoever locks an
 * account as well locks it afterwards.
 * @throws CommonsealError `log_conflict` when another entry was first, `log_refused`, `too_large` for a log with too many
 * entries or accounts
 */
export async function takeOwnEntry(db: Queryable, callerId: UserId, entry: Buffer): Promise<TakenEntry> {
  const userId = bytesOf(callerId);
  await lockPerson(db, userId);
  const entries = await userEntriesAfter(db, userId, -1);
  const states = statesOf(entries);
  const sentBefore = entries.findIndex((present) => present.equals(entry));
  const known = states[sentBefore];
  if (known) return { state: known, before: undefined };
  if (entries.length >= maxUserEntries) throw new CommonsealError('too_large', 'the log is full');
  const state = judge(states, entry);
  if (state.accounts.size > maxAccounts) throw new CommonsealError('too_large', 'too many accounts');
  await appendToUserLog(db, userId, state.head.sequence, entry);
  return { state, before: states.at(-1) };
}

/** What the log said after each of its entries. */
function statesOf(entries: readonly Buffer[]): UserState[] {
  const states: UserState[] = [];
  for (const entry of entries) {
    states.push(requireAccepted(applyUserEntry(states.at(-1), entry), 'log_refused'));
  }
  return states;
}

function judge(states: readonly UserState[], entry: Buffer): UserState {
  const state = applyUserEntry(states.at(-1), entry);
  // One that would have followed an earlier entry came too late.
  const isLate =
    state instanceof Refused &&
    states.slice(0, -1).some((earlier) => !(applyUserEntry(earlier, entry) instanceof Refused));
  if (isLate) throw new CommonsealError('log_conflict', 'another entry was first');
  const accepted = requireAccepted(state, 'log_refused');
  if (isFarAhead(accepted.timeMs)) throw new CommonsealError('log_refused', 'the time is ahead');
  return accepted;
}
