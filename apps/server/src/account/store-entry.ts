import {
  type AccountLog,
  type AccountState,
  type EntryHeading,
  apply,
  currentEpoch,
  requireAccepted,
} from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';
import { CommonsealError } from '@commonseal/protocol';
import { bytesOf } from '../bytes.ts';
import type { Queryable } from '../database/database.ts';
import { appendToLog, entriesAfter, project } from '../repositories/accounts.ts';
import { insertChainBack, insertSeals } from '../repositories/seals.ts';
import { type DeliveredEntry, refused, requireNamed } from './delivered-entry.ts';

/**
 * Appends to a locked log, with what the entry names and what the log then says about members, writers and invites.
 * @throws CommonsealError `log_refused`; `invalid_request` when the seals are not those that the entry names
 */
export async function storeEntry(
  db: Queryable,
  log: AccountLog,
  delivered: DeliveredEntry,
): Promise<AccountState> {
  const { entry, seals, chainBack } = delivered;
  const after = requireAccepted(apply(log.state, entry), 'log_refused');
  requireNamed(delivered);
  const accountId = bytesOf(after.accountId);
  const { head, power } = after;
  const place = {
    head: { sequence: head.sequence, hash: Buffer.from(head.hash) },
    power: { sequence: power.since, hash: Buffer.from(power.hashes.get(0) ?? head.hash) },
  };
  await appendToLog(db, accountId, place, entry);
  await project(db, after, log.state);
  // The one that the entry begins; for an invite that opens at once, the one that goes on.
  const { epoch } = currentEpoch(after);
  const rows = seals.map(({ recipient: { kind, id }, seal }) => ({
    recipientKind: kind,
    recipientId: bytesOf(id),
    seal,
  }));
  await insertSeals(db, accountId, epoch, rows);
  if (chainBack) await insertChainBack(db, accountId, epoch, chainBack);
  return after;
}

/** Whether this very entry is stored already: an answer that was lost is given again. */
export async function isStored(
  db: Queryable,
  log: AccountLog,
  { frame: { sequence } }: EntryHeading,
  entry: Uint8Array,
): Promise<boolean> {
  if (sequence > log.head.sequence) return false;
  const range = { accountId: bytesOf(log.state.accountId), after: sequence - 1, limit: 1, maxBytes: 1 };
  const [stored] = await entriesAfter(db, range);
  return stored?.equals(entry) ?? false;
}

/** @throws CommonsealError `log_conflict` when another entry was first, `log_refused` for one of another log */
export function requireFreePlace(log: AccountLog, { frame: { sequence, previousHash } }: EntryHeading): void {
  if (sequence > log.head.sequence) return;
  const before = log.hashAt(sequence - 1);
  if (!before || !equalBytes(before, previousHash)) throw refused('does not follow an entry of this log');
  throw new CommonsealError('log_conflict', 'another entry was first');
}
