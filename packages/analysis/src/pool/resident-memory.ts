import { readFileSync } from 'node:fs';

/** What a process has in memory, buffers outside of V8's heap included; `undefined` where the system does not say (all but Linux). */
export function residentMiB(pid: number): number | undefined {
  try {
    const kiB = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kiB === undefined ? undefined : Number(kiB) / 1024;
  } catch {
    return undefined;
  }
}
