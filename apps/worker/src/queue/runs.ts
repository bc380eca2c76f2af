import { randomBytes } from 'node:crypto';
import { AccountId, JobId, WriterId } from '@commonseal/protocol';
import type { Portion, PortionRef, Scope } from '../reading/reading-api.ts';
import type { Queryable } from './database.ts';
import type { Reason } from './trouble.ts';

export type RunState = 'asked' | 'running' | 'paused' | 'done' | 'ended';

/** One analyser, in one version, over what one grant allows. */
export interface Run {
  readonly runId: string;
  readonly workerId: string;
  readonly accountId: AccountId;
  /** Sequence of the entry that grants it, where that is known already. */
  readonly grant: number | undefined;
  readonly jobId: JobId | undefined;
  readonly analyser: string;
  readonly version: string;
  readonly scope: Scope;
  readonly state: RunState;
  readonly why: Reason | undefined;
  readonly isListed: boolean;
  readonly listedAfter: string | undefined;
  /** With which run it is read: itself, or the first of those that were asked for together. They have one grant and one scope. */
  readonly readWith: string;
}

export interface Task {
  readonly runId: string;
  readonly portion: Portion;
  readonly takenBack: number;
}

export interface RunTotals {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
}

export type NewRun = Pick<Run, 'workerId' | 'accountId' | 'analyser' | 'version' | 'scope'> &
  Partial<Pick<Run, 'jobId' | 'readWith'>>;

interface RunRow {
  readonly run_id: string;
  readonly worker_id: string;
  readonly account_id: string;
  readonly grant_entry: number | null;
  readonly job_id: string | null;
  readonly analyser: string;
  readonly version: string;
  readonly writer_id: string | null;
  readonly from_ms: string | null;
  readonly to_ms: string | null;
  readonly state: RunState;
  readonly why_code: Reason['code'] | null;
  readonly why: string | null;
  readonly is_listed: boolean;
  readonly listed_after: string | null;
  readonly read_with: string;
}

const alive = `state in ('running', 'paused')`;

