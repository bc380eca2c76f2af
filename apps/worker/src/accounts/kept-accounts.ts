import { readdir } from 'node:fs/promises';
import { AccountId, longIdBytes } from '@commonseal/protocol';
import { readIfThere } from '@commonseal/local-program/durable-files';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import { AccountFolder } from './account-folder.ts';
import { AccountRefusal } from './account-refusal.ts';
import { type GrantTimes, parseGrantTimes } from './pin.ts';

export interface AccountLimits {
  /** Accounts with a grant that has not ended, when a new one comes. */
  readonly open: number;
  /** All that something is kept of. */
  readonly pins: number;
  /** Not asked for that long, one is read from the disk again. */
  readonly unusedMs: number;
}
export const accountLimits: AccountLimits = { open: 1000, pins: 10_000, unusedMs: 15 * 60_000 };

/** One that cannot be read stays. */
const always: GrantTimes = { openUntilMs: Infinity, expiredMs: Infinity };

/** Of all accounts on the disk, until when they grant this worker something. */
export class KeptAccounts {
  readonly #path: string;
  readonly #limits: AccountLimits;
  #times: Map<AccountId, GrantTimes> | undefined;

  constructor(path: string, limits: AccountLimits) {
    this.#path = path;
    this.#limits = limits;
  }

  note(accountId: AccountId, times: GrantTimes): void {
    this.#times?.set(accountId, times);
  }

  /**
   * For one more account.
   * @returns what has to be forgotten first, if anything: a log of before lets nobody read when all grants of it have expired
   * @throws AccountRefusal `too_many_accounts`
   */
  async requireRoom(nowMs: number): Promise<AccountId | undefined> {
    const times = await this.#read();
    const open = [...times.values()].filter(({ openUntilMs }) => nowMs < openUntilMs);
    if (open.length >= this.#limits.open) throw new AccountRefusal('too_many_accounts');
    if (times.size < this.#limits.pins) return undefined;
    const [first] = [...times].toSorted(([, one], [, other]) => one.expiredMs - other.expiredMs);
    if (!first || nowMs < first[1].expiredMs) throw new AccountRefusal('too_many_accounts');
    return first[0];
  }

  forget(accountId: AccountId): void {
    this.#times?.delete(accountId);
  }

  /** Once; from then on it is noted. */
  async #read(): Promise<Map<AccountId, GrantTimes>> {
    if (this.#times) return this.#times;
    const times = new Map<AccountId, GrantTimes>();
    for (const name of await namesIn(this.#path)) {
      if (!/^[0-9a-f]+$/.test(name) || name.length !== 2 * longIdBytes) continue;
      const accountId = AccountId.fromBytes(Uint8Array.from(Buffer.from(name, 'hex')));
      const text = await readIfThere(new AccountFolder(this.#path, accountId).pin);
      if (text) times.set(accountId, timesOf(text.toString('utf8')));
    }
    this.#times ??= times;
    return this.#times;
  }
}

function timesOf(text: string): GrantTimes {
  try {
    return parseGrantTimes(text) ?? always;
  } catch {
    return always;
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
