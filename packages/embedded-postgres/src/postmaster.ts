import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { loopback } from './connection.ts';
import { EmbeddedPostgresError } from './errors.ts';
import type { Installation } from './installation.ts';
import { boundLog, readLogSince } from './log-file.ts';
import { folderTag, isPostmasterOf } from './postmaster-file.ts';
import { isMarkAlive, processMark } from './process-mark.ts';
import { fixedSettings } from './settings.ts';
import { handOver, nameFromInside } from './system-user.ts';

export interface SpawnedPostmaster {
  /** undefined when there was nothing to run. */
  readonly pid: number | undefined;
  /** What it wrote to the log, once it has ended. */
  endedWith(): string | undefined;
}

/**
 * Starts postgres in a session of its own: Ctrl-C in the terminal reaches its launcher alone, which ends it in
 * order. It writes straight into the log, so it neither needs nor feels a launcher that is killed.
 */
export function spawnPostmaster(
  { binaries, paths, user, environment }: Installation,
  port: number,
  moreSettings: Readonly<Record<string, string>>,
): SpawnedPostmaster {
  boundLog(paths.log);
  const log = openSync(paths.log, 'a', 0o600);
  handOver(paths.log, user.keeper);
  const logStart = statSync(paths.log).size;
  const settings = Object.entries({ ...fixedSettings(port), ...moreSettings });
  const [command, ...args] = [
    ...user.prefix,
    binaries.postgres,
    '-D',
    nameFromInside(paths.data),
    ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    '-c',
    folderTag(paths.data),
  ];
  const child = spawn(command, args, {
    ...user.owner,
    cwd: paths.data,
    env: environment,
    detached: true,
    stdio: ['ignore', log, log],
    windowsHide: true,
  });
  closeSync(log);
  child.unref();
  let end: (() => string) | undefined;
  child.once('error', (error) => (end = () => `FATAL: ${error.message}`));
  child.once('exit', () => (end ??= () => readLogSince(paths.log, logStart)));
  return { pid: child.pid, endedWith: () => end?.() };
}

/** @param wanted is taken when it is free */
export async function findFreePort(wanted: number | undefined): Promise<number> {
  return (wanted === undefined ? undefined : await tryPort(wanted)) ?? (await tryPort(0)) ?? 0;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: loopback, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

/** Time for the open transactions to be undone and a last checkpoint to be written. */
const fastShutdownMs = 60_000;
const immediateShutdownMs = 10_000;
const pollMs = 10;

/** Ends the server and waits until it is gone: in order if it can, otherwise so that it recovers at next start. */
export async function endPostmaster({ binaries, paths, user }: Installation, pid: number): Promise<void> {
  const mark = processMark(pid);
  if (mark === undefined || !isPostmasterOf(paths.data, pid)) return;
  const isGone = async (signal: 'SIGINT' | 'SIGQUIT', withinMs: number): Promise<boolean> => {
    if (process.platform === 'win32') {
      const mode = signal === 'SIGINT' ? 'fast' : 'immediate';
      spawnSync(binaries.pgCtl, ['stop', '-D', paths.data, '-m', mode, '-W'], {
        ...user.owner,
        windowsHide: true,
      });
    } else {
      process.kill(pid, signal);
    }
    for (const endsAt = Date.now() + withinMs; Date.now() < endsAt; await delay(pollMs)) {
      if (!isMarkAlive(mark)) return true;
    }
    return false;
  };
  if ((await isGone('SIGINT', fastShutdownMs)) || (await isGone('SIGQUIT', immediateShutdownMs))) return;
  throw new EmbeddedPostgresError(
    'still_running',
    `PostgreSQL (process ${pid}) on ${paths.data} does not end. Nothing is lost; it can be ended by kill -9 ${pid}.`,
  );
}
