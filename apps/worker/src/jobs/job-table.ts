import { type AccountId, encodeBase64url } from '@commonseal/protocol';
import { randomBytes } from '@commonseal/guarded/secret';
import { accessRunBytes } from '@commonseal/account-log';
import { AccountRefusal } from '../accounts/account-refusal.ts';
import type { Asker } from '../socket/socket-server.ts';
import { Allowance } from './allowance.ts';
import type { HandedItems } from './handed-items.ts';

/** One run of an analyser over what one grant allows. */
export interface Job {
  /** What its process shows with every request: 16 random bytes. */
  readonly run: Uint8Array;
  readonly accountId: AccountId;
  /** Sequence of the entry that grants it. */
  readonly grant: number;
  readonly analyser: string;
  readonly version: string;
  /** Keys are sealed to it: it belongs to the job's process. */
  readonly handoverKey: Uint8Array;
  /** Where one job was granted. */
  readonly handed: HandedItems | undefined;
}

export interface JobLimits {
  readonly jobs: number;
  readonly jobsPerAccount: number;
  readonly beginsPerMinute: number;
  readonly itemsPerJobMinute: number;
  readonly itemsPerAccountMinute: number;
  /** A request counts as so many at least: each one costs a record on the disk. */
  readonly leastItems: number;
  /** Without a request a job ends. */
  readonly idleMs: number;
}
export const jobLimits: JobLimits = {
  jobs: 64,
  jobsPerAccount: 8,
  beginsPerMinute: 60,
  itemsPerJobMinute: 20_000,
  itemsPerAccountMinute: 40_000,
  leastItems: 32,
  idleMs: 15 * 60_000,
};

interface Running {
  readonly job: Job;
  readonly allowance: Allowance;
  lastMs: number;
  /** The last one who asked for it. */
  asker: Asker;
}

interface AccountAllowances {
  readonly begins: Allowance;
  readonly items: Allowance;
  lastMs: number;
}

/** After it an allowance is what a new one would be. */
const refilledMs = 60_000;

/** Jobs under way, and how fast they may ask. */
export class JobTable {
  readonly #limits: JobLimits;
  readonly #nowMs: () => number;
  readonly #running = new Map<string, Running>();
  readonly #accounts = new Map<AccountId, AccountAllowances>();

  constructor(nowMs: () => number, limits: JobLimits = jobLimits) {
    this.#nowMs = nowMs;
    this.#limits = limits;
  }

  /**
   * Before anything is opened for it. A job whose process has gone gives way: nobody else ends it, and the next one would wait for
   * `idleMs`. One that has lost its connection only is begun anew by its process.
   * @throws AccountRefusal `too_many_jobs`, `too_fast`
   */
  requireRoom(accountId: AccountId): void {
    this.#endIdle();
    const { jobs, jobsPerAccount } = this.#limits;
    const isOfAccount = ({ job }: Running) => job.accountId === accountId;
    if (this.#count(isOfAccount) >= jobsPerAccount) this.#endGone(isOfAccount);
    if (this.#running.size >= jobs) this.#endGone(() => true);
    if (this.#running.size >= jobs || this.#count(isOfAccount) >= jobsPerAccount)
      throw new AccountRefusal('too_many_jobs');
    if (!this.#allowancesOf(accountId).begins.take(1, this.#nowMs())) throw new AccountRefusal('too_fast');
  }

  begin(job: Omit<Job, 'run'>, asker: Asker): Job {
    const begun: Job = { ...job, run: randomBytes(accessRunBytes) };
    const nowMs = this.#nowMs();
    const allowance = new Allowance(this.#limits.itemsPerJobMinute, nowMs);
    this.#running.set(encodeBase64url(begun.run), { job: begun, allowance, lastMs: nowMs, asker });
    return begun;
  }

  /** Who asks for it from now on. */
  askedBy(run: string, asker: Asker): void {
    const running = this.#running.get(run);
    if (running) running.asker = asker;
  }

  /** @throws AccountRefusal `job_unknown` */
  require(run: string): Job {
    return this.#require(run).job;
  }

  /** Counts keys before they are opened. @throws AccountRefusal `too_fast`, `job_unknown` */
  takeItems(run: string, asked: number): void {
    const { job, allowance } = this.#require(run);
    const count = Math.max(asked, this.#limits.leastItems);
    const nowMs = this.#nowMs();
    const { items } = this.#allowancesOf(job.accountId);
    if (!allowance.take(count, nowMs) || !items.take(count, nowMs)) throw new AccountRefusal('too_fast');
  }

  accountIds(): ReadonlySet<AccountId> {
    return new Set([...this.#running.values()].map(({ job }) => job.accountId));
  }

  end(run: string): void {
    this.#running.delete(run);
  }

  endAll(): void {
    this.#running.clear();
  }

  /** Those that nobody asks for any more, and those whose grant `isOver`. */
  endOver(isOver: (job: Job) => boolean): void {
    this.#endIdle();
    for (const [run, { job }] of this.#running) if (isOver(job)) this.end(run);
  }

  #count(isCounted: (running: Running) => boolean): number {
    return [...this.#running.values()].filter(isCounted).length;
  }

  #endGone(isConcerned: (running: Running) => boolean): void {
    for (const [run, running] of this.#running)
      if (running.asker.isGone && isConcerned(running)) this.end(run);
  }

  #require(run: string): Running {
    this.#endIdle();
    const running = this.#running.get(run);
    if (!running) throw new AccountRefusal('job_unknown');
    running.lastMs = this.#nowMs();
    return running;
  }

  #endIdle(): void {
    const nowMs = this.#nowMs();
    for (const [run, { lastMs }] of this.#running) if (nowMs - lastMs > this.#limits.idleMs) this.end(run);
    for (const [accountId, { lastMs }] of this.#accounts)
      if (nowMs - lastMs > refilledMs) this.#accounts.delete(accountId);
  }

  #allowancesOf(accountId: AccountId): AccountAllowances {
    const nowMs = this.#nowMs();
    const known = this.#accounts.get(accountId);
    if (known) {
      known.lastMs = nowMs;
      return known;
    }
    const { beginsPerMinute, itemsPerAccountMinute } = this.#limits;
    const made = {
      begins: new Allowance(beginsPerMinute, nowMs),
      items: new Allowance(itemsPerAccountMinute, nowMs),
      lastMs: nowMs,
    };
    this.#accounts.set(accountId, made);
    return made;
  }
}
