import type pg from 'pg';
import type { AccountId } from '@commonseal/protocol';
import type { RunWhy } from '@commonseal/protocol/api';
import { type Run, type RunState, type RunTotals, findRun, totalsOf } from './runs.ts';

/** Of a run: no more often than that. */
const everyMs = 1_000;

export interface Progress extends RunTotals {
  readonly analyser: string;
  readonly version: string;
  readonly state: Exclude<RunState, 'asked'>;
  readonly why?: RunWhy;
}

/** Where members hear of what is done: of the server, which keeps it for them. */
export interface Audience {
  putProgress(accountId: AccountId, grant: number, runId: string, progress: Progress): Promise<void>;
  /** All of the access record that was not delivered yet. */
  deliverRecords(accountId: AccountId): Promise<void>;
}

/** Tells members how far their runs are, and what was read: not too often, and never not at all. */
export class Telling {
  readonly #pool: pg.Pool;
  readonly #audience: Audience;
  readonly #workerId: string;
  readonly #records = new Set<AccountId>();

  constructor(pool: pg.Pool, audience: Audience, workerId: string) {
    this.#pool = pool;
    this.#audience = audience;
    this.#workerId = workerId;
  }

  /** Something was read of it. */
  recordsOf(accountId: AccountId): void {
    this.#records.add(accountId);
  }

  /** What cannot be told this time is told the next. */
  async tell(): Promise<void> {
    const waiting = [...this.#records];
    this.#records.clear();
    for (const accountId of waiting) {
      await this.#audience.deliverRecords(accountId).catch(() => this.#records.add(accountId));
    }
    for (const run of await this.#claim()) await this.#progress(run).catch(() => this.#again(run));
  }

  /** Runs that have changed since they were told of, for this process alone to tell of. */
  async #claim(): Promise<Run[]> {
    const { rows } = await this.#pool.query<{ run_id: string }>(
      `update commonseal_work.runs set told = changes, told_at = now()
       where worker_id = $1 and grant_entry is not null and told < changes
         and told_at < now() - $2 * interval '1 millisecond'
       returning run_id`,
      [this.#workerId, everyMs],
    );
    const runs = await Promise.all(rows.map(({ run_id: runId }) => findRun(this.#pool, runId)));
    return runs.filter((run) => run !== undefined);
  }

  async #progress({ accountId, grant, runId, analyser, version, state, why }: Run): Promise<void> {
    if (grant === undefined || state === 'asked') return;
    const totals = await totalsOf(this.#pool, runId);
    const said = { analyser, version, state, ...(why ? { why: why.code } : {}), ...totals };
    await this.#audience.putProgress(accountId, grant, runId, said);
  }

  async #again({ runId }: Run): Promise<void> {
    await this.#pool.query(
      'update commonseal_work.runs set told = least(told, changes - 1) where run_id = $1',
      [runId],
    );
  }
}
