import { readdir } from 'node:fs/promises';
import type { AccountId, WorkerId } from '@commonseal/protocol';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import { AccountFolder } from './account-folder.ts';
import { AccountRefusal } from './account-refusal.ts';
import { FollowedAccount, type ShownLog } from './followed-account.ts';
import { OneAtATime } from './one-at-a-time.ts';

/** Accounts that have granted this worker something, at some time: what is pinned is not forgotten to make room. */
export const maxAccounts = 1000;
/** Logs that are under way, and have not granted this worker anything as far as they go. */
const maxBegun = 4;

/** All accounts that this keyholder knows. For each, one thing is done at a time. */
export class Accounts {
  readonly #path: string;
  readonly #workerId: WorkerId;
  readonly #nowMs: () => number;
  readonly #known = new Map<AccountId, FollowedAccount>();
  readonly #orders = new Map<AccountId, OneAtATime>();

  /** @param path of the folder that holds one for each account */
  constructor(path: string, workerId: WorkerId, nowMs: () => number = Date.now) {
    this.#path = path;
    this.#workerId = workerId;
    this.#nowMs = nowMs;
  }

  folderOf(accountId: AccountId): AccountFolder {
    return new AccountFolder(this.#path, accountId);
  }

  /** @throws AccountRefusal `account_unknown`; what `work` throws */
  with<T>(accountId: AccountId, work: (account: FollowedAccount) => Promise<T>): Promise<T> {
    return this.#order(accountId, async () => {
      const account = await this.#find(accountId);
      if (!account) throw new AccountRefusal('account_unknown');
      return work(account);
    });
  }

  /** @throws AccountRefusal `account_unknown` when it does not begin at the first entry of one that is not known; as `FollowedAccount.take` */
  takeLog(accountId: AccountId, shown: ShownLog): Promise<FollowedAccount> {
    return this.#order(accountId, async () => {
      const account = (await this.#find(accountId)) ?? (await this.#begin(accountId, shown));
      await account.take(shown);
      return account;
    });
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
    if ((await this.#countKept()) >= maxAccounts) throw new AccountRefusal('too_many_accounts');
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
      this.#known.delete(accountId);
  }

  async #countKept(): Promise<number> {
    try {
      return (await readdir(this.#path)).length;
    } catch (error) {
      if (errorCodeOf(error) === 'ENOENT') return 0;
      throw error;
    }
  }

  #order<T>(accountId: AccountId, work: () => Promise<T>): Promise<T> {
    const order = this.#orders.get(accountId) ?? new OneAtATime();
    this.#orders.set(accountId, order);
    return order.run(work).finally(() => {
      if (order.isIdle && !this.#known.has(accountId)) this.#orders.delete(accountId);
    });
  }
}
