import { type AnalyserLimits, Analysers } from '@commonseal/analysis';
import type { AccountId } from '@commonseal/protocol';

/** Without items for so long a pool ends: its processes take memory. */
const idleMs = 30_000;

interface Kept {
  readonly analysers: Analysers;
  users: number;
  idle: NodeJS.Timeout | undefined;
}

/** Processes that read items: never the same one for two accounts. */
export class AnalyserPools {
  readonly #limits: Partial<AnalyserLimits>;
  readonly #program: string | undefined;
  readonly #pools = new Map<AccountId, Kept>();

  /** @param program for tests: another than the one that reads */
  constructor(limits: Partial<AnalyserLimits>, program?: string) {
    this.#limits = limits;
    this.#program = program;
  }

  async with<T>(accountId: AccountId, work: (analysers: Analysers) => Promise<T>): Promise<T> {
    const pool = this.#pools.get(accountId) ?? { analysers: this.#make(), users: 0, idle: undefined };
    this.#pools.set(accountId, pool);
    clearTimeout(pool.idle);
    pool.users += 1;
    try {
      return await work(pool.analysers);
    } finally {
      pool.users -= 1;
      if (pool.users === 0) {
        pool.idle = setTimeout(() => void this.#drop(accountId, pool), idleMs);
        pool.idle.unref();
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools].map(([accountId, pool]) => this.#drop(accountId, pool)));
  }

  async #drop(accountId: AccountId, pool: Kept): Promise<void> {
    clearTimeout(pool.idle);
    if (this.#pools.get(accountId) === pool) this.#pools.delete(accountId);
    await pool.analysers.close();
  }

  #make(): Analysers {
    return this.#program === undefined
      ? new Analysers(this.#limits)
      : new Analysers(this.#limits, this.#program);
  }
}
