import { setTimeout as delay } from 'node:timers/promises';
import { CommonsealError, type ErrorCode } from '@commonseal/protocol';

export interface RetryPolicy {
  /** Pauses between the attempts: one attempt more than there are pauses. */
  readonly pausesMs: readonly number[];
  /** Told before each pause. */
  readonly onPause?: (error: CommonsealError, pauseMs: number) => void;
}

/** About half a minute in all: longer faults are for the next push. */
export const patientPausesMs: readonly number[] = [500, 1000, 2000, 4000, 8000, 16_000];

/** What may be gone a moment later. Every request can be sent again: uploads and acceptance are idempotent. */
const passing = new Set<ErrorCode>(['offline', 'database_unavailable', 'rate_limited', 'internal']);

/** Tries again while the fault is one that passes, a bounded number of times. */
export async function withRetries<T>(policy: RetryPolicy, action: () => Promise<T>): Promise<T> {
  for (const pauseMs of policy.pausesMs) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof CommonsealError) || !passing.has(error.code)) throw error;
      policy.onPause?.(error, pauseMs);
      // A little apart, so that many connectors do not come back in the same instant.
      await delay(pauseMs * (0.75 + Math.random() / 2));
    }
  }
  return action();
}
