import type pg from 'pg';
import type { Portion, Reading } from '../reading/reading-api.ts';
import { inTransaction, withConnection } from './database.ts';
import { addJob } from './jobs-queue.ts';
import { passedOverCounts } from './passed-over.ts';
import type { GrantedRun } from './read-portion.ts';
import { type Run, addTasks, holdAlive, resumeRuns, runsReadWith, setGrant, setListed } from './runs.ts';

/** Written down at a time. */
const portionsAtOnce = 100;

/** Runs that are read together: one at least, of one grant. */
export type ReadTogether = readonly [GrantedRun, ...GrantedRun[]];

/** Which grant they are by: of one job, or to read all the time. @returns undefined when the account grants no such thing now */
export async function grantOf(
  pool: pg.Pool,
  reading: Reading,
  runs: readonly [Run, ...Run[]],
): Promise<ReadTogether | undefined> {
  const known = withGrant(runs);
  if (known) return known;
  const [{ accountId, jobId, readWith }] = runs;
  const account = (await reading.accounts()).find((each) => each.accountId === accountId);
  const found = account?.grants.find((each) => each.jobId === jobId);
  if (!found) return undefined;
  await setGrant(pool, readWith, found.grant);
  // Another process may have found another one a moment before.
  return withGrant(await runsReadWith(pool, readWith));
}

function withGrant(runs: readonly Run[]): ReadTogether | undefined {
  const granted = runs.flatMap(({ grant, ...run }) => (grant === undefined ? [] : [{ ...run, grant }]));
  const [first, ...others] = granted;
  return first && granted.length === runs.length ? [first, ...others] : undefined;
}

/**
 * Writes down what there is to be read, and has it read. Can be broken off and done again.
 * @throws what keyholder, server and database throw
 */
export async function listPortions(
  pool: pg.Pool,
  reading: Reading,
  runs: ReadTogether,
  signal: AbortSignal,
): Promise<void> {
  const [{ accountId, grant, scope, listedAfter, readWith }] = runs;
  await reading.follow(accountId);
  const passedOver = await passedOverCounts(pool, accountId);
  let waiting: Portion[] = [];
  for await (const portion of reading.portions(accountId, grant, scope, listedAfter)) {
    signal.throwIfAborted();
    const { ref, itemCount } = portion;
    if (ref.kind === 'batch' && passedOver.get(ref.batchId) === itemCount) continue;
    waiting.push(portion);
    if (waiting.length < portionsAtOnce) continue;
    await write(pool, runs, waiting, false);
    waiting = [];
  }
  await write(pool, runs, waiting, true);
  await resumeRuns(pool, readWith);
}

function write(
  pool: pg.Pool,
  runs: ReadTogether,
  portions: readonly Portion[],
  isWhole: boolean,
): Promise<void> {
  const [{ workerId, readWith }] = runs;
  return withConnection(pool, (db) =>
    inTransaction(db, async () => {
      const runIds = [
        ...(await holdAlive(
          db,
          runs.map(({ runId }) => runId),
        )),
      ];
      if (runIds.length === 0) return;
      for (const portion of portions) {
        await addTasks(db, runIds, portion);
        await addJob(db, 'read', { workerId, payload: { runId: readWith, key: portion.key } });
      }
      await setListed(db, runIds, { after: portions.at(-1)?.key, isWhole });
    }),
  );
}
