import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Runner, type TaskList, type WorkerEvents, run } from 'graphile-worker';
import type pg from 'pg';
import type { Heartbeat } from './heartbeat.ts';
import { silentLogger } from './jobs-queue.ts';
import { librarySchema } from './library-schema.ts';
import { troubleOf } from './trouble.ts';

/** When nothing is told by the database, it is looked for jobs. */
const pollMs = 1_000;
const againAfterMs = 1_000;

/**
 * Takes jobs until the signal comes, whatever becomes of the database meanwhile: the library's own workers end when a job that was done
 * cannot be told to it.
 */
export async function runQueue(
  pool: pg.Pool,
  taskList: TaskList,
  {
    jobs,
    heartbeat,
    signal,
    tell,
  }: {
    readonly jobs: number;
    readonly heartbeat: Heartbeat;
    readonly signal: AbortSignal;
    /** Says what is waited for. */
    readonly tell: (why: string) => void;
  },
): Promise<void> {
  const isEnding = aborted(signal);
  while (!signal.aborted) {
    const names: string[] = [];
    // Typed by the library as one that knows its events.
    const events = new EventEmitter() as WorkerEvents;
    // The library goes on without it, down to none.
    const isShort = new Promise<unknown>((resolve) => {
      events.on('worker:create', ({ worker }) => {
        names.push(worker.workerId);
        heartbeat.add(worker.workerId);
        // What ends one the library prints with its stack, past the logger that it was given: it is not to hear of it.
        worker.promise = worker.promise.catch(resolve);
      });
    });
    const options = {
      pgPool: pool,
      schema: librarySchema,
      taskList,
      concurrency: jobs,
      pollInterval: pollMs,
    };
    let runner: Runner | undefined;
    try {
      runner = await run({ ...options, events, noHandleSignals: true, logger: silentLogger });
      const stopping = await Promise.race([runner.promise, isShort, isEnding]);
      if (stopping !== undefined) throw stopping;
    } catch (error) {
      // The database is away, or was: what was held is given back below, or by the others.
      tell(troubleOf(error).why);
    }
    await runner?.stop().catch(() => undefined);
    heartbeat.drop(names);
    await heartbeat.beat().catch(() => undefined);
    if (!signal.aborted) await delay(againAfterMs, undefined, { signal }).catch(() => undefined);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
