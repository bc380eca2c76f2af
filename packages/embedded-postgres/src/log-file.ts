import { closeSync, copyFileSync, openSync, readSync, rmSync, statSync, truncateSync } from 'node:fs';

/** The log and its predecessor each take about this much at most. */
const maximumBytes = 4 * 1024 * 1024;
const checkEveryMs = 60_000;

/** Begins the log anew when it has grown, keeping the old one. PostgreSQL appends, so it may go on meanwhile. */
export function boundLog(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= maximumBytes) return;
  rmSync(`${path}.1`, { force: true });
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

/** Keeps the log bounded while the server runs. @returns what ends this */
export function keepLogBounded(path: string): () => void {
  const timer = setInterval(() => {
    try {
      boundLog(path);
    } catch {
      // The disk is full or the folder gone: not the log's business, and the next minute asks again.
    }
  }, checkEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** What was written since the log had `start` bytes; its end, if that is very much. */
export function readLogSince(path: string, start: number): string {
  const most = 64 * 1024;
  const file = openSync(path, 'r');
  try {
    const size = statSync(path).size;
    const from = Math.max(Math.min(start, size), size - most);
    const buffer = Buffer.alloc(size - from);
    readSync(file, buffer, 0, buffer.length, from);
    return buffer.toString('utf8');
  } finally {
    closeSync(file);
  }
}
