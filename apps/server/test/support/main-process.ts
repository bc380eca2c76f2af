import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildPrograms, programPath } from '@commonseal/tooling/build';

const serverFolder = resolve(import.meta.dirname, '../..');
const readyTimeoutMs = 60_000;

/** The server as its own process. */
export class MainProcess {
  readonly child: ChildProcess;
  readonly port: number;
  stdout = '';
  stderr = '';

  private constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.port = port;
    child.stdout?.on('data', (piece: Buffer) => (this.stdout += piece.toString()));
    child.stderr?.on('data', (piece: Buffer) => (this.stderr += piece.toString()));
  }

  /** Builds what is not built from its sources as they are now. */
  static async build(): Promise<void> {
    await buildPrograms(() => undefined);
  }

  static spawn(port: number, env: Readonly<Record<string, string>>): MainProcess {
    const { PATH = '', HOME = '/tmp', TMPDIR } = process.env;
    const child = spawn(process.execPath, [programPath('server')], {
      cwd: serverFolder,
      env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new MainProcess(child, port);
  }

  get readyLine(): string {
    return `Commonseal is ready at http://localhost:${this.port}`;
  }

  async untilReady(): Promise<void> {
    const giveUpAtMs = Date.now() + readyTimeoutMs;
    while (!this.stdout.includes(this.readyLine)) {
      if (this.child.exitCode !== null || Date.now() > giveUpAtMs) {
        this.child.kill('SIGKILL');
        throw new Error(`The server did not become ready.\n${this.stdout}${this.stderr}`);
      }
      await delay(50);
    }
  }

  /** @returns the exit code, or the signal that ended it */
  async ended(): Promise<number | string | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode ?? this.child.signalCode;
  }
}

/** A port that nobody listened on a moment ago. */
export async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
