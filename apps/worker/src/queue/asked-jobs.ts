import type pg from 'pg';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import type { Reading } from '../reading/reading-api.ts';
import { inTransaction, withConnection } from './database.ts';
import { addJob } from './jobs-queue.ts';
import { type Run, endRun, listAsked, setGrant } from './runs.ts';

/** Begins what owners have granted since they were asked, and ends what they have refused. */
export async function lookForGrants(
  pool: pg.Pool,
  {
    api,
    reading,
    workerId,
  }: {
    /** Signed in as the worker. */
    readonly api: ApiClient;
    readonly reading: Pick<Reading, 'accounts'>;
    readonly workerId: string;
  },
): Promise<void> {
  const asked = await listAsked(pool, workerId);
  if (asked.length === 0) return;
  const accounts = await reading.accounts();
  const { requests } = await api.call(endpoints.ownJobRequests, {});
  for (const run of asked) {
    const granted = accounts
      .find(({ accountId }) => accountId === run.accountId)
      ?.grants.find(({ jobId }) => jobId !== undefined && jobId === run.jobId);
    const request = requests.find(({ jobId }) => jobId === run.jobId);
    if (granted) await begin(pool, run, granted.grant);
    else if (request?.standing === 'refused')
      await endRun(pool, run.runId, { code: 'cancelled', why: 'An owner of the account has refused it.' });
    else if (!request)
      await endRun(pool, run.runId, { code: 'expired', why: 'Nobody has answered what was asked for.' });
  }
}

function begin(pool: pg.Pool, { readWith: runId, workerId }: Run, grant: number): Promise<void> {
  return withConnection(pool, (db) =>
    inTransaction(db, async () => {
      if (await setGrant(db, runId, grant)) await addJob(db, 'list', { workerId, payload: { runId } });
    }),
  );
}
