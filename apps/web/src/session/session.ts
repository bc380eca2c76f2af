import type { SignUpInput, UnlockedAccount, UnlockedPerson, VaultApi } from '@commonseal/vault';
import { type RunningVault, startVault } from '../vault-worker/vault-client.ts';
import type { Refusal } from './refusal.ts';
import { TabChannel } from './tab-channel.ts';

export type LockReason = 'asked' | 'idle' | 'another-tab' | 'crash';

/** Somebody who has unlocked, with the account that is open. */
export interface Unlocked {
  readonly account: UnlockedAccount;
  readonly vault: VaultApi;
}

/** Somebody who has unlocked and belongs to no account. */
export interface WithoutAccount {
  readonly email: string;
  readonly vault: VaultApi;
}

/** Somebody who has unlocked, and whose account was refused. */
export interface Refused extends WithoutAccount {
  readonly refusal: Refusal;
}

export type SessionState =
  | { readonly status: 'locked'; readonly reason: LockReason | undefined }
  | ({ readonly status: 'without-account' } & WithoutAccount)
  | ({ readonly status: 'refused' } & Refused)
  | ({ readonly status: 'unlocked' } & Unlocked);

/** Of whoever has unlocked. */
export function emailOf(state: Exclude<SessionState, { readonly status: 'locked' }>): string {
  return state.status === 'unlocked' ? state.account.email : state.email;
}

/** Whether this tab is unlocked, and the only place that starts and ends the vault worker. */
export class Session {
  readonly tabs: TabChannel;
  #state: SessionState = { status: 'locked', reason: undefined };
  #running: RunningVault | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(tabs = new TabChannel()) {
    this.tabs = tabs;
    tabs.onLock(() => this.#lockHere('another-tab'));
  }

  readonly getState = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async signUp(input: SignUpInput): Promise<void> {
    await this.#start((vault) => vault.signUp(input));
  }

  async unlock(input: { readonly email: string; readonly password: string }): Promise<void> {
    await this.#start((vault) => vault.unlock(input));
  }

  /** Locks this tab and every other one. */
  lock(reason: LockReason): void {
    this.tabs.announceLock();
    this.#lockHere(reason);
  }

  /** A fresh worker each time: one that failed may still remember a password. */
  async #start(open: (vault: VaultApi) => Promise<UnlockedPerson>): Promise<void> {
    this.#running?.terminate();
    const running = startVault(() => this.#running === running && this.#lockHere('crash'));
    this.#running = running;
    try {
      this.#enterAs(running.api, await open(running.api));
    } catch (error) {
      running.terminate();
      throw error;
    }
  }

  /** Another account of the same person is open now, or none. */
  changeAccount(email: string, account: UnlockedAccount | undefined): void {
    if (this.#state.status === 'locked') return;
    this.#enter(this.#state.vault, email, account);
  }

  /** The same for what is to be opened next, which may be refused. */
  changeTo(person: UnlockedPerson): void {
    if (this.#state.status !== 'locked') this.#enterAs(this.#state.vault, person);
  }

  /** Takes an account away that was refused, and keeps the person unlocked: they may have others. */
  refuseAccount(refusal: Refusal): void {
    const state = this.#state;
    if (state.status === 'locked') return;
    this.#refuse(state.vault, emailOf(state), refusal);
  }

  #enterAs(vault: VaultApi, { email, account, refusal }: UnlockedPerson): void {
    if (refusal === undefined) this.#enter(vault, email, account);
    else this.#refuse(vault, email, { ...refusal, accountName: '' });
  }

  #refuse(vault: VaultApi, email: string, refusal: Refusal): void {
    this.#set({ status: 'refused', email, vault, refusal });
  }

  #enter(vault: VaultApi, email: string, account: UnlockedAccount | undefined): void {
    this.#set(
      account === undefined
        ? { status: 'without-account', email, vault }
        : { status: 'unlocked', account, vault },
    );
  }

  #lockHere(reason: LockReason): void {
    this.#running?.terminate();
    this.#running = undefined;
    if (this.#state.status !== 'locked') this.#set({ status: 'locked', reason });
  }

  #set(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
