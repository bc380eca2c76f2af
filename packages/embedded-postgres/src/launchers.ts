import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMarkAlive, processMark } from './process-mark.ts';
import type { Owner } from './system-user.ts';
import { handOver } from './system-user.ts';

/** One launcher's claim on the server, which runs as long as a live one is left. */
export interface Claim {
  /** Gives the claim up. @returns whether a live launcher still holds one */
  release(): boolean;
}

/**
 * Claims are files named by process. Each launcher puts its own before it looks for a server and looks at the
 * others' after it has removed its own; so of two that leave at once, at least one finds nobody left.
 */
export function claimServer(folder: string, keeper: Owner | undefined): Claim {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${processMark(process.pid)}-${randomBytes(4).toString('hex')}`);
  writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
  handOver(folder, keeper);
  return {
    release() {
      rmSync(file, { force: true });
      return hasClaims(folder);
    },
  };
}

function hasClaims(folder: string): boolean {
  let isAnyAlive = false;
  for (const name of readdirSync(folder)) {
    if (isMarkAlive(/^\d+-\d+/.exec(name)?.[0] ?? '')) isAnyAlive = true;
    else rmSync(join(folder, name), { force: true });
  }
  return isAnyAlive;
}
