import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isMarkAlive, processMark } from './process-mark.ts';

/** The data folder and what lies beside it. PostgreSQL's own folder is left to PostgreSQL. */
export interface ClusterPaths {
  readonly data: string;
  readonly parent: string;
  readonly log: string;
  readonly password: string;
  readonly connection: string;
  /** A file for each live launcher: see launchers.ts. */
  readonly launchers: string;
  /** Links to libraries, where they cannot be made in node_modules: see library-links.ts. */
  readonly libraries: string;
}

export function clusterPaths(dataDirectory: string): ClusterPaths {
  const data = resolve(dataDirectory);
  const parent = dirname(data);
  return {
    data,
    parent,
    log: `${data}.log`,
    password: `${data}.password`,
    connection: join(parent, 'connection.json'),
    launchers: `${data}.launchers`,
    libraries: `${data}.libraries`,
  };
}

/** A name for something in the making, to be renamed when it is whole. It tells whose it is. */
export function temporaryPath(paths: ClusterPaths): string {
  return `${paths.data}.new-${processMark(process.pid)}-${randomBytes(6).toString('hex')}`;
}

/** Removes what launchers that were killed had in the making. */
export function removeAbandoned(paths: ClusterPaths): void {
  const prefix = `${basename(paths.data)}.new-`;
  for (const name of readdirSync(paths.parent)) {
    if (!name.startsWith(prefix) || isMarkAlive(/^\d+-\d+/.exec(name.slice(prefix.length))?.[0] ?? ''))
      continue;
    try {
      rmSync(join(paths.parent, name), { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // An initdb that outlived its launcher may still write into it; the next start finds it again.
    }
  }
}

/** After this a new name in the folder survives a loss of power. */
export function syncFolder(folder: string): void {
  // Windows has no such call, and needs none.
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
