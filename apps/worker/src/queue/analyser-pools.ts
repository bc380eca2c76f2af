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
  #begun = 0;

  /** @param program for tests: another than the one that reads */
  constructor(limits: Partial<AnalyserLimits>, program?: string) {
    this.#limits = limits;
    this.#program = program;
  }

  /**
   * @param work gets a rank as well, by which its items come before those of whatever began later: where several take turns item by item
   * they all end at once, and nothing is read until the next ones have fetched something
   */
  async with<T>(accountId: AccountId, work: (analysers: Analysers, rank: number) => Promise<T>): Promise<T> {
    const pool = this.#pools.get(accountId) ?? { analysers: this.#make(), users: 0, idle: undefined };
    this.#pools.set(accountId, pool);
    clearTimeout(pool.idle);
    pool.users += 1;
    const rank = this.#begun;
    this.#begun += 1;
    try {
      return await work(pool.analysers, rank);
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
