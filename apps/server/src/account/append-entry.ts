import {
  type AccountLog,
  type AccountState,
  apply,
  epochPartOf,
  isWhatEpochNames,
  requireAccepted,
} from '@commonseal/account-log';
import { type AccountId, CommonsealError, type UserId } from '@commonseal/protocol';
import { equalBytes } from '@commonseal/crypto/verify';
import { bytesOf } from '../bytes.ts';
import { isFarAhead } from '../far-ahead.ts';
import { type Queryable, inTransaction } from '../database/database.ts';
import { appendToLog, entriesAfter, project } from '../repositories/accounts.ts';
import { insertChainBack, insertSeals } from '../repositories/seals.ts';
import type { Services } from '../services.ts';
import { notFound } from './not-found.ts';
import { type EntryHeading, readEntryHeading } from './entry-heading.ts';
import { withLockedLog } from './locked-log.ts';

export interface DeliveredEntry {
  readonly entry: Buffer;
  readonly seals: readonly { readonly kind: 'member'; readonly id: UserId; readonly seal: Buffer }[];
  readonly chainBack: Buffer | undefined;
}

/**
 * Appends an entry with what belongs to it, whole or not at all.
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
  if (heading.authorId !== callerId) throw new CommonsealError('forbidden', "another one's entry");
  if (isFarAhead(heading.timeMs)) throw refused('the time is ahead');
  return inTransaction(pool, (db) =>
    withLockedLog(db, accountLogs, accountId, async (log) => {
      if (!log.state.members.has(callerId)) throw notFound();
      if (heading.sequence <= log.head.sequence) return requireSame(db, log, heading, delivered.entry);
      const next = requireAccepted(apply(log.state, delivered.entry), 'log_refused');
      await store(db, log.state, next, delivered);
      return next.head.sequence;
    }),
  );
}

function refused(reason: string): CommonsealError {
  return new CommonsealError('log_refused', reason);
}

function headingOf(entry: Uint8Array): EntryHeading {
  try {
    return readEntryHeading(entry);
  } catch (error) {
    if (error instanceof CommonsealError) throw refused('malformed');
    throw error;
  }
}

/** An answer that was lost is given again; an entry that another was faster than is a conflict. */
async function requireSame(
  db: Queryable,
  log: AccountLog,
  { sequence, previousHash }: EntryHeading,
  entry: Uint8Array,
): Promise<number> {
  const before = log.hashAt(sequence - 1);
  if (!before || !equalBytes(before, previousHash)) throw refused('does not follow an entry of this log');
  const range = { accountId: bytesOf(log.state.accountId), after: sequence - 1, limit: 1, maxBytes: 1 };
  const [stored] = await entriesAfter(db, range);
  if (stored?.equals(entry)) return sequence;
  throw new CommonsealError('log_conflict', 'another entry was first');
}

async function store(
  db: Queryable,
  before: AccountState,
  after: AccountState,
  { entry, seals, chainBack }: DeliveredEntry,
): Promise<void> {
  const accountId = bytesOf(after.accountId);
  const head = { sequence: after.head.sequence, hash: Buffer.from(after.head.hash) };
  await appendToLog(db, accountId, head, entry);
  await project(db, after, before);
  const part = epochPartOf(entry);
  if (!part) {
    if (seals.length > 0 || chainBack) throw new CommonsealError('invalid_request', 'seals without an epoch');
    return;
  }
  const named = seals.map(({ kind, id, seal }) => ({ recipient: { kind, id }, seal }));
  if (!chainBack || !isWhatEpochNames(part, { chainBack, seals: named })) {
    throw new CommonsealError('invalid_request', 'not the seals that the entry names');
  }
  const rows = seals.map(({ kind, id, seal }) => ({ recipientKind: kind, recipientId: bytesOf(id), seal }));
  await insertSeals(db, accountId, part.epoch, rows);
  await insertChainBack(db, accountId, part.epoch, chainBack);
}
