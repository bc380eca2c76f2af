import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type AccountId, CommonsealError, type UserId, type WorkerId } from '@commonseal/protocol';
import {
  type AccountLog,
  type AccountState,
  type Head,
  memberTimeOf,
  verifyHeadStatement,
} from '@commonseal/account-log';
import {
  privateFolderMode,
  readIfThere,
  replaceDurably,
  syncFolder,
} from '@commonseal/local-program/durable-files';
import type { AccountFolder } from './account-folder.ts';
import { AccountRefusal } from './account-refusal.ts';
import { grantTimesOf } from './grants.ts';
import { type LogFile, maxLogBytes, openLogFile } from './log-file.ts';
import { type GrantTimes, type Pin, type TroubleKind, encodePin, parsePin, withTrouble } from './pin.ts';
import { appendEntry, isOtherLog, isSameEntry, verifyAgain, verifyGenesis } from './verified-log.ts';

/** Part of an account's log, as somebody says that it is. */
export interface ShownLog {
  /** Sequence of the first entry. */
  readonly from: number;
  readonly entries: readonly Uint8Array[];
  /** Whether there are more after these. */
  readonly more: boolean;
  /**
   * Sequence of the newest entry that was known here when they began to be fetched: two who fetch at a time are no server that goes
   * back. Undefined: the newest that is known now.
   */
  readonly knownAtFetch?: number | undefined;
}

export interface ShownStatement {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

const dayMs = 24 * 60 * 60_000;
/** Nobody takes that long from fetching a log to showing it. */
const withheldMs = 10 * 60_000;

/**
 * An account's log as this keyholder has verified it, and what it has seen besides. It only gets longer: neither a restart nor any
 * answer of a server takes an entry back. One thing is done at a time; the caller sees to that.
 */
export class FollowedAccount {
  readonly accountId: AccountId;
  readonly #workerId: WorkerId;
  readonly #folder: AccountFolder;
  readonly #nowMs: () => number;
  readonly #log: AccountLog;
  /** All of them, as they were signed. */
  readonly #entries: Uint8Array[];
  #file: LogFile['file'] | undefined;
  /** So many of the entries are on the disk. */
  #keptCount: number;
  #bytes: number;
  #pin: Pin;
  /** When the log was last shown as all that there is. */
  #shownWholeMs: number | undefined;
  /** Of statements that were shown since the start. */
  #heardMs = 0;
  /** Of the newest entry that is not a worker's. */
  #madeMs: number;
  /** Since when an entry is owed, as far as this process knows. */
  #owedMs: number;
  /** Whether the disk has the pin as it is here. */
  #isPinKept = true;

  private constructor(from: {
    readonly accountId: AccountId;
    readonly workerId: WorkerId;
    readonly folder: AccountFolder;
    readonly nowMs: () => number;
    readonly log: AccountLog;
    readonly entries: Uint8Array[];
    readonly file?: LogFile['file'];
    readonly pin: Pin;
  }) {
    this.accountId = from.accountId;
    this.#workerId = from.workerId;
    this.#folder = from.folder;
    this.#nowMs = from.nowMs;
    this.#log = from.log;
    this.#entries = from.entries;
    this.#file = from.file;
    this.#keptCount = from.file ? from.entries.length : 0;
    this.#bytes = from.entries.reduce((sum, { length }) => sum + length, 0);
    this.#madeMs = from.entries.reduce((newest, entry) => Math.max(newest, memberTimeOf(entry)), 0);
    this.#pin = from.pin;
    this.#owedMs = from.nowMs();
  }

  /** One that nothing is known of yet. It comes onto the disk when it grants this worker something. @throws AccountRefusal `log_refused` */
  static begin(
    at: Pick<FollowedAccount, 'accountId'> & {
      readonly workerId: WorkerId;
      readonly folder: AccountFolder;
      readonly nowMs: () => number;
    },
    genesis: Uint8Array,
  ): FollowedAccount {
    const log = verifyGenesis(at.accountId, genesis);
    const pin: Pin = { head: log.head, owed: undefined, isForked: false, troubles: [] };
    return new FollowedAccount({ ...at, log, entries: [genesis.slice()], pin });
  }

