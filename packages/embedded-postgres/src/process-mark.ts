import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { errnoOf } from './errors.ts';

/**
 * A process, told apart from a later one with the same number: `<pid>-<start time>`. Numbers are soon used
 * again, in containers above all, where each start counts from 1.
 */
export type ProcessMark = string;

/** @returns undefined when no such process lives; a zombie has ended already, whether or not it was reaped */
export function processMark(pid: number): ProcessMark | undefined {
  if (process.platform === 'linux') return linuxMark(pid);
  if (!isKnown(pid)) return undefined;
  if (process.platform === 'win32') return `${pid}-0`;
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    return `${pid}-${Date.parse(started)}`;
  } catch {
    return undefined;
  }
}

export function isMarkAlive(mark: ProcessMark): boolean {
  return processMark(Number.parseInt(mark, 10)) === mark;
}

/** Whether the system still holds the number, be it for a zombie. PostgreSQL looks no further than this. */
export function isKnown(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** See proc_pid_stat(5): the name, in brackets, may itself hold blanks and brackets. */
function linuxMark(pid: number): ProcessMark | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  return state === 'Z' || state === 'X' ? undefined : `${pid}-${fields[19]}`;
}
