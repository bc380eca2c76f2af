import {
  Refused,
  type UserState,
  applyUserEntry,
  parseUserEntry,
  requireAccepted,
} from '@commonseal/account-log';
import { CommonsealError } from '@commonseal/protocol';
import { asRefusal } from '../account/delivered-entry.ts';
import { bytesOf } from '../bytes.ts';
import type { PersonCaller } from '../caller.ts';
import type { Queryable } from '../database/database.ts';
import { isFarAhead } from '../far-ahead.ts';
import { appendToUserLog, maxUserEntries, userEntriesAfter } from '../repositories/people.ts';
import { lockCaller } from '../sessions.ts';

/** In a person's log at a time: they stand in each anchor. */
const maxAccounts = 200;
/** From here on no browser is let in by itself: these come and go without end, and what follows must have room. */
const maxEntriesWithDevices = 1_500;
/** From here on nothing more is added; what takes away or replaces always has room. */
const maxEntriesThatAdd = 4_000;

/** What a person's log says after an entry; `before` is missing when the very same entry was there already. */
export interface TakenEntry {
  /** As they are now. */
  readonly caller: PersonCaller;
  readonly state: UserState;
  readonly before: UserState | undefined;
}

/**
 * Appends to a person's own log within the caller's transaction, which holds the person from then on. Whoever locks an
 * account as well locks it afterwards.
 * @throws CommonsealError `unauthenticated` when the caller's session has ended, `log_conflict` when another entry was
 * first, `log_refused`, `too_large` for a log with too many entries or accounts
 */
export async function takeOwnEntry(
  db: Queryable,
  admitted: PersonCaller,
  entry: Buffer,
): Promise<TakenEntry> {
  const caller = await lockCaller(db, admitted);
  const userId = bytesOf(caller.userId);
  const hashes: Uint8Array[] = [];
  let before: UserState | undefined;
  for (const present of await userEntriesAfter(db, userId, -1)) {
    before = requireAccepted(applyUserEntry(before, present), 'log_refused');
    if (present.equals(entry)) return { caller, state: before, before: undefined };
    hashes.push(before.head.hash);
  }
  if (!before) throw new TypeError('a person without a log');
  const state = judge(before, hashes, entry);
  requireRoom(before, state, hashes.length);
  await appendToUserLog(db, userId, state.head.sequence, entry);
  return { caller, state, before };
}

function judge(before: UserState, hashes: readonly Uint8Array[], entry: Buffer): UserState {
  const state = applyUserEntry(before, entry);
  if (state instanceof Refused) {
    const { previousHash } = asRefusal(() => parseUserEntry(entry)).frame;
    const isLate = hashes.slice(0, -1).some((hash) => Buffer.from(hash).equals(previousHash));
    if (isLate) throw new CommonsealError('log_conflict', 'another entry was first');
  }
  const accepted = requireAccepted(state, 'log_refused');
  if (isFarAhead(accepted.timeMs)) throw new CommonsealError('log_refused', 'the time is ahead');
  return accepted;
}

/** @throws CommonsealError `too_large` */
function requireRoom(before: UserState, after: UserState, entries: number): void {
  const isDeviceAdded = devicesIn(after) > devicesIn(before);
  const isAdding =
    after.credentials.size > before.credentials.size || after.accounts.size > before.accounts.size;
  const isFull =
    entries >= maxUserEntries ||
    (entries >= maxEntriesThatAdd && isAdding) ||
    (entries >= maxEntriesWithDevices && isDeviceAdded);
  if (isFull) throw new CommonsealError('too_large', 'the log is full');
  if (after.accounts.size > maxAccounts) throw new CommonsealError('too_large', 'too many accounts');
}

function devicesIn({ credentials }: UserState): number {
  return Array.from(credentials.values()).filter(({ kind }) => kind === 'device').length;
}
