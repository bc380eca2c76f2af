import { CommonsealError } from '@commonseal/protocol';
import type { Return, SignUpInput, UnlockedAccount, UnlockedPerson, VaultApi } from '@commonseal/vault';
import { errorCodeOf } from '../errors/error-code.ts';
import { type RunningVault, startVault } from '../vault-worker/vault-client.ts';
import type { Refusal } from './refusal.ts';
import { endAfter, endAll, endStay } from './end-after.ts';
import { PreparedVault } from './prepared-vault.ts';
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

/** Of a lock that had to take something from this browser. `failed`: it is done at the next start. */
export type TidyingUp = 'under way' | 'failed';

/** `recovered-unspent`: with a kit that still works. */
export type Arrival = 'signed-up' | 'recovered' | 'recovered-unspent' | 'let-back-in' | 'broke-glass';

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
      readonly tidyingUp?: TidyingUp | undefined;
    }
  | ({ readonly status: 'without-account' } & WithoutAccount)
  | ({ readonly status: 'refused' } & Refused)
  | ({ readonly status: 'unlocked' } & Unlocked);

/** Of whoever has unlocked. */
export function emailOf(state: Exclude<SessionState, { readonly status: 'locked' }>): string {
  return state.status === 'unlocked' ? state.account.email : state.email;
}

/** Nobody waits for what is most likely not there. */
const unmarkedPatienceMs = 2_000;

/** Whether this tab is unlocked, and the only place that starts and ends the vault worker. */
export class Session {
  readonly tabs: TabChannel;
  /** Whoever has been reminded of a recovery kit is left in peace until the next time. */
  #isReminded = false;
  #state: SessionState = { status: 'locked', reason: undefined };
  #running: RunningVault | undefined;
  readonly #vaults = new PreparedVault((ended) => this.#running === ended && this.#lockHere('crash'));
  /** Holds what somebody waits with who has asked to be let back in. */
  #returning: VaultApi | undefined;
  #arrival: Arrival | undefined;
  #stayFault: unknown;
  #tidying: Promise<void> | undefined;
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

  /** What somebody has just done who is to be told what comes next. */
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

  /** Why this browser does not stay unlocked, though whoever unlocked chose that. */
  readonly getStayFault = (): unknown => this.#stayFault;

  /** It has been read. */
  settleStayFault(): void {
    this.#tellStayFault(undefined);
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
    this.#enterWith(running, await running.api.finishUnlock(await answer(running.api)), stayHours);
  }

