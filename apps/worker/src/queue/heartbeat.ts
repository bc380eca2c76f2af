import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type Queryable, inTransaction, withConnection } from './database.ts';
import { namesOnOldLocks, unlockJobs } from './jobs-queue.ts';

export interface HeartbeatTimings {
  readonly everyMs: number;
  /** By the database's clock. */
  readonly goneAfterMs: number;
}
export const heartbeatTimings: HeartbeatTimings = { everyMs: 3_000, goneAfterMs: 15_000 };

/**
 * Says that this process is there, and gives back the jobs of those that are not any more. One that was only slow does some of its
 * work twice, and delivers it once: see `ResultChain`.
 */
export class Heartbeat {
  readonly #pool: pg.Pool;
  readonly #timings: HeartbeatTimings;
  readonly #id = randomUUID();
  readonly #names = new Set<string>();
  readonly #dropped = new Set<string>();

  constructor(pool: pg.Pool, timings: HeartbeatTimings = heartbeatTimings) {
    this.#pool = pool;
    this.#timings = timings;
  }

  /** From the next beat on, others know of it. */
  add(name: string): void {
    this.#names.add(name);
  }

  /** Gives back what was held under them, with the next beat that gets through: nobody works under these names any more. */
  drop(names: readonly string[]): void {
    for (const name of names) {
      this.#names.delete(name);
      this.#dropped.add(name);
    }
  }

  async beat(): Promise<void> {
    const dropped = [...this.#dropped];
    await withConnection(this.#pool, (db) =>
      inTransaction(db, async () => {
        await db.query(
          `insert into commonseal_work.processes (process_id, names, seen_at) values ($1, $2, now())
           on conflict (process_id) do update set names = excluded.names, seen_at = excluded.seen_at`,
          [this.#id, [...this.#names]],
        );
        const { rows } = await db.query<{ names: string[] }>(
          `delete from commonseal_work.processes where seen_at < now() - $1 * interval '1 millisecond'
           returning names`,
          [this.#timings.goneAfterMs],
        );
        const gone = [...rows.flatMap(({ names }) => names), ...dropped, ...(await this.#unknown(db))];
        if (gone.length > 0) await unlockJobs(db, gone);
      }),
    );
    for (const name of dropped) this.#dropped.delete(name);
  }

  /** Of processes that were gone before they ever beat under these names, or before they did so again. */
  async #unknown(db: Queryable): Promise<readonly string[]> {
    const holding = await namesOnOldLocks(db, this.#timings.goneAfterMs);
    if (holding.length === 0) return [];
    const { rows } = await db.query<{ name: string }>(
      'select unnest(names) as name from commonseal_work.processes',
    );
    const known = new Set(rows.map(({ name }) => name));
    return holding.filter((name) => !known.has(name));
  }

  get everyMs(): number {
    return this.#timings.everyMs;
  }

  /** In order: whatever is still held is given back at once. */
  async end(): Promise<void> {
    await unlockJobs(this.#pool, [...this.#names, ...this.#dropped]);
    await this.#pool.query('delete from commonseal_work.processes where process_id = $1', [this.#id]);
  }
}
