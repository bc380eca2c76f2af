import { type TestDatabase, openTestDatabase } from '@commonseal/embedded-postgres/testing';
import type pg from 'pg';
import { openPool } from '../../src/queue/database.ts';
import { addRun, findRun, totalsOf } from '../../src/queue/runs.ts';
import { prepareSchema } from '../../src/queue/schema.ts';
import { addJob } from '../../src/queue/jobs-queue.ts';
import type { Progress } from '../../src/queue/telling.ts';
import { type WorkProcessParts, workUntil } from '../../src/queue/work-process.ts';
import { obedientAnalyser } from '../../../../e2e/fixtures/obedient-analyser.ts';
import { ServerAudience } from '../../src/queue/work-audience.ts';
import type { RealWorker, WorkedAccount } from './worked-account.ts';

export interface TestProcess {
  readonly pool: pg.Pool;
  /** As a signal does. */
  end(): Promise<void>;
  /** As SIGKILL does, as far as the database sees it. */
  kill(): Promise<void>;
}

/** Processes that work on one queue, in this process. */
export class QueueBench {
  readonly database: TestDatabase;
  readonly pool: pg.Pool;
  readonly told: Progress[] = [];
  readonly waited: string[] = [];
  readonly #processes: TestProcess[] = [];
  readonly #reached: string;

  private constructor(database: TestDatabase, reached: string) {
    this.database = database;
    this.#reached = reached;
    this.pool = this.openPool();
  }

  /** @param reach the address by which processes reach the database, if it is not its own */
  static async open(
    reach: (databaseUrl: string) => Promise<string> = async (url) => url,
  ): Promise<QueueBench> {
    const database = await openTestDatabase();
    return new QueueBench(database, await reach(database.connectionString));
  }

  openPool(name = 'bench', connectionString = this.database.connectionString): pg.Pool {
    return openPool(() => ({ connectionString, application_name: name }), 12);
  }

  process(worker: RealWorker, change: Partial<WorkProcessParts> = {}): TestProcess {
    const ending = new AbortController();
    const name = `process ${this.#processes.length}`;
    const pool = this.openPool(name, this.#reached);
    const audience = new ServerAudience(worker.api, worker.keyholder);
    const working = workUntil(ending.signal, {
      pool,
      workerId: worker.workerId,
      reading: worker.reading,
      signer: worker.signer,
      audience: {
        putProgress: async (...told) => {
          await audience.putProgress(...told);
          this.told.push(told[3]);
        },
        deliverRecords: (accountId) => audience.deliverRecords(accountId),
      },
      jobs: 2,
      lookForGrants: () => Promise.resolve(),
      tell: (why) => void this.waited.push(why),
      heartbeat: { everyMs: 100, goneAfterMs: 600 },
      analysers: { program: obedientAnalyser, limits: { heapMiB: 48, timeLimitMs: 1_500 } },
      ...change,
    }).catch((error: unknown) => {
      if (!ending.signal.aborted) throw error;
    });
    let isKilled = false;
    const made: TestProcess = {
      pool,
      async end() {
        // What it was at never comes to an end.
        if (isKilled) return;
        ending.abort();
        await working;
        if (!pool.ended) await pool.end();
      },
      kill: async () => {
        isKilled = true;
        // Nothing that it does any more reaches the database.
        const { pool: observer } = this;
        pool.options.max = 0;
        pool.connect = () => Promise.reject(new Error('Connection terminated'));
        pool.query = () => Promise.reject(new Error('Connection terminated'));
        await observer.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
          [name],
        );
        ending.abort();
      },
    };
    this.#processes.push(made);
    return made;
  }

  async run(of: WorkedAccount, version: '1' | '2' = '1'): Promise<string> {
    const [runId = ''] = await this.runs(of, [{ analyser: 'text', version }]);
    return runId;
  }

  /** As they are asked for together. @returns their ids, in this order */
  async runs(
    { accountId, worker }: WorkedAccount,
    analyses: readonly { readonly analyser: string; readonly version: string }[],
  ): Promise<readonly string[]> {
    await prepareSchema(this.pool);
    const { workerId } = worker;
    const added: string[] = [];
    for (const analysis of analyses) {
      const [readWith] = added;
      const run = { workerId, accountId, scope: {}, ...analysis };
      added.push(await addRun(this.pool, readWith === undefined ? run : { ...run, readWith }));
    }
    await addJob(this.pool, 'list', { workerId, payload: { runId: added[0] ?? '' } });
    return added;
  }

  async stateOf(runId: string) {
    const run = await findRun(this.pool, runId);
    return { state: run?.state, why: run?.why?.code, ...(await totalsOf(this.pool, runId)) };
  }

  async close(): Promise<void> {
    for (const process of this.#processes) await process.end();
    await this.pool.end();
    await this.database.drop();
  }
}
