import { type AccountLog, type EntryHeading, accountEntryTypes, hasOpenGrant } from '@commonseal/account-log';
import { type AccountId, CommonsealError } from '@commonseal/protocol';
import type { PersonCaller, WorkerCaller } from '../caller.ts';
import { inTransaction } from '../database/database.ts';
import type { EndedWithIt } from '../person/void-person.ts';
import { notifyOfRequests } from '../repositories/changes.ts';
import type { Services } from '../services.ts';
import { type DeliveredEntry, headingOf, refused } from './delivered-entry.ts';
import { land, lockLanding, parseRequestEntry, requestIn, requireOpenRequest } from './landing.ts';
import { withLockedLog } from './locked-log.ts';
import { notFound } from './not-found.ts';
import { isStored, requireFreePlace, storeEntry } from './store-entry.ts';

/** What has ended with an entry is told only once it is committed. */
interface Appended {
  readonly sequence: number;
  readonly ended: EndedWithIt | undefined;
}

/** Kinds that are about somebody who asks to be let back in. */
const aboutRequests: readonly number[] = [accountEntryTypes.vouch, accountEntryTypes.reset];

/**
 * Appends the entry of a member, or of a worker, with what belongs to it, whole or not at all.
 * @throws CommonsealError `log_conflict` when another entry was first, `log_refused`, `forbidden` for another's entry,
 * `invalid_request` when the seals are not those that the entry names; `request_over` for a request to be let back in that
 * does not wait here
 */
export async function appendEntry(
  services: Services,
  accountId: AccountId,
  caller: PersonCaller | WorkerCaller,
  delivered: DeliveredEntry,
): Promise<number> {
  const { pool, accountLogs } = services;
  const heading = headingOf(delivered.entry);
  const { author, frame } = heading;
  // What is signed with an invite's link or break-glass shares comes together with the newcomer's own log.
  if (!isAuthor(caller, author)) {
    throw new CommonsealError('forbidden', "another one's entry");
  }
  // A person's keys are the same in all their logs: see `replaceKeys`.
  if (frame.type === accountEntryTypes.rekey) throw refused('comes with the own log');
  const about = aboutRequests.includes(frame.type) ? parseRequestEntry(delivered.entry) : undefined;
  const signed = about && requestIn(about);
  const reset = about?.name === 'reset' ? signed : undefined;
  const { sequence, ended } = await inTransaction(pool, async (db): Promise<Appended> => {
    const landing = reset && (await lockLanding(db, accountId, reset));
    return withLockedLog(db, accountLogs, accountId, async (log) => {
      requireStillIn(log, caller);
      if (await isStored(db, log, heading, delivered.entry)) {
        return { sequence: frame.sequence, ended: undefined };
      }
      requireFreePlace(log, heading);
      if (signed) await requireOpenRequest(db, log, signed);
      const { head } = await storeEntry(db, log, delivered);
      if (reset) return { sequence: head.sequence, ended: await land(db, reset, landing) };
      return { sequence: head.sequence, ended: undefined };
    });
  });
  if (ended) await tellEnded(services, ended);
  return sequence;
}

function isAuthor(caller: PersonCaller | WorkerCaller, author: EntryHeading['author']): boolean {
  return caller.kind === 'person'
    ? author.kind === 'member' && author.id === caller.userId
    : author.kind === 'worker' && author.id === caller.workerId;
}

/** By the clock of this server as well: a worker may date its entries back. @throws CommonsealError `not_found` */
function requireStillIn({ state }: AccountLog, caller: PersonCaller | WorkerCaller): void {
  const isIn =
    caller.kind === 'person'
      ? state.members.has(caller.userId)
      : hasOpenGrant(state, caller.workerId, Math.max(Date.now(), state.timeMs));
  if (!isIn) throw notFound();
}

/** Outside of the transaction, which would lock accounts in another order than others do; pages that miss it ask again anyway. */
export async function tellEnded({ pool, streams }: Services, ended: EndedWithIt): Promise<void> {
  streams.endSessions(ended.sessions);
  if (ended.accountIds.length === 0) return;
  await inTransaction(pool, (db) => notifyOfRequests(db, ended.accountIds)).catch(() => undefined);
}
