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
}

export interface Task {
  readonly portion: Portion;
  readonly isDone: boolean;
  readonly takenBack: number;
}

export interface RunTotals {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
}

export type NewRun = Pick<Run, 'workerId' | 'accountId' | 'analyser' | 'version' | 'scope'> &
  Partial<Pick<Run, 'jobId'>>;

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
}

const alive = `state in ('running', 'paused')`;

/** @returns its id */
export async function addRun(db: Queryable, run: NewRun): Promise<string> {
  const { workerId, accountId, jobId, analyser, version, scope } = run;
  const runId = JobId.fromBytes(randomBytes(16));
  await db.query(
    `insert into commonseal_work.runs
       (run_id, worker_id, account_id, job_id, analyser, version, writer_id, from_ms, to_ms, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
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
    ],
  );
  return runId;
}

export async function findRun(db: Queryable, runId: string): Promise<Run | undefined> {
  const { rows } = await db.query<RunRow>('select * from commonseal_work.runs where run_id = $1', [runId]);
  return rows[0] && runOf(rows[0]);
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
export async function setGrant(db: Queryable, runId: string, grant: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `update commonseal_work.runs set grant_entry = $2, state = 'running', why_code = null, why = null, changes = changes + 1
     where run_id = $1 and grant_entry is null and state in ('asked', 'running', 'paused')`,
    [runId, grant],
  );
  return rowCount === 1;
}

/** It waits for something, and goes on by itself. */
export async function pauseRun(db: Queryable, runId: string, { code, why }: Reason): Promise<void> {
  await db.query(
    `update commonseal_work.runs set state = 'paused', why_code = $2, why = $3, changes = changes + 1
     where run_id = $1 and ${alive} and (state = 'running' or why is distinct from $3)`,
    [runId, code, why],
  );
}

export async function resumeRun(db: Queryable, runId: string): Promise<void> {
  await db.query(
    `update commonseal_work.runs set state = 'running', why_code = null, why = null, changes = changes + 1
     where run_id = $1 and state = 'paused'`,
    [runId],
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

/** Where all of it is done. @returns whether it is over now */
export async function finishRun(db: Queryable, runId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update commonseal_work.runs set state = 'done', why_code = null, why = null, changes = changes + 1
     where run_id = $1 and ${alive} and is_listed
       and not exists (select from commonseal_work.tasks where run_id = $1 and not is_done)`,
    [runId],
  );
  return rowCount === 1;
}

/** Held still until the transaction ends: nothing is done for a run that is ended at this moment. */
export async function isAlive(db: Queryable, runId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from commonseal_work.runs where run_id = $1 and ${alive} for no key update`,
    [runId],
  );
  return rowCount === 1;
}

export async function addTask(db: Queryable, runId: string, { key, ref, itemCount }: Portion): Promise<void> {
  await db.query(
    `insert into commonseal_work.tasks (run_id, key, ref, item_count) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [runId, key, JSON.stringify(ref), itemCount],
  );
}

/** How far its portions are written down, in their order. */
export async function setListed(
  db: Queryable,
  runId: string,
  listed: { readonly after?: string | undefined; readonly isWhole: boolean },
): Promise<void> {
  await db.query(
    `update commonseal_work.runs set listed_after = coalesce($2, listed_after), is_listed = $3, changes = changes + 1
     where run_id = $1`,
    [runId, listed.after, listed.isWhole],
  );
}

export async function findTask(db: Queryable, runId: string, key: string): Promise<Task | undefined> {
  const { rows } = await db.query<{
    ref: PortionRef;
    item_count: number;
    is_done: boolean;
    taken_back: number;
  }>('select * from commonseal_work.tasks where run_id = $1 and key = $2', [runId, key]);
  const [row] = rows;
  if (!row) return undefined;
  const portion = { key, ref: row.ref, itemCount: row.item_count };
  return { portion, isDone: row.is_done, takenBack: row.taken_back };
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

/** @returns false when results of it were taken back meanwhile: it is to be done again */
export async function finishTask(
  db: Queryable,
  { runId, key }: { readonly runId: string; readonly key: string },
  takenBack: number,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update commonseal_work.tasks set is_done = true, done = item_count
     where run_id = $1 and key = $2 and taken_back = $3`,
    [runId, key, takenBack],
  );
  return rowCount === 1;
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
  };
}
