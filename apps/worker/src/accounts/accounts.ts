import { rm } from 'node:fs/promises';
import type { AccountId, WorkerId } from '@commonseal/protocol';
import { AccountFolder } from './account-folder.ts';
import { AccountRefusal } from './account-refusal.ts';
import { FollowedAccount, type ShownLog } from './followed-account.ts';
import { type AccountLimits, KeptAccounts, accountLimits } from './kept-accounts.ts';
import { OneAtATime } from './one-at-a-time.ts';

/** Logs that are under way, and have not granted this worker anything as far as they go. */
const maxBegun = 4;

/** All accounts that this keyholder knows. For each, one thing is done at a time. */
export class Accounts {
  readonly #path: string;
  readonly #workerId: WorkerId;
  readonly #nowMs: () => number;
  readonly #chosen: ReadonlySet<AccountId> | undefined;
  readonly #limits: AccountLimits;
  readonly #kept: KeptAccounts;
  /** In memory. */
  readonly #known = new Map<AccountId, FollowedAccount>();
  readonly #usedMs = new Map<AccountId, number>();
  readonly #orders = new Map<AccountId, OneAtATime>();

  /**
   * @param path of the folder that holds one for each account
   * @param options.chosen by the operator: nothing is taken of others
   */
  constructor(
    path: string,
    workerId: WorkerId,
    nowMs: () => number = Date.now,
    options: {
      readonly chosen?: ReadonlySet<AccountId> | undefined;
      readonly limits?: AccountLimits;
    } = {},
  ) {
    this.#path = path;
    this.#workerId = workerId;
    this.#nowMs = nowMs;
    this.#chosen = options.chosen;
    this.#limits = options.limits ?? accountLimits;
    this.#kept = new KeptAccounts(path, this.#limits);
  }

  folderOf(accountId: AccountId): AccountFolder {
    return new AccountFolder(this.#path, accountId);
  }

  /** @throws AccountRefusal `account_not_chosen` */
  requireChosen(accountId: AccountId): void {
    if (this.#chosen && !this.#chosen.has(accountId)) throw new AccountRefusal('account_not_chosen');
  }

  /** @throws AccountRefusal `account_unknown`, `account_not_chosen`; what `work` throws */
  with<T>(accountId: AccountId, work: (account: FollowedAccount) => Promise<T>): Promise<T> {
    return this.#use(accountId, async () => {
      const account = await this.#find(accountId);
      if (!account) throw new AccountRefusal('account_unknown');
      return work(account);
    });
  }

  /** @throws AccountRefusal `account_unknown` when it does not begin at the first entry of one that is not known; as `FollowedAccount.take` */
  takeLog(accountId: AccountId, shown: ShownLog): Promise<FollowedAccount> {
    return this.#use(accountId, async () => {
      const account = (await this.#find(accountId)) ?? (await this.#begin(accountId, shown));
      try {
        await account.take(shown);
      } finally {
        if (account.isKept) this.#kept.note(accountId, account.grantTimes);
      }
      return account;
    });
  }

  /** If it is in memory; nobody is taken to have asked for it. */
  async look(accountId: AccountId, work: (account: FollowedAccount) => Promise<void>): Promise<void> {
    if (!this.#known.has(accountId)) return;
    await this.#order(accountId, async () => {
      const account = this.#known.get(accountId);
      if (account) await work(account);
    });
  }

  /** Lets go of what lies on the disk and nobody has asked for of late. */
  forgetUnused(): void {
    const nowMs = this.#nowMs();
    for (const [accountId, account] of this.#known) {
      const isUsed = nowMs - (this.#usedMs.get(accountId) ?? 0) <= this.#limits.unusedMs;
      if (!isUsed && account.isWritten && !this.#orders.has(accountId)) this.#letGo(accountId);
    }
  }

  #letGo(accountId: AccountId): void {
    this.#known.delete(accountId);
    this.#usedMs.delete(accountId);
  }

  async #find(accountId: AccountId): Promise<FollowedAccount | undefined> {
    const known = this.#known.get(accountId);
    if (known) return known;
    const at = {
      accountId,
      workerId: this.#workerId,
      folder: this.folderOf(accountId),
      nowMs: this.#nowMs,
    };
    const loaded = await FollowedAccount.load(at);
    if (loaded) this.#known.set(accountId, loaded);
    return loaded;
  }

  async #begin(accountId: AccountId, { from, entries }: ShownLog): Promise<FollowedAccount> {
    const [genesis] = entries;
    if (from !== 0 || !genesis) throw new AccountRefusal('account_unknown');
    if (!this.#chosen) await this.#makeRoom();
    const folder = this.folderOf(accountId);
    const at = { accountId, workerId: this.#workerId, folder, nowMs: this.#nowMs };
    const account = FollowedAccount.begin(at, genesis);
    this.#forgetBegun();
    this.#known.set(accountId, account);
    return account;
  }

  /** Anybody can make accounts that grant this worker nothing: they take no room of others. */
  #forgetBegun(): void {
    const begun = [...this.#known.values()].filter(({ isKept }) => !isKept);
    for (const { accountId } of begun.slice(0, Math.max(0, begun.length - maxBegun + 1)))
      this.#letGo(accountId);
  }

  /** What was given of an account that is forgotten stays written down. */
  async #makeRoom(): Promise<void> {
    const forgotten = await this.#kept.requireRoom(this.#nowMs());
    if (!forgotten) return;
    await this.#order(forgotten, async () => {
      this.#letGo(forgotten);
      const { pin, log } = this.folderOf(forgotten);
      await rm(pin, { force: true });
      await rm(log, { force: true });
      this.#kept.forget(forgotten);
    });
  }

  async #use<T>(accountId: AccountId, work: () => Promise<T>): Promise<T> {
    this.requireChosen(accountId);
    return this.#order(accountId, async () => {
      try {
        return await work();
      } finally {
        if (this.#known.has(accountId)) this.#usedMs.set(accountId, this.#nowMs());
      }
    });
  }

  #order<T>(accountId: AccountId, work: () => Promise<T>): Promise<T> {
    const order = this.#orders.get(accountId) ?? new OneAtATime();
    this.#orders.set(accountId, order);
    return order.run(work).finally(() => {
      if (order.isIdle) this.#orders.delete(accountId);
    });
  }
}
