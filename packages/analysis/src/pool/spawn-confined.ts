import { type ChildProcess, spawn } from 'node:child_process';

export interface Confinement {
  /** An empty folder, in which the process stands. */
  readonly folder: string;
  /** Of V8's heap. */
  readonly heapMiB: number;
  /** After so much processor time the system ends it, be its parent there or not. */
  readonly cpuSeconds: number;
  readonly runAs: { readonly uid: number; readonly gid: number } | undefined;
}

/** In this order: its own limits, no environment, and then the program in place of the shell. No core dumps: they would be plaintext on a disk. */
const confine = 'ulimit -c 0 && ulimit -t "$0" && exec /usr/bin/env -i "$@"';

/**
 * Starts a program that gets nothing but pipes: tasks in, answers out (the fourth), last words on standard error. It is a
 * process group of its own, so that it can be ended with all that it has started.
 */
export function spawnConfined(program: string, confinement: Confinement): ChildProcess {
  const { folder, heapMiB, cpuSeconds, runAs } = confinement;
  const node = [process.execPath, `--max-old-space-size=${heapMiB}`, '--no-warnings', program];
  const options = {
    cwd: folder,
    env: {},
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'] as ('pipe' | 'ignore')[],
    detached: true,
    ...runAs,
  };
  // Without these limits, and without a shell that could set them.
  if (process.platform === 'win32')
    return spawn(node[0] ?? '', node.slice(1), { ...options, detached: false });
  return spawn('/bin/sh', ['-c', confine, String(cpuSeconds), ...node], options);
}

export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}
