import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';

export interface JobRequestKey {
  readonly accountId: Buffer;
  readonly workerId: Buffer;
  readonly jobId: Buffer;
}

export type Ended = 'refused' | 'granted';

/** Lets a worker ask that is not known there. @returns false when as many are named as may be */
export async function nameWorker(
  db: Queryable,
  { accountId, workerId }: Omit<JobRequestKey, 'jobId'>,
  most: number,
): Promise<boolean> {
  const named = await countOf(
    db,
    SQL`
      insert into named_workers (account_id, worker_id)
      select ${accountId}::bytea, ${workerId}::bytea
      where (
        select count(*) from named_workers where account_id = ${accountId} and worker_id <> ${workerId} and not silent) < ${most}
      on conflict (account_id, worker_id) do update set named_at = now(), silent = false`,
  );
  return named === 1;
}

/** Lets a worker ask no more, until it is named again. Whoever calls knows that it may ask now: there are no more rows than these. */
export async function silenceWorker(
  db: Queryable,
  { accountId, workerId }: Omit<JobRequestKey, 'jobId'>,
): Promise<void> {
  await db.query(SQL`
    insert into named_workers (account_id, worker_id, silent) values (${accountId}, ${workerId}, true)
    on conflict (account_id, worker_id) do update set named_at = now(), silent = true`);
}

/** Whether an owner has named a worker there, or something was granted to it once, and none has silenced it since. */
export async function mayAsk(
  db: Queryable,
  { accountId, workerId }: Omit<JobRequestKey, 'jobId'>,
): Promise<boolean> {
  const row = await firstOf<{ may: boolean }>(
    db,
    SQL`
      select coalesce(
        (select not silent from named_workers where account_id = ${accountId} and worker_id = ${workerId}),
        exists (select 1 from account_grants where account_id = ${accountId} and worker_id = ${workerId})) as may`,
  );
  return row?.may === true;
}

export interface StoredJobRequest extends JobRequestKey {
  readonly request: Buffer;
  readonly expiresAtMs: number;
}

export async function findJobRequest(
  db: Queryable,
  { accountId, workerId, jobId }: JobRequestKey,
): Promise<{ readonly request: Buffer; readonly ended: Ended | null } | undefined> {
  return firstOf(
    db,
    SQL`
      select request, ended from job_requests
      where account_id = ${accountId} and worker_id = ${workerId} and job_id = ${jobId}`,
  );
}

/** How many wait that have not expired: of one worker, answered ones too, and of all together. */
export async function countJobRequests(
  db: Queryable,
  { accountId, workerId }: Omit<JobRequestKey, 'jobId'>,
): Promise<{ readonly open: number; readonly own: number; readonly ownOpen: number }> {
  const row = await firstOf<{ open: number; own: number; ownOpen: number }>(
    db,
    SQL`
      select count(*) filter (where ended is null) as open, count(*) filter (where worker_id = ${workerId}) as own,
        count(*) filter (where worker_id = ${workerId} and ended is null) as "ownOpen"
      from job_requests where account_id = ${accountId} and expires_at_ms > ${Date.now()}`,
  );
  return row ?? { open: 0, own: 0, ownOpen: 0 };
}

export async function insertJobRequest(db: Queryable, stored: StoredJobRequest): Promise<void> {
  const { accountId, workerId, jobId, request, expiresAtMs } = stored;
  await db.query(SQL`
    insert into job_requests (account_id, worker_id, job_id, request, expires_at_ms)
    values (${accountId}, ${workerId}, ${jobId}, ${request}, ${expiresAtMs})`);
}

export async function endJobRequest(
  db: Queryable,
  { accountId, workerId, jobId }: JobRequestKey,
  ended: Ended,
): Promise<boolean> {
  const changed = await countOf(
    db,
    SQL`
      update job_requests set ended = ${ended}
      where account_id = ${accountId} and worker_id = ${workerId} and job_id = ${jobId} and ended is null`,
  );
  return changed === 1;
}

/** @returns whether anything waited */
export async function refuseAllOf(
  db: Queryable,
  { accountId, workerId }: Omit<JobRequestKey, 'jobId'>,
): Promise<boolean> {
  const refused = await countOf(
    db,
    SQL`
      update job_requests set ended = 'refused'
      where account_id = ${accountId} and worker_id = ${workerId} and ended is null`,
  );
  return refused > 0;
}

export async function openJobRequests(db: Queryable, accountId: Buffer, most: number): Promise<Buffer[]> {
  const rows = await rowsOf<{ request: Buffer }>(
    db,
    SQL`
      select request from job_requests
      where account_id = ${accountId} and ended is null and expires_at_ms > ${Date.now()}
      order by asked_at, worker_id, job_id limit ${most}`,
  );
  return rows.map(({ request }) => request);
}

export async function jobRequestsOf(
  db: Queryable,
  workerId: Buffer,
  most: number,
): Promise<readonly { readonly accountId: Buffer; readonly jobId: Buffer; readonly ended: Ended | null }[]> {
  return rowsOf(
    db,
    SQL`
      select account_id as "accountId", job_id as "jobId", ended from job_requests
      where worker_id = ${workerId} and expires_at_ms > ${Date.now()}
      order by asked_at desc, account_id, job_id limit ${most}`,
  );
}
