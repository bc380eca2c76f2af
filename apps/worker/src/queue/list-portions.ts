import type pg from 'pg';
import type { Portion, Reading } from '../reading/reading-api.ts';
import { inTransaction, withConnection } from './database.ts';
import { addJob } from './jobs-queue.ts';
import type { GrantedRun } from './read-portion.ts';
import { type Run, addTask, findRun, isAlive, resumeRun, setGrant, setListed } from './runs.ts';

/** Written down at a time. */
const portionsAtOnce = 100;

/** Which grant a run is by: of one job, or to read all the time. @returns undefined when the account grants no such thing now */
export async function grantOf(pool: pg.Pool, reading: Reading, run: Run): Promise<GrantedRun | undefined> {
  if (run.grant !== undefined) return { ...run, grant: run.grant };
  const account = (await reading.accounts()).find(({ accountId }) => accountId === run.accountId);
  const found = account?.grants.find(({ jobId }) => jobId === run.jobId);
  if (!found) return undefined;
  await setGrant(pool, run.runId, found.grant);
  const { grant = found.grant } = (await findRun(pool, run.runId)) ?? {};
  return { ...run, grant };
}

/**
 * Writes down what there is to be read, and has it read. Can be broken off and done again.
 * @throws what keyholder, server and database throw
 */
export async function listPortions(
  pool: pg.Pool,
  reading: Reading,
  run: GrantedRun,
  signal: AbortSignal,
): Promise<void> {
  const { accountId, grant, scope } = run;
  await reading.follow(accountId);
  let waiting: Portion[] = [];
  for await (const portion of reading.portions(accountId, grant, scope, run.listedAfter)) {
    signal.throwIfAborted();
    waiting.push(portion);
    if (waiting.length < portionsAtOnce) continue;
    await write(pool, run, waiting, false);
    waiting = [];
  }
  await write(pool, run, waiting, true);
  await resumeRun(pool, run.runId);
}

function write(
  pool: pg.Pool,
  run: GrantedRun,
  portions: readonly Portion[],
  isWhole: boolean,
): Promise<void> {
  const { runId, workerId } = run;
  return withConnection(pool, (db) =>
    inTransaction(db, async () => {
      if (!(await isAlive(db, runId))) return;
      for (const portion of portions) {
        await addTask(db, runId, portion);
        await addJob(db, 'read', { workerId, payload: { runId, key: portion.key } });
      }
      await setListed(db, runId, { after: portions.at(-1)?.key, isWhole });
    }),
  );
}