/** @returns its id */
export async function addRun(db: Queryable, run: NewRun): Promise<string> {
  const { workerId, accountId, jobId, analyser, version, scope, readWith } = run;
  const runId = JobId.fromBytes(randomBytes(16));
  await db.query(
    `insert into commonseal_work.runs
       (run_id, worker_id, account_id, job_id, analyser, version, writer_id, from_ms, to_ms, state, read_with)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      runId,
      workerId,
      accountId,
      jobId,
      analyser,
      version,
      scope.writerId,
      scope.fromMs,
      scope.toMs,
      jobId === undefined ? 'running' : 'asked',
      readWith ?? runId,
    ],
  );
  return runId;
}

export async function findRun(db: Queryable, runId: string): Promise<Run | undefined> {
  const { rows } = await db.query<RunRow>('select * from commonseal_work.runs where run_id = $1', [runId]);
  return rows[0] && runOf(rows[0]);
}

/** Those of the ones that are read together that go on, always in the same order. @param readWith of all of them */
export async function runsReadWith(db: Queryable, readWith: string): Promise<Run[]> {
  const { rows } = await db.query<RunRow>(
    `select * from commonseal_work.runs where read_with = $1 and ${alive} order by analyser, version, run_id`,
    [readWith],
  );
  return rows.map(runOf);
}

export async function listAsked(db: Queryable, workerId: string): Promise<Run[]> {
  const { rows } = await db.query<RunRow>(
    `select * from commonseal_work.runs where worker_id = $1 and state = 'asked' order by created_at limit 1000`,
    [workerId],
  );
  return rows.map(runOf);
}

/** The newest first, with what can be said of each. */
export async function listRuns(
  db: Queryable,
  workerId: string,
  limit: number,
): Promise<{ readonly run: Run; readonly totals: RunTotals }[]> {
  const { rows } = await db.query<RunRow>(
    'select * from commonseal_work.runs where worker_id = $1 order by created_at desc limit $2',
    [workerId, limit],
  );
  const runs = rows.map(runOf);
  const totals = await Promise.all(runs.map(({ runId }) => totalsOf(db, runId)));
  return runs.flatMap((run, at) => (totals[at] ? [{ run, totals: totals[at] }] : []));
}

export async function totalsOf(db: Queryable, runId: string): Promise<RunTotals> {
  const { rows } = await db.query<RunTotals>(
    `select coalesce(sum(item_count), 0)::float8 as total, coalesce(sum(done), 0)::float8 as done,
       coalesce(sum(failed), 0)::float8 as failed
     from commonseal_work.tasks where run_id = $1`,
    [runId],
  );
  return rows[0] ?? { total: 0, done: 0, failed: 0 };
}

/** What was asked for is granted. @returns whether it was waiting for that */
export async function setGrant(db: Queryable, readWith: string, grant: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `update commonseal_work.runs set grant_entry = $2, state = 'running', why_code = null, why = null, changes = changes + 1
     where read_with = $1 and grant_entry is null and state in ('asked', 'running', 'paused')`,
    [readWith, grant],
  );
  return (rowCount ?? 0) > 0;
}

/** They wait for something, and go on by themselves. */
export async function pauseRuns(db: Queryable, readWith: string, { code, why }: Reason): Promise<void> {
  await db.query(
    `update commonseal_work.runs set state = 'paused', why_code = $2, why = $3, changes = changes + 1
     where read_with = $1 and ${alive} and (state = 'running' or why is distinct from $3)`,
    [readWith, code, why],
  );
}

export async function resumeRuns(db: Queryable, readWith: string): Promise<void> {
  await db.query(
    `update commonseal_work.runs set state = 'running', why_code = null, why = null, changes = changes + 1
     where read_with = $1 and state = 'paused'`,
    [readWith],
  );
}

/** With all that are read with it. */
export async function endRuns(db: Queryable, readWith: string, { code, why }: Reason): Promise<void> {
  await db.query(
    `update commonseal_work.runs set state = 'ended', why_code = $2, why = $3, changes = changes + 1
     where read_with = $1 and state in ('asked', 'running', 'paused')`,
    [readWith, code, why],
  );
}

/** @returns whether it had not ended before */
export async function endRun(db: Queryable, runId: string, { code, why }: Reason): Promise<boolean> {
  const { rowCount } = await db.query(
    `update commonseal_work.runs set state = 'ended', why_code = $2, why = $3, changes = changes + 1
     where run_id = $1 and state in ('asked', 'running', 'paused')`,
    [runId, code, why],
  );
  return rowCount === 1;
}

/** Where all of one is done. */
export async function finishRuns(db: Queryable, readWith: string): Promise<void> {
  await db.query(
    `update commonseal_work.runs as run set state = 'done', why_code = null, why = null, changes = changes + 1
     where read_with = $1 and ${alive} and is_listed
       and not exists (select from commonseal_work.tasks as task where task.run_id = run.run_id and not is_done)`,
    [readWith],
  );
}

/**
 * Those that go on, held still until the transaction ends: nothing is done for a run that is ended at this moment.
 * @returns their ids
 */
export async function holdAlive(db: Queryable, runIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ run_id: string }>(
    `select run_id from commonseal_work.runs where run_id = any($1) and ${alive} order by run_id for no key update`,
    [runIds],
  );
  return new Set(rows.map(({ run_id: runId }) => runId));
}

/** The same portion for each of the runs. */
export async function addTasks(
  db: Queryable,
  runIds: readonly string[],
  { key, ref, itemCount }: Portion,
): Promise<void> {
  await db.query(
    `insert into commonseal_work.tasks (run_id, key, ref, item_count)
     select run_id, $2, $3, $4 from unnest($1::text[]) as run_id on conflict do nothing`,
    [runIds, key, JSON.stringify(ref), itemCount],
  );
}

/** How far their portions are written down, in their order. */
export async function setListed(
  db: Queryable,
  runIds: readonly string[],
  listed: { readonly after?: string | undefined; readonly isWhole: boolean },
): Promise<void> {
  await db.query(
    `update commonseal_work.runs set listed_after = coalesce($2, listed_after), is_listed = $3, changes = changes + 1
     where run_id = any($1)`,
    [runIds, listed.after, listed.isWhole],
  );
}

/** What is left of one portion, by run. */
export async function tasksLeft(db: Queryable, runIds: readonly string[], key: string): Promise<Task[]> {
  const { rows } = await db.query<{
    run_id: string;
    ref: PortionRef;
    item_count: number;
    taken_back: number;
  }>('select * from commonseal_work.tasks where run_id = any($1) and key = $2 and not is_done', [
    runIds,
    key,
  ]);
  return rows.map((row) => ({
    runId: row.run_id,
    portion: { key, ref: row.ref, itemCount: row.item_count },
    takenBack: row.taken_back,
  }));
}

export async function countTask(
  db: Queryable,
  { runId, key }: { readonly runId: string; readonly key: string },
  added: { readonly done: number; readonly failed: number },
): Promise<void> {
  await db.query(
    `update commonseal_work.tasks set done = least(item_count, done + $3), failed = failed + $4
     where run_id = $1 and key = $2`,
    [runId, key, added.done, added.failed],
  );
  await db.query('update commonseal_work.runs set changes = changes + 1 where run_id = $1', [runId]);
}

/**
 * But for what had results that were taken back meanwhile: that is to be done again.
 * @param itemCount of the portion, as it has turned out
 */
export async function finishTask(
  db: Queryable,
  { runId, portion: { key }, takenBack }: Task,
  itemCount: number,
): Promise<void> {
  await db.query(
    `update commonseal_work.tasks set is_done = true, item_count = $4, done = $4
     where run_id = $1 and key = $2 and taken_back = $3`,
    [runId, key, takenBack, itemCount],
  );
}

function runOf(row: RunRow): Run {
  return {
    runId: row.run_id,
    workerId: row.worker_id,
    accountId: AccountId.parse(row.account_id),
    grant: row.grant_entry ?? undefined,
    jobId: row.job_id === null ? undefined : JobId.parse(row.job_id),
    analyser: row.analyser,
    version: row.version,
    scope: {
      ...(row.writer_id === null ? {} : { writerId: WriterId.parse(row.writer_id) }),
      ...(row.from_ms === null ? {} : { fromMs: Number(row.from_ms) }),
      ...(row.to_ms === null ? {} : { toMs: Number(row.to_ms) }),
    },
    state: row.state,
    why: row.why_code === null || row.why === null ? undefined : { code: row.why_code, why: row.why },
    isListed: row.is_listed,
    listedAfter: row.listed_after ?? undefined,
    readWith: row.read_with,
  };
}
