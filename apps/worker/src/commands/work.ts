import type { Ending } from '@commonseal/local-program/ending';
import { KeyholderConnection } from '../jobs/keyholder-connection.ts';
import { lookForGrants } from '../queue/asked-jobs.ts';
import { openPool } from '../queue/database.ts';
import { requireDatabasePlace } from '../queue/database-place.ts';
import { patiently } from '../queue/patience.ts';
import { troubleOf } from '../queue/trouble.ts';
import { ServerAudience } from '../queue/work-audience.ts';
import { portionsAtOnce, workUntil } from '../queue/work-process.ts';
import { WorkerReading } from '../reading/reading.ts';
import { workerClient } from '../server/worker-client.ts';
import { KeyholderSigner } from '../signing/keyholder-signer.ts';
import { type WorkContext, jobsSocket } from './work-context.ts';

export interface WorkOptions {
  /** Of the server, as `start` was told it. */
  readonly origin: string;
  /** At a time. */
  readonly jobs: number;
}

/** Connections to the database besides those of jobs: what goes on beside them, and the queue's own. */
const moreConnections = 6;
/** The same again is said no sooner. */
const sayAgainMs = 60_000;

/** Does jobs until the process is asked to end. Whatever is away is waited for. */
export async function work(
  context: WorkContext,
  { origin, jobs }: WorkOptions,
  ending: Ending,
): Promise<void> {
  const { output, environment } = context;
  const signal = ending.inOrder();
  const keyholder = new KeyholderConnection(await jobsSocket(context));
  // Each portion may hold a connection under the account's lock, and another beside it.
  const pool = openPool(requireDatabasePlace(environment), 2 * portionsAtOnce(jobs) + moreConnections);
  const tell = sayOnce((line) => output.complain(line));
  try {
    let workerId = '';
    const look = async () => void ({ workerId } = await keyholder.ask('state', {}));
    await patiently(look, signal, async ({ why }) => tell(why));
    const api = workerClient({ origin, keyholder });
    const reading = new WorkerReading(api, keyholder);
    const signer = new KeyholderSigner({ origin, keyholder, api, reading });
    output.say(`Doing jobs, ${jobs === 1 ? 'one' : `${jobs}`} at a time, until Ctrl-C or SIGTERM.`);
    await workUntil(signal, {
      pool,
      workerId,
      reading,
      signer,
      jobs,
      tell,
      audience: new ServerAudience(api, keyholder),
      lookForGrants: looking(reading, () => lookForGrants(pool, { api, reading, workerId }), tell),
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    keyholder.close();
    await pool.end().catch(() => undefined);
  }
  output.say('No more jobs are done here. What was under way is gone on with by whoever works next.');
}

/**
 * Signs in before anything is granted: owners find a worker by its fingerprint only once the server has seen it. What is in the way
 * of that, or of looking, is said: with no run, nothing else would say it.
 */
function looking(
  reading: Pick<WorkerReading, 'accounts'>,
  look: () => Promise<void>,
  tell: (why: string) => void,
): () => Promise<void> {
  let isSeen = false;
  return async () => {
    try {
      if (!isSeen) await reading.accounts();
      isSeen = true;
      await look();
    } catch (error) {
      tell(troubleOf(error).why);
    }
  };
}

/** What is waited for is found out again and again. */
function sayOnce(say: (line: string) => void): (line: string) => void {
  const saidMs = new Map<string, number>();
  return (line) => {
    const nowMs = Date.now();
    if (nowMs - (saidMs.get(line) ?? -Infinity) < sayAgainMs) return;
    saidMs.set(line, nowMs);
    say(`Waiting. ${line}`);
  };
}
