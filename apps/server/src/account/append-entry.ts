import { accountEntryTypes } from '@commonseal/account-log';
import { type AccountId, CommonsealError, type UserId } from '@commonseal/protocol';
import { inTransaction } from '../database/database.ts';
import type { Services } from '../services.ts';
import { type DeliveredEntry, headingOf, refused } from './delivered-entry.ts';
import { withLockedLog } from './locked-log.ts';
import { notFound } from './not-found.ts';
import { isStored, requireFreePlace, storeEntry } from './store-entry.ts';

/**
 * Appends a member's entry with what belongs to it, whole or not at all.
 * @throws CommonsealError `log_conflict` when another entry was first, `log_refused`, `forbidden` for another's entry,
 * `invalid_request` when the seals are not those that the entry names
 */
export async function appendEntry(
  { pool, accountLogs }: Services,
  accountId: AccountId,
  callerId: UserId,
  delivered: DeliveredEntry,
): Promise<number> {
  const heading = headingOf(delivered.entry);
  const { author, frame } = heading;
  // What is signed with an invite's link comes by `join`, where it belongs together with the newcomer's own log.
  if (author.kind !== 'member' || author.id !== callerId) {
    throw new CommonsealError('forbidden', "another one's entry");
  }
  // A person's keys are the same in all their logs: see `replaceKeys`.
  if (frame.type === accountEntryTypes.rekey) throw refused('comes with the own log');
  // Whoever it makes a member is not known to this server yet.
  if (frame.type === accountEntryTypes.reset) throw refused('comes with the log of whoever asked');
  return inTransaction(pool, (db) =>
    withLockedLog(db, accountLogs, accountId, async (log) => {
      if (!log.state.members.has(callerId)) throw notFound();
      if (await isStored(db, log, heading, delivered.entry)) return frame.sequence;
      requireFreePlace(log, heading);
      return (await storeEntry(db, log, delivered)).head.sequence;
    }),
  );
}