  /**
   * From the disk.
   * @returns undefined when it is not known here
   * @throws AccountRefusal `account_damaged` when pin and log do not belong together
   */
  static async load(at: {
    readonly accountId: AccountId;
    readonly workerId: WorkerId;
    readonly folder: AccountFolder;
    readonly nowMs: () => number;
  }): Promise<FollowedAccount | undefined> {
    const text = await readIfThere(at.folder.pin);
    if (text === undefined) return undefined;
    try {
      const pin = parsePin(text.toString('utf8'));
      const { file, entries } = await openLogFile(at.folder.log);
      const all = [...entries];
      // Those behind the pin are verified: they were written, and the pin was not any more.
      const { accountId } = at;
      const log = await verifyAgain(all, { accountId, checkpoint: pin.head });
      return new FollowedAccount({ ...at, log, entries: all, file, pin });
    } catch (error) {
      throw new AccountRefusal('account_damaged', 'what is kept of an account does not fit together', {
        cause: error,
      });
    }
  }

  get state(): AccountState {
    return this.#log.state;
  }

  get log(): AccountLog {
    return this.#log;
  }

  get pin(): Pin {
    return this.#pin;
  }

  get grantTimes(): GrantTimes {
    return grantTimesOf(this.state, this.#workerId);
  }

  /** Whether this worker was ever granted anything. */
  get isKept(): boolean {
    return this.#file !== undefined;
  }

  /**
   * Goes on with what is shown, and holds the rest against what is known.
   * @throws AccountRefusal `log_gap`, `log_refused`, `log_fork`, `log_rollback`, `log_too_long`. What could be verified before is kept
   */
  async take({ from, entries, more, knownAtFetch }: ShownLog): Promise<void> {
    const { sequence: known } = this.#log.head;
    if (from > known + 1) throw new AccountRefusal('log_gap');
    try {
      for (const [at, entry] of entries.entries()) await this.#takeEntry(from + at, entry);
    } finally {
      await this.#keep();
    }
    if (more) return;
    const last = from + entries.length - 1;
    if (last < Math.min(knownAtFetch ?? known, known)) {
      await this.#remember('rollback', Math.max(0, last + 1));
      throw new AccountRefusal('log_rollback', 'the log ends before an entry that was seen');
    }
    // What somebody else has shown meanwhile is newer: this one says nothing about now.
    if (last < this.#log.head.sequence) return;
    this.#shownWholeMs = this.#nowMs();
    await this.#rememberWithheld();
  }

  async #takeEntry(sequence: number, entry: Uint8Array): Promise<void> {
    if (sequence > this.#log.head.sequence) {
      // With what frames the entries in the file.
      if (this.#bytes + entry.length + 4 * this.#entries.length > maxLogBytes - 1024)
        throw new AccountRefusal('log_too_long');
      appendEntry(this.#log, entry);
      this.#bytes += entry.length;
      this.#madeMs = Math.max(this.#madeMs, memberTimeOf(entry));
      this.#entries.push(entry.slice());
    } else if (!isSameEntry(this.#log, sequence, entry)) {
      if (!(await isOtherLog(this.#log, this.#entries.slice(0, sequence), entry)))
        throw new AccountRefusal('log_refused', 'an entry that nobody entitled has signed');
      await this.#fork(sequence);
    }
  }

  /**
   * What members' clients have signed of the log that they see.
   * @throws AccountRefusal `log_fork` when one was shown another log, `log_withheld` when one was shown more of it; `statement_refused`
   */
  async takeStatements(statements: readonly ShownStatement[]): Promise<void> {
    for (const signed of statements) {
      const statement = this.#verify(signed);
      if (!statement) continue;
      const { head, userId, timeMs } = statement;
      const place = this.#log.compare(head);
      if (place === 'beside it') await this.#fork(head.sequence);
      if (place === 'beyond it') await this.#owe(head, userId);
      // A clock that was far ahead once must not vouch for years to come.
      if (timeMs <= this.#nowMs() + dayMs) this.#heardMs = Math.max(this.#heardMs, timeMs);
    }
    this.requireNothingOwed();
  }

  #verify(signed: ShownStatement) {
    try {
      return verifyHeadStatement(this.#log.state, signed);
    } catch (error) {
      if (error instanceof CommonsealError) throw new AccountRefusal('statement_refused', error.message);
      throw error;
    }
  }

  /** When a member was last heard of: a statement that was shown since the start, or the newest entry of one. */
  get heardMs(): number {
    return Math.max(this.#heardMs, this.#madeMs <= this.#nowMs() + dayMs ? this.#madeMs : 0);
  }

  get shownWholeMs(): number | undefined {
    return this.#shownWholeMs;
  }

  /** @throws AccountRefusal `log_held` when two logs were signed */
  requireOneLog(): void {
    if (this.#pin.isForked) throw new AccountRefusal('log_held', 'two logs of this account were signed');
  }

  /** Whether a restart would find all that is known here. */
  get isWritten(): boolean {
    return !this.isKept || (this.#isPinKept && this.#keptCount === this.#entries.length);
  }

  /** What a restart would not remember is not judged by. @throws AccountRefusal `log_unwritten` */
  requireWritten(): void {
    if (!this.isWritten)
      throw new AccountRefusal('log_unwritten', 'what is known of the log could not be written');
  }

  /** @throws AccountRefusal `log_withheld` while an entry that a member has seen is not shown here */
  requireNothingOwed(): void {
    const { owed } = this.#pin;
    if (owed && this.#log.compare(owed) !== 'on it')
      throw new AccountRefusal('log_withheld', 'a member has seen more of the log than is shown here');
  }

  /** It may have been made after the log was fetched: not a trouble yet. */
  async #owe(head: Head, userId: UserId): Promise<void> {
    const { owed } = this.#pin;
    if (owed && owed.sequence >= head.sequence) return;
    if (!owed) this.#owedMs = this.#nowMs();
    await this.#writePin({ ...this.#pin, owed: { ...head, userId } });
  }

  /** An honest server shows it as soon as the log is fetched again. */
  async #rememberWithheld(): Promise<void> {
    const { owed } = this.#pin;
    if (owed && this.#nowMs() - this.#owedMs > withheldMs) await this.#remember('withheld', owed.sequence);
  }

  async #fork(sequence: number): Promise<never> {
    await this.#remember('fork', sequence, { isForked: true });
    throw new AccountRefusal('log_fork', `two logs of this account were signed, from entry ${sequence} on`);
  }

  async #remember(kind: TroubleKind, sequence: number, change: Partial<Pin> = {}): Promise<void> {
    const { troubles } = this.#pin;
    const isKnown = troubles.some((trouble) => trouble.kind === kind && trouble.sequence === sequence);
    if (isKnown && Object.keys(change).length === 0) return;
    const trouble = { kind, sequence, atMs: this.#nowMs() };
    const next = isKnown ? troubles : withTrouble(troubles, trouble);
    await this.#writePin({ ...this.#pin, ...change, troubles: next });
  }

  /** Entries first: a pin never names what is not there. @throws errors of the system; what is missing is written the next time */
  async #keep(): Promise<void> {
    if (!this.#file && !this.#log.state.workers.has(this.#workerId)) return;
    this.#file ??= await this.#makeFolder();
    const fresh = this.#entries.slice(this.#keptCount);
    if (fresh.length === 0) {
      if (!this.#isPinKept) await this.#writePin(this.#pin);
      return;
    }
    await this.#file.append(fresh);
    this.#keptCount += fresh.length;
    await this.#settle();
  }

  /** Moves the pin to where the log is, and sees whether what was owed has come. */
  async #settle(): Promise<void> {
    const { owed } = this.#pin;
    const place = owed ? this.#log.compare(owed) : 'on it';
    const isVoid = owed !== undefined && !this.#log.state.members.has(owed.userId as UserId);
    const { head } = this.#log;
    await this.#writePin({ ...this.#pin, head, owed: place === 'on it' || isVoid ? undefined : owed });
    if (owed && place === 'beside it' && !isVoid) await this.#fork(owed.sequence);
  }

  async #makeFolder(): Promise<LogFile['file']> {
    await mkdir(this.#folder.path, { recursive: true, mode: privateFolderMode });
    for (const path of [dirname(this.#folder.path), dirname(dirname(this.#folder.path))])
      await syncFolder(path);
    // One without a pin was being made when the process ended.
    await rm(this.#folder.log, { force: true });
    return (await openLogFile(this.#folder.log)).file;
  }

  /** It counts from this moment on, whether the disk takes it or not. */
  async #writePin(pin: Pin): Promise<void> {
    this.#pin = pin;
    if (!this.#file) return;
    this.#isPinKept = false;
    await replaceDurably(this.#folder.pin, encodePin(pin, this.grantTimes));
    this.#isPinKept = true;
  }
}
