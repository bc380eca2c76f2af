import { readFileSync, writeFileSync } from 'node:fs';
import inspector from 'node:inspector';

/** What the system does with this process's memory. `unknown` where it does not say, as on other systems than Linux. */
export interface Protection {
  readonly coreDumps: 'off' | 'on' | 'unknown';
  readonly swap: 'off' | 'on' | 'unknown';
  /** Memory that is locked against swapping, KiB. */
  readonly lockedKiB: number | 'unknown';
}

/**
 * Leaves all memory out of a dump of this process, should there be one: the limit that the starting shell sets does not hold where
 * the system hands dumps to a program. And keeps SIGUSR1 from opening Node's debugger.
 */
export function protectThisProcess(): void {
  process.umask(0o077);
  process.on('SIGUSR1', () => undefined);
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // Not Linux: `readProtection` says so.
  }
}

export function readProtection(): Protection {
  return { coreDumps: coreDumps(), swap: swap(), lockedKiB: lockedKiB() };
}

/** Whoever reaches a debugger's port reads all memory. */
export function isDebugged(): boolean {
  return inspector.url() !== undefined;
}

function coreDumps(): Protection['coreDumps'] {
  const limit = /^Max core file size\s+(\S+)/m.exec(textOf('/proc/self/limits'))?.[1];
  const filter = textOf('/proc/self/coredump_filter').trim();
  if (limit === undefined || filter === '') return 'unknown';
  return limit === '0' && /^0+$/.test(filter) ? 'off' : 'on';
}

function swap(): Protection['swap'] {
  const lines = textOf('/proc/swaps').trim();
  if (lines === '') return 'unknown';
  return lines.includes('\n') ? 'on' : 'off';
}

function lockedKiB(): Protection['lockedKiB'] {
  const locked = /^VmLck:\s+(\d+) kB/m.exec(textOf('/proc/self/status'))?.[1];
  return locked === undefined ? 'unknown' : Number(locked);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
