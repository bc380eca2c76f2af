import { availableParallelism } from 'node:os';
import type { Work } from './orders.ts';
import type { Target } from './target.ts';
import { isBelowFloor, summaryOf } from './summary.ts';
import { type Watched, watch } from './watch.ts';

export interface FuzzOptions {
  readonly targetsModule: string;
  readonly targets: readonly Target[];
  readonly seed: number;
  /** For each target alone; or a number of inputs instead. */
  readonly seconds?: number;
  readonly inputs?: number;
  readonly hangMs?: number;
  readonly minimiseMs?: number;
  readonly tell?: (line: string) => void;
}

const mostProcesses = 2;

/** Gives all targets their share, in few processes at a time. */
export async function fuzz(options: FuzzOptions): Promise<Watched[]> {
  const { targets, seconds = 1, inputs } = options;
  const lanes = Math.min(mostProcesses, availableParallelism(), targets.length);
  const forMs = (seconds * 1000 * lanes) / Math.max(1, targets.length);
  const work = targets.map(
    ({ name }): Work => (inputs === undefined ? { target: name, forMs } : { target: name, inputs }),
  );
  const running = Array.from({ length: lanes }, (_, lane) =>
    watch({
      targetsModule: options.targetsModule,
      seed: options.seed,
      work: work.filter((__, at) => at % lanes === lane),
      ...(options.hangMs === undefined ? {} : { hangMs: options.hangMs }),
      ...(options.minimiseMs === undefined ? {} : { minimiseMs: options.minimiseMs }),
      onDone: (watched) => options.tell?.(summaryOf(watched)),
    }),
  );
  return (await Promise.all(running)).flat();
}

/** Every target has run enough, and without a fault. */
export function isAllWell(results: readonly Watched[], expected: number): boolean {
  return (
    expected > 0 &&
    results.length === expected &&
    results.every(({ statistics, faults }) => faults.length === 0 && statistics && !isBelowFloor(statistics))
  );
}