  /** Leaves the second step, and with it what was begun. */
  abandonUnlock(): void {
    if (this.#state.status === 'locked') this.#lockHere('asked');
  }

  async recover(input: {
    readonly code: string;
    readonly newPassword: string;
    readonly email: string;
  }): Promise<void> {
    await this.#start(async (vault) => {
      const person = await vault.recover(input);
      this.#arrival = person.isKitSpent ? 'recovered' : 'recovered-unspent';
      return person;
    });
  }

  /** Comes in as a new owner, by break-glass sheets. */
  async breakGlass(input: Parameters<VaultApi['useBreakGlass']>[0]): Promise<void> {
    await this.#start(async (vault) => {
      const person = await vault.useBreakGlass(input);
      this.#arrival = 'broke-glass';
      return person;
    });
  }

  /** Of somebody who has asked others to be let back in, or has found that again, and is still locked. */
  readonly getReturning = (): VaultApi | undefined => this.#returning;

  /** @param begin asks for it, or finds what was asked for */
  async beginReturn(begin: (vault: VaultApi) => Promise<Return>): Promise<void> {
    const running = await this.#startWorker();
    try {
      await begin(running.api);
    } catch (error) {
      running.terminate();
      throw error;
    }
    if (this.#running === running) this.#tellReturning(running.api);
  }

  /** Leaves it; the password finds it again. */
  abandonReturn(): void {
    if (this.#returning !== undefined) this.#lockHere('asked');
  }

  /** Once an account has granted it; also for a further account of somebody who is in already. */
  async enterByReturn(): Promise<void> {
    const running = this.#running;
    if (this.#state.status !== 'locked') this.changeTo(await this.#state.vault.enterByReturn());
    else if (running !== undefined && running.api === this.#returning) {
      const person = await running.api.enterByReturn();
      this.#arrival = 'let-back-in';
      this.#returning = undefined;
      this.#enterWith(running, person);
    } else throw new CommonsealError('locked', 'nobody waits to be let back in');
  }

  #tellReturning(vault: VaultApi | undefined): void {
    if (this.#returning === vault) return;
    this.#returning = vault;
    this.#tell();
  }

  /** At the start: unlocks without being asked where this browser may, or ends what a lock left to be ended. */
  async unlockHere(): Promise<void> {
    const mark = stayMark.state();
    if (mark === 'none') return;
    if (mark === 'ending') {
      this.#tidyUp(
        startVault(() => undefined),
        endAll,
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
      stayMark.confirm();
    } catch (error) {
      if (error instanceof StayEnded) {
        stayMark.clear();
        this.#set({ status: 'locked', reason: 'stay-ended' });
      } else if (errorCodeOf(error) !== 'locked') this.#set({ status: 'locked', reason: undefined, error });
    }
  }

  /** Leaves that, to unlock in another way; the next start tries it again. */
  abandonUnlockHere(): void {
    this.#running?.terminate();
  }

  /** Lets this browser unlock by itself from now on. */
  async stayUnlocked(hours: number): Promise<void> {
    if (this.#state.status !== 'locked') await this.#stay(this.#state.vault, hours);
  }

  /**
   * @param untilMs until when this very browser may unlock by itself; undefined when it is not among those that may, by the
   * verified log
   */
  async takeStayList(untilMs: number | undefined): Promise<void> {
    if (this.#state.status === 'locked') return;
    if (untilMs !== undefined) stayMark.find(untilMs);
    else if (stayMark.isInForce(Date.now())) await this.endStay();
  }

  /** Takes that back; it stays unlocked until the next lock. */
  async endStay(): Promise<void> {
    if (this.#state.status === 'locked') return;
    stayMark.setEnding();
    await endStay(this.#state.vault);
  }

  /** Locks this tab and every other one. Whoever asks for it also ends what lets this browser unlock by itself. */
  lock(reason: LockReason): void {
    this.#lockAnd(reason, reason === 'asked' ? endStay : undefined);
  }

  /** Locks, forgets whose tab it was, and ends the session at the server too. */
  signOut(): void {
    forgetEmail();
    this.#lockAnd('signed-out', endAll);
  }

  #lockAnd(reason: LockReason, tidyUp?: (vault: VaultApi) => Promise<unknown>): void {
    this.tabs.announceLock();
    const running = this.#running;
    if (tidyUp === undefined || running === undefined) {
      this.#lockHere(reason);
      return;
    }
    this.#running = undefined;
    // The mark may have been lost, and what it stands for be there all the same: it is looked for, and nothing is said of it.
    if (reason === 'asked' && stayMark.state() === 'none') {
      this.#lockHere(reason);
      this.#endWhenDone(endAfter(running, tidyUp, unmarkedPatienceMs));
      return;
    }
    stayMark.setEnding();
    this.#lockHere(reason);
    this.#tidyUp(running, tidyUp);
  }

  #tidyUp(running: RunningVault, tidyUp: (vault: VaultApi) => Promise<unknown>): void {
    this.#tellTidyingUp('under way');
    this.#endWhenDone(endAfter(running, tidyUp), (isDone) =>
      this.#tellTidyingUp(isDone ? undefined : 'failed'),
    );
  }

  #endWhenDone(ending: Promise<boolean>, tell?: (isDone: boolean) => void): void {
    const tidying = ending.then((isDone) => {
      if (this.#tidying !== tidying) return;
      this.#tidying = undefined;
      tell?.(isDone);
    });
    this.#tidying = tidying;
  }

  #tellTidyingUp(tidyingUp: TidyingUp | undefined): void {
    if (this.#state.status === 'locked') this.#set({ ...this.#state, tidyingUp });
  }

  /** A fresh one each time: one that failed may still remember a password. */
  async #startWorker(): Promise<RunningVault> {
    // It would take from this browser, or end at the server, what begins here.
    await this.#tidying;
    this.#running?.terminate();
    this.#tellReturning(undefined);
    const running = this.#vaults.take();
    this.#running = running;
    return running;
  }

  /** For whoever has begun to type: loads what unlocking takes. */
  prepare(): void {
    if (this.#state.status === 'locked' && this.#running === undefined) this.#vaults.prepare();
  }

  async #start(open: (vault: VaultApi) => Promise<UnlockedPerson>, stayHours?: number): Promise<void> {
    const running = await this.#startWorker();
    try {
      this.#enterWith(running, await open(running.api), stayHours);
    } catch (error) {
      // Where a second step is missing, the worker holds what the first one has shown.
      if (errorCodeOf(error) !== 'second_factor_needed') running.terminate();
      throw error;
    }
  }

  #enterWith({ api }: RunningVault, person: UnlockedPerson, stayHours?: number): void {
    this.#enterAs(api, person);
    // What an earlier lock could not end, for example without the server.
    if (stayMark.state() === 'ending') void endStay(api).catch(() => undefined);
    if (stayHours === undefined) return;
    // Whoever is in stays in, whatever comes of it.
    void this.#stay(api, stayHours).catch((error: unknown) => {
      if (errorCodeOf(error) !== 'locked') this.#tellStayFault(error);
    });
  }

  async #stay(vault: VaultApi, hours: number): Promise<void> {
    stayMark.begin(Date.now() + hours * 3_600_000);
    try {
      await vault.stayUnlocked(hours);
    } catch (error) {
      // How far a worker was that has been ended, or has crashed, the next start finds out.
      if (this.#isOpen(vault)) stayMark.clearDoubted();
      throw error;
    }
    stayMark.confirm();
  }

  #isOpen(vault: VaultApi): boolean {
    return this.#state.status !== 'locked' && this.#state.vault === vault;
  }

  #tellStayFault(fault: unknown): void {
    this.#stayFault = fault;
    this.#tell();
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
    this.#vaults.end();
    this.#arrival = undefined;
    this.#stayFault = undefined;
    this.#isReminded = false;
    this.#tellReturning(undefined);
    if (this.#state.status !== 'locked') this.#set({ status: 'locked', reason });
  }

  #set(state: SessionState): void {
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

class StayEnded extends Error {}
