import {
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { privateFileMode } from './durable-files.ts';
import { errorCodeOf } from './system-errors.ts';

interface Holder {
  readonly pid: number;
  /** When the process began, where the system tells: a number may be given to another process later. */
  readonly started: string | undefined;
  readonly host: string;
}

/** Removing a dead holder's lock takes no time: a guard that is older was left behind by a crash. */
const guardMs = 10_000;
/** How often it is looked whether a guard has gone. */
const lookMs = 100;

/** Another process works with the folder. */
export class FolderBusy extends Error {
  override readonly name = 'FolderBusy';
  /** Which process, on which machine, and where its lock lies: for a person to read. */
  readonly holder: string;

  constructor(holder: string) {
    super(`the folder is in use (${holder})`);
    this.holder = holder;
  }
}

/**
 * Does `work` while no other process uses the same folder. The lock of a process that has died is taken over.
 * @throws FolderBusy
 */
export async function withFolderLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  await takeLock(lock);
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function takeLock(lock: string): Promise<void> {
  for (const endMs = Date.now() + 2 * guardMs; ; await delay(lookMs)) {
    if (tryLock(lock)) return;
    if (isStale(lock)) removeStale(lock);
    if (tryLock(lock)) return;
    // While it is still stale, somebody else is removing it, or has died in the middle of that.
    if (!isStale(lock) || Date.now() > endMs) throw new FolderBusy(describe(lock));
  }
}

/** The lock appears with its content or not at all: a link is made, to a file that is written already. */
function tryLock(lock: string): boolean {
  const own = `${lock}.${process.pid}`;
  const holder: Holder = { pid: process.pid, started: processStart(process.pid), host: hostname() };
  writeFileSync(own, JSON.stringify(holder), { mode: privateFileMode });
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(own);
  }
}

/**
 * Two processes must not remove one after the other, or the second would remove the first one's new lock: so that
 * is itself guarded, and asked again under the guard.
 */
function removeStale(lock: string): void {
  const guard = `${lock}.guard`;
  try {
    mkdirSync(guard);
  } catch {
    removeOldGuard(guard);
    return;
  }
  try {
    if (isStale(lock)) rmSync(lock, { force: true });
  } finally {
    rmdirSync(guard);
  }
}

function removeOldGuard(guard: string): void {
  try {
    if (Date.now() - statSync(guard).mtimeMs > guardMs) rmdirSync(guard);
  } catch {
    // Gone already.
  }
}

function isStale(lock: string): boolean {
  const holder = readHolder(lock);
  // Another machine's processes cannot be seen from here: the lock of one counts until a person removes it.
  if (holder === undefined || holder.host !== hostname()) return false;
  return !isAlive(holder.pid) || processStart(holder.pid) !== holder.started;
}

function readHolder(lock: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as Holder;
  } catch {
    // Released in the meantime.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCodeOf(error) === 'EPERM';
  }
}

/** Field 22 of Linux's /proc/PID/stat; the second one is a name in parentheses that may hold anything. */
function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function describe(lock: string): string {
  const holder = readHolder(lock);
  return holder ? `process ${holder.pid} on ${holder.host}; lock file ${lock}` : `lock file ${lock}`;
}
