import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ParentOptions {
  readonly uid?: number;
  readonly gid?: number;
  readonly env?: Record<string, string>;
  /** Put before the command. */
  readonly prefix?: readonly string[];
}

export interface Message {
  readonly connectionString?: string;
  readonly code?: string;
  readonly message?: string;
  readonly acknowledged?: number;
  readonly stopped?: boolean;
}

const repositoryRoot = join(import.meta.dirname, '../../..');

/** A process that runs parent-program.ts in a process group of its own. */
export class Parent {
  readonly pid: number;
  readonly #child;
  readonly #lines: AsyncIterator<string>;
  readonly #exited: Promise<unknown>;
  readonly #errors: string[] = [];

  constructor(dataDirectory: string, { prefix = [], env = {}, ...identity }: ParentOptions = {}) {
    const program = join(import.meta.dirname, 'parent-program.ts');
    const [command, ...args] = [...prefix, process.execPath, '--import', 'tsx', program, dataDirectory];
    this.#child = spawn(command, args, {
      ...identity,
      env: { ...process.env, ...env },
      cwd: repositoryRoot,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.pid = this.#child.pid ?? 0;
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => this.#errors.push(text));
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#exited = new Promise((resolve) => this.#child.once('exit', resolve));
  }

  async next(): Promise<Message> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`The parent ended: ${this.#errors.join('')}`);
    return JSON.parse(value) as Message;
  }

  /** Waits until it has started the server. */
  async ready(): Promise<string> {
    const { connectionString, message } = await this.next();
    if (connectionString === undefined) throw new Error(`The parent did not start: ${message}`);
    return connectionString;
  }

  send(command: 'write' | 'stop'): void {
    this.#child.stdin.write(`${command}\n`);
  }

  async stop(): Promise<void> {
    this.send('stop');
    await this.#exited;
  }

  /** To all of the process group, as the terminal does with Ctrl-C. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    process.kill(-this.pid, signal);
    await this.#exited;
  }
}
