import { encodeChecked, parseChecked } from '@commonseal/local-program/checked-text';
import { type ReplacingStep, readIfThere, replaceDurably } from '@commonseal/local-program/durable-files';
import { requireInteger, requireObject } from '@commonseal/local-program/json-values';
import { maxOperators } from './key-file.ts';

/** So many wrong passphrases in a row cost nothing but their computing. */
export const freeAttempts = 5;
const firstPauseMs = 30_000;
const longestPauseMs = 3_600_000;

/** How long to wait after so many wrong passphrases in a row. */
export function pauseAfterMs(failed: number): number {
  if (failed < freeAttempts) return 0;
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failed - freeAttempts, 20));
}

interface Count {
  readonly failed: number;
  readonly lastMs: number;
}

/**
 * Wrong passphrases of each operator, in a file, so that neither a restart nor a crash forgets them. It limits whoever can reach
 * the socket or run the commands; whoever can change the file has the key file too, and guesses elsewhere.
 */
export class Attempts {
  readonly #path: string;
  readonly #nowMs: () => number;
  readonly #onStep: ((step: ReplacingStep) => void) | undefined;
  /** What stood there before the last try of each. */
  readonly #before = new Map<number, Count | undefined>();

  constructor(
    path: string,
    options: { readonly nowMs?: () => number; readonly onStep?: (step: ReplacingStep) => void } = {},
  ) {
    this.#path = path;
    this.#nowMs = options.nowMs ?? Date.now;
    this.#onStep = options.onStep;
  }

  /**
   * Counts a try as wrong, before it is made: a process that is killed in the middle has tried.
   * @returns how long to wait instead; 0 when it may be made now
   */
  async begin(operator: number): Promise<{ readonly waitMs: number; readonly failed: number }> {
    const counts = await this.#read();
    const nowMs = this.#nowMs();
    const before = counts.get(operator);
    const { failed, lastMs } = before ?? { failed: 0, lastMs: nowMs };
    // A clock that was set back would otherwise make the pause as long as the difference.
    const isSetBack = nowMs < lastMs;
    const waitMs = pauseAfterMs(failed) - (isSetBack ? 0 : nowMs - lastMs);
    if (waitMs > 0) {
      if (isSetBack) await this.#write(counts.set(operator, { failed, lastMs: nowMs }));
      return { waitMs, failed };
    }
    await this.#write(counts.set(operator, { failed: failed + 1, lastMs: nowMs }));
    this.#before.set(operator, before);
    return { waitMs: 0, failed: failed + 1 };
  }

  /** The passphrase was right. */
  succeeded(operator: number): Promise<void> {
    return this.#put(operator, undefined);
  }

  /** The try that was begun last was none: nothing was learned from it. */
  takeBack(operator: number): Promise<void> {
    if (!this.#before.has(operator)) throw new TypeError('no try was begun');
    return this.#put(operator, this.#before.get(operator));
  }

  async #put(operator: number, count: Count | undefined): Promise<void> {
    const counts = await this.#read();
    if (count) counts.set(operator, count);
    else counts.delete(operator);
    await this.#write(counts);
    this.#before.delete(operator);
  }

  async #read(): Promise<Map<number, Count>> {
    const bytes = await readIfThere(this.#path);
    if (bytes === undefined) return new Map();
    try {
      const { operators } = parseChecked(bytes.toString('utf8'));
      return new Map(
        Object.entries(requireObject(operators)).map(([operator, value]) => {
          const { failed, lastMs } = requireObject(value);
          return [Number(operator), { failed: requireInteger(failed), lastMs: requireInteger(lastMs) }];
        }),
      );
    } catch {
      // Damage must not be the way around the pause, nor lock anybody out: every operator stands at the first one.
      const count = { failed: freeAttempts, lastMs: this.#nowMs() };
      const counts = new Map(Array.from({ length: maxOperators }, (_, at) => [at + 1, count]));
      await this.#write(counts);
      return counts;
    }
  }

  async #write(counts: ReadonlyMap<number, Count>): Promise<void> {
    const operators = Object.fromEntries(counts);
    await replaceDurably(this.#path, encodeChecked({ format: 1, operators }), this.#onStep);
  }
}
