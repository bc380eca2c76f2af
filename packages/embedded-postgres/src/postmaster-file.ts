import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from './errors.ts';
import { isKnown } from './process-mark.ts';

/** What postmaster.pid says: pid, folder, start time, port, socket folder, address, memory key, status. */
export interface PostmasterFile {
  readonly text: string;
  /** undefined when the file was cut short: by a full disk, or because it is being written. */
  readonly pid: number | undefined;
  readonly port: number;
  readonly status: string;
}

export function readPostmasterFile(data: string): PostmasterFile | undefined {
  let text: string;
  try {
    text = readFileSync(join(data, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const lines = text.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  return {
    text,
    pid: pid > 0 ? pid : undefined,
    port: Number.parseInt(lines[3] ?? '', 10),
    status: lines[7]?.trim() ?? 'starting',
  };
}

/** Put on the command line of postgres, for where a process's folder cannot be seen. */
export function folderTag(data: string): string {
  return `commonseal.data=${data}`;
}

/** Whether the process is the postmaster of this folder, and not another that got a dead one's number. */
export function isPostmasterOf(data: string, pid: number): boolean {
  if (process.platform === 'linux') return isPostmasterOnLinux(data, pid);
  // There, PostgreSQL itself tells its processes from others.
  if (process.platform === 'win32') return isKnown(pid);
  try {
    const command = execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.trimEnd().split(' -c ').includes(folderTag(data));
  } catch {
    return false;
  }
}

function isPostmasterOnLinux(data: string, pid: number): boolean {
  try {
    if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'postgres') return false;
    return (
      isSameFolder(`/proc/${pid}/cwd`, data) ??
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(folderTag(data))
    );
  } catch {
    return false;
  }
}

/** @returns undefined when it may not be looked at: root in a container has no sight of other users' processes */
function isSameFolder(link: string, folder: string): boolean | undefined {
  try {
    const [a, b] = [statSync(link), statSync(folder)];
    return a.dev === b.dev && a.ino === b.ino;
  } catch (error) {
    if (errnoOf(error) === 'EACCES' || errnoOf(error) === 'EPERM') return undefined;
    throw error;
  }
}

/** How long a postmaster may take from creating its file to having written it. */
const writingMs = 2_000;

/**
 * Removes a file that is not a live postmaster's but would keep PostgreSQL from starting: one whose number
 * another process has, or one without content. Others are left to PostgreSQL, whose check covers the remaining
 * children of a dead postmaster too.
 */
export function removeMisleading(data: string, file: PostmasterFile): void {
  const path = join(data, 'postmaster.pid');
  if (file.pid === undefined ? isFresh(path) : !isKnown(file.pid)) return;
  // Another launcher may have removed it too and started a server since: that one's file must not be lost.
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== file.text) linkSync(aside, path);
  rmSync(aside);
}

function isFresh(path: string): boolean {
  const modifiedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;
  return Date.now() - modifiedMs < writingMs;
}
