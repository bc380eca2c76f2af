import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

/** The holder touches its lock this often; one untouched for `staleAfterMs` belongs to nobody any more. */
const heartbeatMs = 2_000;
const staleAfterMs = 30_000;
const pollMs = 200;

/**
 * Does `work` while holding the lock folder at `path`; whoever comes second waits. A lock whose holder has died
 * (same machine: its process is gone; otherwise: no heartbeat) is taken over.
 *
 * @template T
 * @param {string} path its parent folder is made when missing
 * @param {{ onWait?: () => void }} options `onWait` is called once when the lock is held by another
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFolderLock(path, options, work) {
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; !tryTake(path); waited = true) {
    if (!waited) options.onWait?.();
    if (isStale(path)) clearStale(path);
    else await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  const heartbeat = setInterval(() => touch(path), heartbeatMs);
  const release = () => rmSync(path, { recursive: true, force: true });
  process.on('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

/** @param {string} path */
function tryTake(path) {
  try {
    mkdirSync(path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(path, 'holder.json'), JSON.stringify({ pid: process.pid, host: hostname() }));
  return true;
}

/** @param {string} path */
export function isStale(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > staleAfterMs) return true;
    const holder = JSON.parse(readFileSync(join(path, 'holder.json'), 'utf8'));
    return holder.host === hostname() && !isAlive(holder.pid);
  } catch {
    // Gone in the meantime, or its holder has not yet written its name: ask again later.
    return false;
  }
}

/**
 * Two waiters must not clear one after the other, or the second would remove the first one's new lock. So
 * clearing is itself guarded by a folder, and staleness is asked again under it.
 * @param {string} path
 */
function clearStale(path) {
  const guard = `${path}.clearing`;
  try {
    mkdirSync(guard);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    removeOldGuard(guard);
    return;
  }
  try {
    if (isStale(path)) rmSync(path, { recursive: true, force: true });
  } finally {
    rmdirSync(guard);
  }
}

/** @param {string} guard */
function removeOldGuard(guard) {
  try {
    if (Date.now() - statSync(guard).mtimeMs > staleAfterMs) rmdirSync(guard);
  } catch {
    // Its holder was quicker.
  }
}

/** @param {string} path */
function touch(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // The folder was emptied from outside; the work goes on, and the next comer takes a new lock.
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
