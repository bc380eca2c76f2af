import { wordsFor } from '../cli/words.ts';
import type { RetryPolicy } from '@commonseal/local-program/retry';
import type { CommandContext } from './command.ts';

/** Tells the person what is waited for. */
export function retriesOf({ pausesMs, output }: CommandContext): RetryPolicy {
  return {
    pausesMs,
    onPause: (error, pauseMs) =>
      output.complain(`${wordsFor(error)} Trying again in ${Math.max(1, Math.round(pauseMs / 1000))} s …`),
  };
}
