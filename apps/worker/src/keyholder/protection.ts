import { readFileSync, writeFileSync } from 'node:fs';
import inspector from 'node:inspector';

/** What the system does with this process's memory. `unknown` where it does not say, as on other systems than Linux. */
export interface Protection {
  readonly coreDumps: 'off' | 'on' | 'unknown';
  readonly swap: 'off' | 'on' | 'unknown';
  /** Memory that is locked against swapping, KiB. */
  readonly lockedKiB: number | 'unknown';
  /** Whether all secrets at once may be locked: what goes beyond the limit is left unlocked, and nothing tells. */
  readonly lockLimit: 'enough' | 'low' | 'unknown';
}

/** Every secret takes one: what operators type, the worker's own keys, those of 200 open accounts, and what one request opens: 75 for a part of a job. */
const lockedPages = 512;
/** Whoever has this capability is not held to the limit. */
const capIpcLock = 14n;

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
  return { coreDumps: coreDumps(), swap: swap(), lockedKiB: lockedKiB(), lockLimit: lockLimit() };
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

function lockLimit(): Protection['lockLimit'] {
  const pageKiB = /^KernelPageSize:\s+(\d+) kB/m.exec(textOf('/proc/self/smaps'))?.[1];
  return lockLimitOf({
    limits: textOf('/proc/self/limits'),
    status: textOf('/proc/self/status'),
    pageBytes: Number(pageKiB ?? 4) * 1024,
  });
}

/** @param from.limits, from.status as Linux shows them below /proc/self */
export function lockLimitOf(from: {
  readonly limits: string;
  readonly status: string;
  readonly pageBytes: number;
}): Protection['lockLimit'] {
  const limit = /^Max locked memory\s+(\d+|unlimited)/m.exec(from.limits)?.[1];
  const capabilities = /^CapEff:\s+([0-9a-f]+)/m.exec(from.status)?.[1] ?? '0';
  if (limit === undefined) return 'unknown';
  const isUnbound = limit === 'unlimited' || ((BigInt(`0x${capabilities}`) >> capIpcLock) & 1n) === 1n;
  return isUnbound || Number(limit) >= lockedPages * from.pageBytes ? 'enough' : 'low';
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
