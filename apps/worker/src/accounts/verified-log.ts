import { type AccountId, CommonsealError } from '@commonseal/protocol';
import { AccountLog, parseEntryHeading } from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';
import { AccountRefusal } from './account-refusal.ts';

/** @throws AccountRefusal `log_refused` */
export function verifyGenesis(accountId: AccountId, entry: Uint8Array): AccountLog {
  return refusing(() => AccountLog.verify([entry], accountId));
}

/** @throws AccountRefusal `log_refused`; the log is as it was */
export function appendEntry(log: AccountLog, entry: Uint8Array): void {
  refusing(() => log.append(entry));
}

/** Whether an entry that is shown is the one that was verified at its place. @throws AccountRefusal `log_refused` */
export function isSameEntry(log: AccountLog, sequence: number, entry: Uint8Array): boolean {
  const known = log.hashAt(sequence);
  const shown = refusing(() => parseEntryHeading(entry).entry.hash);
  return known !== undefined && equalBytes(known, shown);
}

/**
 * Whether an entry in another one's place is as good: signed by somebody who was entitled to. Only then are there two logs; anything
 * else is only bytes, which anybody can make.
 * @param before all verified entries before it
 */
export function isOtherLog(accountId: AccountId, before: readonly Uint8Array[], entry: Uint8Array): boolean {
  const last = before.length - 1;
  if (last < 0) return false;
  try {
    const hash = parseEntryHeading(before[last] ?? entry).entry.hash;
    AccountLog.verify(before, accountId, { sequence: last, hash }).append(entry);
    return true;
  } catch (error) {
    if (error instanceof CommonsealError) return false;
    throw error;
  }
}

function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CommonsealError)
      throw new AccountRefusal('log_refused', error.message, { cause: error });
    throw error;
  }
}

/** When a member, or somebody whom one let in, has made it: a worker's own entries say nothing about how old a log is. */
export function memberTimeOf(entry: Uint8Array): number {
  const { author, frame } = parseEntryHeading(entry);
  return author.kind === 'worker' ? 0 : frame.timeMs;
}
