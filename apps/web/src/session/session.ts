import { CommonsealError } from '@commonseal/protocol';
import type { SignUpInput, UnlockedAccount, UnlockedPerson, VaultApi } from '@commonseal/vault';
import { errorCodeOf } from '../errors/error-code.ts';
import { type RunningVault, startVault } from '../vault-worker/vault-client.ts';
import type { Refusal } from './refusal.ts';
import { endAfter, endStay } from './end-after.ts';
import { forgetEmail, rememberEmail } from './remembered-email.ts';
import { stayMark } from './stay-mark.ts';
import { TabChannel } from './tab-channel.ts';

export type LockReason =
  | 'asked'
  | 'signed-out'
  | 'idle'
  | 'another-tab'
  | 'keys-changed'
  | 'crash'
  | 'stay-ended';

export type Arrival = 'signed-up' | 'recovered';

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
  | {
      readonly status: 'locked';
      readonly reason: LockReason | undefined;
      /** Why this browser, which was to unlock by itself, did not. */
      readonly error?: unknown;
    }
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
  /** Whoever has been reminded of a recovery kit is left in peace until the next time. */
  #isReminded = false;
  #state: SessionState = { status: 'locked', reason: undefined };
  #running: RunningVault | undefined;
  #arrival: Arrival | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(tabs = new TabChannel()) {
    this.tabs = tabs;
    tabs.onLock(() => this.#lockHere('another-tab'));
    tabs.onKeys(() => this.#lockHere('keys-changed'));
  }

  readonly getState = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async signUp(input: SignUpInput): Promise<void> {
    await this.#start(async (vault) => {
      const person = await vault.signUp(input);
      this.#arrival = 'signed-up';
      return person;
    });
  }

  /** What somebody has just done who is to be offered a recovery kit. */
  get arrival(): Arrival | undefined {
    return this.#arrival;
  }

  get isReminded(): boolean {
    return this.#isReminded;
  }

  noteReminded(): void {
    this.#isReminded = true;
  }

  /** They have been offered it. */
  settleArrival(): void {
    this.#arrival = undefined;
  }

  /** @param stayHours lets this browser unlock by itself from now on, for so long */
  async unlock(
    input: { readonly email: string; readonly password: string },
    stayHours?: number,
  ): Promise<void> {
    await this.#start((vault) => vault.unlock(input), stayHours);
  }

  /** @param answer has a passkey sign the challenge */
  async unlockWithPasskey(
    answer: (challenge: Uint8Array) => Promise<Parameters<VaultApi['unlockWithPasskey']>[0]>,
    stayHours?: number,
  ): Promise<void> {
    await this.#start(async (vault) => {
      const { challenge } = await vault.beginPasskeyUnlock();
      return vault.unlockWithPasskey(await answer(challenge));
    }, stayHours);
  }

  /** The second step, after `unlock` has said that one is needed. May be tried again. */
  async finishUnlock(
    answer: (vault: VaultApi) => Promise<Parameters<VaultApi['finishUnlock']>[0]>,
    stayHours?: number,
  ): Promise<void> {
    const running = this.#running;
    if (running === undefined) throw new CommonsealError('locked', 'nobody has begun to unlock');
    await this.#enterWith(running, await running.api.finishUnlock(await answer(running.api)), stayHours);
  }

  /** Leaves the second step, and with it what was begun. */
  abandonUnlock(): void {
    if (this.#state.status === 'locked') this.#lockHere('asked');
  }

  async recover(input: { readonly code: string; readonly newPassword: string }): Promise<void> {
    await this.#start(async (vault) => {
      const person = await vault.recover(input);
      this.#arrival = 'recovered';
      return person;
    });
  }

  /** At the start: unlocks without being asked where this browser may, or ends what a lock left to be ended. */
  async unlockHere(): Promise<void> {
    const mark = stayMark.state();
    if (mark === 'none') return;
    if (mark === 'ending') {
      void endAfter(
        startVault(() => undefined),
        endStay,
      );
      return;
    }
    try {
      await this.#start(async (vault) => {
        const person = await vault.unlockHere();
        if (person === undefined) throw new StayEnded();
        rememberEmail(person.email);
        return person;
      });
    } catch (error) {
      if (error instanceof StayEnded) stayMark.clear();
      this.#set(
        error instanceof StayEnded
          ? { status: 'locked', reason: 'stay-ended' }
          : { status: 'locked', reason: undefined, error },
      );
    }
  }

  /** Lets this browser unlock by itself from now on. */
  async stayUnlocked(hours: number): Promise<void> {
    if (this.#state.status !== 'locked') await stay(this.#state.vault, hours);
  }

  /** Takes that back; it stays unlocked until the next lock. */
  async endStay(): Promise<void> {
    if (this.#state.status === 'locked') return;
    stayMark.setEnding();
    await endStay(this.#state.vault);
  }

  /** Locks this tab and every other one. Whoever asks for it also ends what lets this browser unlock by itself. */
  lock(reason: LockReason): void {
    if (reason === 'asked' && stayMark.state() !== 'none') this.#lockAnd(reason, endStay);
    else this.#lockAnd(reason);
  }

  /** Locks, forgets whose tab it was, and ends the session at the server too. */
  signOut(): void {
    const stays = stayMark.state() !== 'none';
    forgetEmail();
    this.#lockAnd('signed-out', async (vault) => {
      if (stays) await endStay(vault);
      await vault.signOut();
    });
  }

  #lockAnd(reason: LockReason, tidyUp?: (vault: VaultApi) => Promise<unknown>): void {
    this.tabs.announceLock();
    const running = this.#running;
    if (tidyUp !== undefined && running !== undefined) {
      stayMark.setEnding();
      this.#running = undefined;
      void endAfter(running, tidyUp);
    }
    this.#lockHere(reason);
  }

  /** A fresh worker each time: one that failed may still remember a password. */
  async #start(open: (vault: VaultApi) => Promise<UnlockedPerson>, stayHours?: number): Promise<void> {
    this.#running?.terminate();
    const running = startVault(() => this.#running === running && this.#lockHere('crash'));
    this.#running = running;
    try {
      await this.#enterWith(running, await open(running.api), stayHours);
    } catch (error) {
      // Where a second step is missing, the worker holds what the first one has shown.
      if (errorCodeOf(error) !== 'second_factor_needed') running.terminate();
      throw error;
    }
  }

  async #enterWith(running: RunningVault, person: UnlockedPerson, stayHours?: number): Promise<void> {
    if (stayHours !== undefined) await stay(running.api, stayHours);
    this.#enterAs(running.api, person);
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

  /** The same person, whose ways in were changed here: other tabs may hold keys that are not theirs any more. */
  goOnAs(person: UnlockedPerson): void {
    this.tabs.announceKeys();
    this.changeTo(person);
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
    this.#arrival = undefined;
    this.#isReminded = false;
    if (this.#state.status !== 'locked') this.#set({ status: 'locked', reason });
  }

  #set(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

class StayEnded extends Error {}

async function stay(vault: VaultApi, hours: number): Promise<void> {
  await vault.stayUnlocked(hours);
  stayMark.set(Date.now() + hours * 3_600_000);
}
