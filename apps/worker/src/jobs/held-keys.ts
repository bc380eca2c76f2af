import type { AccountId } from '@commonseal/protocol';
import { AccountRefusal } from '../accounts/account-refusal.ts';
import type { AccountKeys } from '../keys/account-keys.ts';

/** Account keys that are open at this moment: those of accounts with a standing grant in force, while the keyholder is unsealed. */
export class HeldKeys {
  readonly #held = new Map<AccountId, { readonly keys: AccountKeys; readonly expiresAtMs: number }>();

  put(accountId: AccountId, keys: AccountKeys, expiresAtMs: number): void {
    this.drop(accountId);
    this.#held.set(accountId, { keys, expiresAtMs });
  }

  /** @throws AccountRefusal `account_key_missing` */
  require(accountId: AccountId): AccountKeys {
    const held = this.#held.get(accountId);
    if (!held) throw new AccountRefusal('account_key_missing');
    return held.keys;
  }

  /** How many epochs can be opened. */
  epochsOf(accountId: AccountId): number {
    return this.#held.get(accountId)?.keys.epochs ?? 0;
  }

  drop(accountId: AccountId): void {
    this.#held.get(accountId)?.keys.wipe();
    this.#held.delete(accountId);
  }

  dropExpired(nowMs: number): void {
    for (const [accountId, { expiresAtMs }] of this.#held) if (nowMs >= expiresAtMs) this.drop(accountId);
  }

  dropAll(): void {
    for (const accountId of this.#held.keys()) this.drop(accountId);
  }
}
