import type { RunState, RunWhy } from '@commonseal/protocol/api';
import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';

export interface RunKey {
  readonly accountId: Buffer;
  readonly workerId: Buffer;
  readonly run: Buffer;
}

/** What a worker tells of a run. */
export interface ToldRun {
  readonly analyser: string;
  readonly version: string;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly state: RunState;
  readonly why?: RunWhy;
}

/** Whether a grant is or was this worker's. */
export async function findGrantOf(
  db: Queryable,
  { accountId, workerId }: Omit<RunKey, 'run'>,
  grant: number,
): Promise<{ readonly isInForce: boolean } | undefined> {
  return firstOf(
    db,
    SQL`
      select not ended and expires_at_ms > ${Date.now()} as "isInForce" from account_grants
      where account_id = ${accountId} and grant_sequence = ${grant} and worker_id = ${workerId}`,
  );
}

export async function putRun(db: Queryable, key: RunKey, grant: number, told: ToldRun): Promise<boolean> {
  const { accountId, workerId, run } = key;
  const { analyser, version, total, done, failed, state, why = null } = told;
  const changed = await countOf(
    db,
    SQL`
      insert into work_runs (account_id, worker_id, run, grant_sequence, analyser, version, total, done, failed, state, why)
      values (${accountId}, ${workerId}, ${run}, ${grant}, ${analyser}, ${version}, ${total}, ${done}, ${failed},
        ${state}, ${why})
      on conflict (account_id, worker_id, run) do update set
        total = excluded.total, done = excluded.done, failed = excluded.failed, state = excluded.state,
        why = excluded.why, updated_at = now()
      where work_runs.grant_sequence = excluded.grant_sequence and work_runs.analyser = excluded.analyser
        and work_runs.version = excluded.version`,
  );
  return changed === 1;
}

/** @returns whether it was under way */
export async function endRun(db: Queryable, key: RunKey, grant: number, told: ToldRun): Promise<boolean> {
  const { accountId, workerId, run } = key;
  const { total, done, failed, state, why = null } = told;
  const changed = await countOf(
    db,
    SQL`
      update work_runs set total = ${total}, done = ${done}, failed = ${failed}, state = ${state}, why = ${why},
        updated_at = now()
      where account_id = ${accountId} and worker_id = ${workerId} and run = ${run} and grant_sequence = ${grant}
        and state in ('running', 'paused')`,
  );
  return changed === 1;
}

/** Of one worker, those told of last stay. */
export async function trimRuns(
  db: Queryable,
  { accountId, workerId }: Omit<RunKey, 'run'>,
  most: number,
): Promise<void> {
  await db.query(SQL`
    delete from work_runs where account_id = ${accountId} and worker_id = ${workerId} and run in (
      select run from work_runs where account_id = ${accountId} and worker_id = ${workerId}
      order by updated_at desc, run offset ${most})`);
}

export interface ListedRun extends ToldRun {
  readonly run: Buffer;
  readonly grant: number;
  readonly workerId: Buffer;
  readonly startedAtMs: number;
  readonly updatedAtMs: number;
}

export async function listRuns(db: Queryable, accountId: Buffer, most: number): Promise<ListedRun[]> {
  const rows = await rowsOf<Omit<ListedRun, 'why'> & { readonly why: RunWhy | null }>(
    db,
    SQL`
      select run, grant_sequence as grant, worker_id as "workerId", analyser, version, total, done, failed, state, why,
        floor(extract(epoch from started_at) * 1000)::bigint as "startedAtMs",
        floor(extract(epoch from updated_at) * 1000)::bigint as "updatedAtMs"
      from work_runs where account_id = ${accountId} order by updated_at desc, worker_id, run limit ${most}`,
  );
  return rows.map(({ why, ...row }) => (why === null ? row : { ...row, why }));
}
