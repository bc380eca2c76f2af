import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Runner, type TaskList, type WorkerEvents, run } from 'graphile-worker';
import type pg from 'pg';
import type { Heartbeat } from './heartbeat.ts';
import { silentLogger } from './jobs-queue.ts';
import { librarySchema } from './library-schema.ts';

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
  }: {
    readonly jobs: number;
    readonly heartbeat: Heartbeat;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  while (!signal.aborted) {
    const names: string[] = [];
    // Typed by the library as one that knows its events.
    const events = new EventEmitter() as WorkerEvents;
    events.on('worker:create', ({ worker }) => {
      names.push(worker.workerId);
      heartbeat.add(worker.workerId);
    });
    // The library goes on without it, down to none.
    const isShort = new Promise<void>((resolve) => {
      events.once('worker:fatalError', () => resolve());
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
      await Promise.race([runner.promise, isShort, aborted(signal)]);
    } catch {
      // The database is away, or was: what was held is given back below, or by the others.
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
