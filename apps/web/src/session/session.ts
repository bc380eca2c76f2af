import type { SignUpInput, UnlockedAccount, VaultApi } from '@commonseal/vault';
import { type RunningVault, startVault } from '../vault-worker/vault-client.ts';
import { TabChannel } from './tab-channel.ts';

export type LockReason = 'asked' | 'idle' | 'another-tab' | 'crash';

export interface Unlocked {
  readonly account: UnlockedAccount;
  readonly vault: VaultApi;
}

export type SessionState =
  | { readonly status: 'locked'; readonly reason: LockReason | undefined }
  | ({ readonly status: 'unlocked' } & Unlocked);

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
  async #start(open: (vault: VaultApi) => Promise<UnlockedAccount>): Promise<void> {
    this.#running?.terminate();
    const running = startVault(() => this.#running === running && this.#lockHere('crash'));
    this.#running = running;
    try {
      const account = await open(running.api);
      this.#set({ status: 'unlocked', account, vault: running.api });
    } catch (error) {
      running.terminate();
      throw error;
    }
  }

  #lockHere(reason: LockReason): void {
    this.#running?.terminate();
    this.#running = undefined;
    if (this.#state.status === 'unlocked') this.#set({ status: 'locked', reason });
  }

  #set(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
