import { setTimeout as delay } from 'node:timers/promises';
import { type Reason, type Trouble, troubleOf } from './trouble.ts';

const firstPauseMs = 250;
const longestPauseMs = 5_000;

/**
 * Does `work` until it is done, or what stops it does not pass by waiting.
 * @param onPause told of each pause before it begins; what it throws does not matter
 * @returns what stopped it; undefined when it is done
 * @throws the signal's reason when that is aborted
 */
export async function patiently(
  work: () => Promise<void>,
  signal: AbortSignal,
  onPause: (reason: Reason) => Promise<void>,
): Promise<Trouble | undefined> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      await work();
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      const trouble = troubleOf(error);
      if (trouble.kind !== 'waits') return trouble;
      await onPause(trouble).catch(() => undefined);
      // A little apart, so that many processes do not come back in the same instant.
      await delay(pauseMs * (0.75 + Math.random() / 2), undefined, { signal });
    }
  }
}
