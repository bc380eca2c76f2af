import { setTimeout as delay } from 'node:timers/promises';
import { type TestDatabase, openTestDatabase } from '@commonseal/embedded-postgres/testing';
import type { TaskList } from 'graphile-worker';
import type pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SeverableLink } from '../../../e2e/fixtures/severable-link.ts';
import { openPool } from '../src/queue/database.ts';
import { Heartbeat } from '../src/queue/heartbeat.ts';
import { addJob, jobName } from '../src/queue/jobs-queue.ts';
import { runQueue } from '../src/queue/queue-runner.ts';
import { prepareSchema } from '../src/queue/schema.ts';

const workerId = 'some worker';
let database: TestDatabase;
let link: SeverableLink;
let pool: pg.Pool;
let told: string[];

beforeEach(async () => {
  database = await openTestDatabase();
  const linked = await SeverableLink.to(database.connectionString);
  link = linked.link;
  pool = openPool(() => ({ connectionString: linked.url }), 6);
  told = [];
  await prepareSchema(pool);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await pool.end();
  await link.close();
  await database.drop();
});

async function whileRunning(taskList: TaskList, work: () => Promise<void>): Promise<void> {
  const ending = new AbortController();
  const heartbeat = new Heartbeat(pool, { everyMs: 100, goneAfterMs: 600 });
  const tell = (why: string) => void told.push(why);
  // As a process beats beside it.
  const beating = setInterval(() => void heartbeat.beat().catch(() => undefined), heartbeat.everyMs);
  const running = runQueue(pool, taskList, { jobs: 2, heartbeat, signal: ending.signal, tell });
  try {
    await work();
  } finally {
    ending.abort();
    await running;
    clearInterval(beating);
  }
}

async function jobsLeft(): Promise<number | undefined> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from commonseal_work_queue._private_jobs',
  );
  return rows[0]?.count;
}

it('what a process holds that was gone before its first beat is given back, and nothing that others hold', async () => {
  const [alive, slow, other] = [new Heartbeat(pool), new Heartbeat(pool), new Heartbeat(pool)];
  alive.add('its name: alive');
  await alive.beat();
  slow.add('its name: slow');
  await slow.beat();
  await pool.query(
    `update commonseal_work.processes set seen_at = now() - interval '10 seconds' where names = array['its name: slow']`,
  );
  for (const key of ['gone', 'new', 'alive', 'slow']) {
    await addJob(pool, 'read', { workerId, payload: { runId: 'run', key } });
    // One that begins just now has not beaten yet either.
    await pool.query(
      `update commonseal_work_queue._private_jobs
       set locked_by = $2, locked_at = now() - $3 * interval '1 second' where key = $1`,
      [`read run ${key}`, `its name: ${key}`, key === 'new' ? 10 : 16],
    );
  }
  await other.beat();
  const { rows } = await pool.query<{ key: string }>(
    'select key from commonseal_work_queue._private_jobs where locked_by is null',
  );
  expect(rows).toEqual([{ key: 'read run gone' }]);
});

it('a job that is done when the database goes away is told in one line, and is there again when that is back', async () => {
  const printed = (['trace', 'error', 'warn', 'log'] as const).map((how) => vi.spyOn(console, how));
  let times = 0;
  const task = () => {
    times += 1;
    // Done, and nobody can be told so.
    if (times === 1) link.cut();
  };
  await whileRunning({ [jobName('read', workerId)]: task }, async () => {
    await addJob(pool, 'read', { workerId, payload: { runId: 'run', key: 'portion' } });
    await vi.waitFor(() => expect(told).toContain("The jobs' database cannot be reached."), 20_000);
    await delay(2_000);
    expect(times).toBe(1);
    link.mend();
    await vi.waitFor(async () => expect([times, await jobsLeft()]).toEqual([2, 0]), 20_000);
  });
  expect(new Set(told)).toEqual(new Set(["The jobs' database cannot be reached."]));
  for (const print of printed) expect(print).not.toHaveBeenCalled();
});
