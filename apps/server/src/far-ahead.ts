const maxAheadMs = 24 * 60 * 60 * 1000;

/**
 * Whether a signed time is refused: in logs and chains time never goes backwards, so a clock that is far ahead would keep
 * everything that follows at its own time.
 */
export function isFarAhead(timeMs: number): boolean {
  return timeMs > Date.now() + maxAheadMs;
}
