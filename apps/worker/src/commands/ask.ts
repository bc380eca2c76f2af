import { randomBytes } from 'node:crypto';
import { CommonsealError, JobId } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { addRun, endRun } from '../queue/runs.ts';
import { workerClient } from '../server/worker-client.ts';
import { Stop } from '../stop.ts';
import type { Analysis, Asked } from './reprocess.ts';
import { type WorkContext, withKeyholder, withQueue } from './work-context.ts';

const dayMs = 24 * 60 * 60_000;
/** For an owner to answer. */
const lifetimeMs = 7 * dayMs;
/** Where only one end of a time was given. */
const farMs = 8.64e15;

/** What owners are asked for. */
export interface AskedOfOwners extends Pick<Asked, 'accountId' | 'scope'> {
  readonly analysis: Analysis;
}

/** Asks the owners of an account to let this worker do one job. It begins when one of them grants it. */
export async function ask(context: WorkContext, origin: string, asked: AskedOfOwners): Promise<void> {
  const { accountId, analysis, scope } = asked;
  const jobId = JobId.fromBytes(randomBytes(16));
  const { writerId, fromMs, toMs } = scope;
  const isLimited = fromMs !== undefined || toMs !== undefined;
  await withKeyholder(context, async (keyholder) => {
    const { workerId } = await keyholder.ask('state', {});
    const { request } = await keyholder.ask('signJobRequest', {
      accountId,
      jobId,
      lifetimeMs,
      ...analysis,
      ...(writerId === undefined ? {} : { writerIds: [writerId] }),
      ...(isLimited ? { received: { fromMs: fromMs ?? 0, beforeMs: toMs ?? farMs } } : {}),
    });
    const runId = await withQueue(context, async (pool) => {
      // First: what is granted before it is written down here would be nobody's.
      const run = { workerId, accountId, jobId, scope, ...analysis };
      const added = await addRun(pool, run);
      try {
        await workerClient({ origin, keyholder }).call(endpoints.askForJob, { body: { request } });
      } catch (error) {
        await endRun(pool, added, { code: 'failed', why: 'The owners could not be asked.' });
        throw inWords(error);
      }
      return added;
    });
    context.output.say(runId);
    context.output.say(
      'This is the run. It begins when an owner of the account grants it, on their page Worker, within seven days.',
    );
  });
}

function inWords(error: unknown): unknown {
  if (!(error instanceof CommonsealError)) return error;
  if (error.code === 'forbidden' || error.code === 'not_found')
    return new Stop(
      'not_asked',
      'The server does not let this worker ask this account: an owner has to name it first, by its fingerprint, on their page Worker.',
      { cause: error },
    );
  return new Stop('not_asked', `The server has not taken what was asked for (${error.code}). Try again.`, {
    cause: error,
  });
}
