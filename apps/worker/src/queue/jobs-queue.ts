import { Logger } from 'graphile-worker';
import type { Queryable } from './database.ts';
import { librarySchema } from './library-schema.ts';

/** What the queue's jobs do. Each worker has names of its own: a process does what its keyholder can give keys for. */
export type JobKind = 'list' | 'read';

export interface JobPayload {
  /** With which all are read that it is about. */
  readonly runId: string;
  /** Of a portion, where one is read. */
  readonly key?: string;
}

/** Whatever stops a job is written down with its run, and the job is put back: the library gives none up. */
const maxAttempts = 32_767;

export function jobName(kind: JobKind, workerId: string): string {
  return `${kind} ${workerId}`;
}

/** In the transaction of what makes it necessary. There is one job of a key at a time, not counting the one under way. */
export async function addJob(
  db: Queryable,
  kind: JobKind,
  {
    workerId,
    payload,
    delayMs = 0,
  }: {
    readonly workerId: string;
    readonly payload: JobPayload;
    readonly delayMs?: number;
  },
): Promise<void> {
  const key = [kind, payload.runId, payload.key ?? ''].join(' ');
  await db.query(
    `select from ${librarySchema}.add_job(identifier => $1, payload => $2::json,
       run_at => now() + $3 * interval '1 millisecond', max_attempts => $4, job_key => $5)`,
    [jobName(kind, workerId), JSON.stringify(payload), delayMs, maxAttempts, key],
  );
}

/** Jobs that a process held which is gone. */
export async function unlockJobs(db: Queryable, names: readonly string[]): Promise<void> {
  await db.query(`select ${librarySchema}.force_unlock_workers($1)`, [names]);
}

/** Who holds a job, and has done so for that long by the database's clock. */
export async function namesOnOldLocks(db: Queryable, heldForMs: number): Promise<readonly string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select distinct locked_by as name from ${librarySchema}.jobs
     where locked_at < now() - $1 * interval '1 millisecond' and locked_by is not null`,
    [heldForMs],
  );
  return rows.map(({ name }) => name);
}

/** What the library says of itself is for nobody: it names jobs by payload, and what matters of them is in the runs. */
export const silentLogger = new Logger(() => () => undefined);
