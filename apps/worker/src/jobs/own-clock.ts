/**
 * This machine's clock, which never goes back while the process runs: what has expired once stays so, whatever a time server says. A
 * clock that was far ahead once lets nothing live longer either; a restart puts that right.
 */
export function ownClock(read: () => number = Date.now): () => number {
  let latestMs = 0;
  return () => {
    latestMs = Math.max(latestMs, read());
    return latestMs;
  };
}
