import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleProgram } from '../../../../e2e/fixtures/bundle-program.ts';
import { builtProgram } from '../../../../e2e/fixtures/programs-built.ts';

const modules = join(import.meta.dirname, '../../../../node_modules/.cache');
/** What the launcher of `npm run worker` puts before the program. */
const withoutCoreDumps = ['/bin/sh', '-c', 'ulimit -c 0 && exec "$@"', 'sh'];
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A process under way, with all that it has said. */
export class Running {
  readonly child: ChildProcess;
  output = '';

  constructor(child: ChildProcess) {
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (part: Buffer) => {
        this.output += part.toString();
      });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resolves when it has said so, from the given place in its output on. @returns the place after it */
  async said(words: string, from = 0): Promise<number> {
    const deadlineMs = Date.now() + 60_000;
    for (;;) {
      const at = this.output.indexOf(words, from);
      if (at >= 0) return at + words.length;
      if (this.child.exitCode !== null || Date.now() > deadlineMs)
        throw new Error(`it never said "${words}", but: ${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async ended(): Promise<Ended> {
    if (this.isAlive) await once(this.child, 'close');
    return { code: this.child.exitCode, signal: this.child.signalCode, output: this.output };
  }

  async kill(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended();
  }
}

/** The worker's real program, in processes. */
export class WorkerProgram {
  readonly #bundle: string;
  readonly main: string;
  #dying: Promise<string> | undefined;
  readonly #running: Running[] = [];

  private constructor(bundle: string, main: string) {
    this.#bundle = bundle;
    this.main = main;
  }

  static async create(): Promise<WorkerProgram> {
    await mkdir(modules, { recursive: true });
    const bundle = await mkdtemp(join(modules, 'worker-program-'));
    return new WorkerProgram(bundle, await builtProgram('worker'));
  }

  /** One that was made elsewhere, in a folder of its own. */
  static made(bundle: string, main: string): WorkerProgram {
    return new WorkerProgram(bundle, main);
  }

  /** The one of `dying-worker.ts`. */
  dying(): Promise<string> {
    this.#dying ??= bundleProgram(join(import.meta.dirname, 'dying-worker.ts'), join(this.#bundle, 'dying'));
    return this.#dying;
  }

  async remove(): Promise<void> {
    for (const { child } of this.#running) child.kill('SIGKILL');
    await rm(this.#bundle, { recursive: true, force: true });
  }

  spawn(
    state: string,
    args: readonly string[],
    options: {
      readonly program?: string;
      readonly before?: readonly string[];
      readonly typed?: string;
      readonly environment?: Readonly<Record<string, string>>;
    } = {},
  ): Running {
    const { program = this.main, before = withoutCoreDumps, typed, environment } = options;
    const rest = [...before.slice(1), process.execPath, program, ...args, '--state', state];
    const env = { PATH: process.env['PATH'], ...environment };
    const child = spawn(before[0] ?? '', rest, {
      env,
      stdio: [typed === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    child.stdin?.end(typed);
    const running = new Running(child);
    this.#running.push(running);
    return running;
  }

  async start(state: string, options: readonly string[] = []): Promise<Running> {
    const running = this.spawn(state, ['start', ...options]);
    await running.said('The keyholder is sealed');
    return running;
  }

  /**
   * At a real pseudo-terminal: `script`, which is in Debian's essential packages. Its terminal echoes what is typed, unless the
   * program turns that off.
   */
  atTerminal(state: string, args: readonly string[]): Running {
    const words = [process.execPath, this.main, ...args, '--state', state];
    const command = `ulimit -c 0; exec ${words.map((word) => `'${word}'`).join(' ')}`;
    const child = spawn('script', ['-q', '-e', '-E', 'always', '-c', command, '/dev/null'], {
      env: { PATH: process.env['PATH'], SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const running = new Running(child);
    this.#running.push(running);
    return running;
  }
}
