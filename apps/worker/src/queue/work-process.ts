import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { AnalyserLimits } from '@commonseal/analysis';
import type pg from 'pg';
import type { Reading, ResultSigner } from '../reading/reading-api.ts';
import { ResultChain, type ResultStep } from '../results/result-chain.ts';
import { AnalyserPools } from './analyser-pools.ts';
import { Heartbeat, type HeartbeatTimings, heartbeatTimings } from './heartbeat.ts';
import { patiently } from './patience.ts';
import { queueJobs } from './queue-jobs.ts';
import { itemsAhead } from './read-portion.ts';
import { runQueue } from './queue-runner.ts';
import { ReadingJobs } from './reading-jobs.ts';
import { type Audience, Telling } from './telling.ts';
import { prepareSchema } from './schema.ts';

export interface WorkProcessParts {
  readonly pool: pg.Pool;
  readonly workerId: string;
  readonly reading: Reading;
  readonly signer: ResultSigner;
  readonly audience: Audience;
  /** Items that are read at a time, each by a process of its own. */
  readonly jobs: number;
  /** Finds out what has become of the jobs that owners were asked for. */
  readonly lookForGrants: () => Promise<void>;
  /** Says what is waited for. */
  readonly tell: (why: string) => void;
  readonly heartbeat?: HeartbeatTimings;
  readonly analysers?: { readonly limits?: Partial<AnalyserLimits>; readonly program?: string };
  readonly onStep?: (step: ResultStep) => void | Promise<void>;
}

/** So many portions more than there are analysers: while these read, the next one is fetched, and what was found is sealed and sent. */
const portionsAhead = 1;
/** At a time, of a process that does so many jobs. */
export const portionsAtOnce = (jobs: number) => jobs + portionsAhead;

/** Loops, pauses, and the queue itself. */
const otherListeners = 20;

const tellEveryMs = 500;
const lookEveryMs = 5_000;

/** Works until the signal comes. Any number of them may, on one database; each may be killed at any moment. */
export async function workUntil(signal: AbortSignal, parts: WorkProcessParts): Promise<void> {
  const { pool, workerId, reading, signer, audience, jobs, tell, onStep } = parts;
  const { limits, program } = parts.analysers ?? {};
  // Each item that is read listens, and each loop below; ten are the bound that Node takes for a leak.
  setMaxListeners(portionsAtOnce(jobs) * itemsAhead.items + otherListeners, signal);
  const prepared = await patiently(
    () => prepareSchema(pool),
    signal,
    async ({ why }) => tell(why),
  );
  if (prepared) throw new TypeError(prepared.why);
  const heartbeat = new Heartbeat(pool, parts.heartbeat ?? heartbeatTimings);
  const telling = new Telling(pool, audience, workerId);
  const pools = new AnalyserPools({ ...limits, processes: jobs }, program);
  const readingJobs = new ReadingJobs(reading);
  const follow = (accountId: Parameters<Reading['follow']>[0]) => reading.follow(accountId);
  const chain = new ResultChain({ pool, signer, follow, ...(onStep ? { onStep } : {}) });
  const taskList = queueJobs({
    pool,
    workerId,
    reading,
    chain,
    pools,
    signal,
    tell,
    jobs: readingJobs,
    onEnd: (accountId) => telling.recordsOf(accountId),
  });
  await heartbeat.beat().catch(() => undefined);
  try {
    await Promise.all([
      runQueue(pool, taskList, { jobs: portionsAtOnce(jobs), heartbeat, signal, tell }),
      again(signal, heartbeat.everyMs, () => heartbeat.beat()),
      again(signal, tellEveryMs, () => telling.tell()),
      again(signal, lookEveryMs, parts.lookForGrants),
    ]);
  } finally {
    await readingJobs.close();
    await pools.close();
    await telling.tell().catch(() => undefined);
    await heartbeat.end().catch(() => undefined);
  }
}

/** What fails this time does not the next, or says so where it matters. */
async function again(signal: AbortSignal, everyMs: number, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work().catch(() => undefined);
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
