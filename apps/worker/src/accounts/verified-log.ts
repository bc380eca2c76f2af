import { setImmediate } from 'node:timers/promises';
import { AccountId, CommonsealError, parseBase64url } from '@commonseal/protocol';
import {
  AccountLog,
  type AccountState,
  type AuthorRef,
  type Head,
  parseEntryHeading,
} from '@commonseal/account-log';
import { equalBytes, signPurposes, verifySignature } from '@commonseal/crypto/verify';
import { AccountRefusal } from './account-refusal.ts';

/** @throws AccountRefusal `log_refused` */
export function verifyGenesis(accountId: AccountId, entry: Uint8Array): AccountLog {
  return refusing(() => AccountLog.verify([entry], accountId));
}

/** @throws AccountRefusal `log_refused`; the log is as it was */
export function appendEntry(log: AccountLog, entry: Uint8Array): void {
  refusing(() => log.append(entry));
}

/** What was verified before, up to the checkpoint. Others are answered meanwhile. @throws CommonsealError */
export function verifyAgain(
  entries: readonly Uint8Array[],
  at: { readonly accountId: AccountId; readonly checkpoint: Head },
): Promise<AccountLog> {
  return AccountLog.verifyInPieces(entries, at, () => setImmediate());
}

/** Whether an entry that is shown is the one that was verified at its place. @throws AccountRefusal `log_refused` */
export function isSameEntry(log: AccountLog, sequence: number, entry: Uint8Array): boolean {
  const known = log.hashAt(sequence);
  const shown = refusing(() => parseEntryHeading(entry).entry.hash);
  return known !== undefined && equalBytes(known, shown);
}

/**
 * Whether an entry in another one's place is as good: signed by somebody who was entitled to. Only then are there two logs; anything
 * else is only bytes, which anybody can make, and which cost as little as can be.
 * @param before all verified entries before it
 */
export async function isOtherLog(
  log: AccountLog,
  before: readonly Uint8Array[],
  entry: Uint8Array,
): Promise<boolean> {
  const { accountId } = log.state;
  const last = before.length - 1;
  const hash = log.hashAt(last);
  if (!hash || !mayBeSigned(log, hash, entry)) return false;
  const checkpoint = { sequence: last, hash };
  const other = await verifyAgain(before, { accountId, checkpoint });
  try {
    other.append(entry);
    return true;
  } catch (error) {
    if (error instanceof CommonsealError) return false;
    throw error;
  }
}

/** Follows the entry before, and is signed by whom it names: as far as can be told without going back to the state of then. */
function mayBeSigned(log: AccountLog, previousHash: Uint8Array, entry: Uint8Array): boolean {
  const { frame, author, entry: signed } = parseEntryHeading(entry);
  if (!equalBytes(frame.previousHash, previousHash)) return false;
  const publicKey = keyOf(log.state, author, frame.sequence);
  if (!publicKey) return true;
  try {
    const [signature = new Uint8Array()] = signed.signatures;
    const subjectId = AccountId.toBytes(log.state.accountId);
    verifySignature({
      purpose: signPurposes.accountEntry,
      subjectId,
      message: signed.body,
      signature,
      publicKey,
    });
    return true;
  } catch (error) {
    if (error instanceof CommonsealError) return false;
    throw error;
  }
}

/** Undefined of a member who has left since, or has had other keys. */
function keyOf(state: AccountState, { kind, id }: AuthorRef, sequence: number): Uint8Array | undefined {
  if (kind !== 'member') return parseBase64url(id);
  const member = state.members.get(id);
  return member && (member.keysSince ?? member.since) < sequence ? member.signingKey : undefined;
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
