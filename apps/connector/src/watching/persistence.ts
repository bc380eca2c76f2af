import { CommonsealError, type ErrorCode } from '@commonseal/protocol';
import type { Output } from '@commonseal/local-program/output';
import { wordsFor } from '../cli/words.ts';
import { asDiskTrouble } from '../state/disk-trouble.ts';
import { Stop, type StopReason } from '../stop.ts';
import type { Alarm } from './alarm.ts';

/** What gets better without anybody touching this program: the server comes back, somebody makes room. */
const passing = new Set<ErrorCode>([
  'offline',
  'database_unavailable',
  'rate_limited',
  'internal',
  'too_large',
  // What a proxy answers in place of its server is not of the form of an answer.
  'malformed',
]);

const passingStops = new Set<StopReason>(['disk_full', 'account_silent', 'key_to_be_replaced']);

/** Does things again until they work, with growing pauses; says why once for each reason, and when it is over. */
export class Persistence {
  readonly #alarm: Alarm;
  readonly #output: Output;
  readonly #pausesMs: readonly number[];

  constructor(alarm: Alarm, output: Output, pausesMs: readonly number[]) {
    this.#alarm = alarm;
    this.#output = output;
    this.#pausesMs = pausesMs;
  }

  /** @returns undefined when the end came first @throws what does not pass */
  async until<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
    let toldReason: string | undefined;
    for (let failures = 0; ; failures += 1) {
      try {
        const result = await work();
        if (toldReason !== undefined) this.#output.say('It works again.');
        return result;
      } catch (error) {
        const reason = passingReason(error);
        if (reason === undefined) throw error;
        if (toldReason !== reason)
          this.#output.complain(`${reason} Trying again until it works; nothing is lost.`);
        toldReason = reason;
        if (signal.aborted) return undefined;
        const pauseMs = this.#pausesMs[Math.min(failures, this.#pausesMs.length - 1)] ?? 0;
        // A little apart, so that many connectors do not come back in the same instant.
        await this.#alarm.pause(pauseMs * (0.75 + Math.random() / 2));
        if (signal.aborted) return undefined;
      }
    }
  }
}

function passingReason(error: unknown): string | undefined {
  if (error instanceof CommonsealError) return passing.has(error.code) ? wordsFor(error) : undefined;
  const stop = asDiskTrouble(error);
  return stop instanceof Stop && passingStops.has(stop.reason) ? stop.message : undefined;
}
