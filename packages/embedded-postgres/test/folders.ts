import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import { findBinaries } from '../src/binaries.ts';
import { readPostmasterFile } from '../src/postmaster-file.ts';
import { isKnown, processMark } from '../src/process-mark.ts';
import { startTuned } from '../src/start.ts';
import { temporaryRoot } from '../src/testing/temporary-folder.ts';

type WhenDone = (cleanUp: () => void) => unknown;

/**
 * A folder only its owner may enter, with room for one cluster.
 *
 * @param whenDone is given what clears away all of it
 */
export function freshFolder(whenDone: WhenDone = onTestFinished): { folder: string; data: string } {
  const folder = mkdtempSync(join(temporaryRoot(), 'commonseal-embedded-postgres-'));
  const data = join(folder, 'postgres');
  whenDone(() => {
    const pid = livePostmaster(data);
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  return { folder, data };
}

let prepared: string | undefined;

/** As a cluster that was started and stopped in order is left. Copied, for speed. */
export async function stoppedCluster(
  whenDone: WhenDone = onTestFinished,
): Promise<{ folder: string; data: string }> {
  const copy = freshFolder(whenDone);
  execFileSync('cp', ['-a', `${await preparedFolder()}/.`, copy.folder]);
  return copy;
}

/** To be removed by the test file that used it. */
export function removePrepared(): void {
  if (prepared !== undefined) rmSync(prepared, { recursive: true });
  prepared = undefined;
}

async function preparedFolder(): Promise<string> {
  if (prepared !== undefined) return prepared;
  prepared = mkdtempSync(join(temporaryRoot(), 'commonseal-embedded-postgres-'));
  const server = await startTuned(
    { dataDirectory: join(prepared, 'postgres') },
    { sync: false, settings: { fsync: 'off' } },
  );
  await server.stop();
  // Each copy looks for a port of its own.
  rmSync(join(prepared, 'connection.json'));
  return prepared;
}

export function livePostmaster(data: string): number | undefined {
  const pid = readPostmasterFile(data)?.pid;
  return pid !== undefined && isKnown(pid) && processMark(pid) !== undefined ? pid : undefined;
}

export function requirePostmaster(data: string): number {
  const pid = livePostmaster(data);
  if (pid === undefined) throw new Error(`No server runs on ${data}`);
  return pid;
}

/** What is left of clusters and files in the making. */
export function unfinished(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.includes('.new-'));
}

export async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString });
  // A server that stops tells so beside the answer to the query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows.map(([first]) => first);
  } finally {
    await client.end();
  }
}

/** Where this repository lies decides whether users other than root can read it at all. */
export function canUseRepository(uid: number): boolean {
  const { postgres } = findBinaries();
  const files = [postgres, import.meta.filename, process.execPath];
  return files.every((file) => spawnSync('test', ['-r', file], { uid, gid: uid, cwd: '/' }).status === 0);
}
