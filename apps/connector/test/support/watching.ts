import { Ending } from '@commonseal/local-program/ending';
import type { CommandContext } from '../../src/commands/command.ts';
import { watch } from '../../src/commands/watch.ts';
import { type Timings, watchTimings } from '../../src/watching/timings.ts';

/** Short ones, so that nobody waits; the folder is looked at again only when something tells of a change. */
export const quickTimings: Timings = {
  ...watchTimings,
  settleMs: 150,
  gatherMs: 50,
  lookMs: 20,
  rescanMs: 10_000,
  rescanUnnoticedMs: 100,
  retryMs: 50,
  longestRetryMs: 100,
  awayPausesMs: [20, 40, 80],
};

/** A watch that runs beside the test. */
export class Watching {
  readonly said: string[] = [];
  readonly complained: string[] = [];
  readonly #ending = new Ending();
  readonly #ended: Promise<number>;

  constructor(context: CommandContext, folder: string, timings: Timings = quickTimings) {
    const output = {
      say: (text: string) => void this.said.push(text),
      complain: (text: string) => void this.complained.push(text),
      progress: () => undefined,
    };
    this.#ended = watch({ ...context, output, ending: this.#ending }, folder, timings);
    // Whoever waits for the end hears of it.
    this.#ended.catch(() => undefined);
  }

  /** @returns the exit code */
  async end(): Promise<number> {
    this.#ending.ask(Date.now());
    return this.#ended;
  }

  /** For one that ends by itself. */
  get ended(): Promise<number> {
    return this.#ended;
  }
}
