import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleProgram } from '../../../../e2e/fixtures/bundle-program.ts';

const modules = join(import.meta.dirname, '../../../../node_modules/.cache');
/** What the launcher of `npm run worker` puts before the program. */
const withoutCoreDumps = ['/bin/sh', '-c', 'ulimit -c 0 && exec "$@"', 'sh'];
/** As low as it goes. */
export const quickCost = ['--memory', '64', '--passes', '3'];

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
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return { code: this.child.exitCode, signal: this.child.signalCode, output: this.output };
  }

  async kill(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended();
  }
}

/** The worker's real program, and a state folder for it. */
export class WorkerProgram {
  readonly #bundle: string;
  readonly main: string;
  readonly dying: string;
  readonly #folders: string[] = [];
  readonly #running: Running[] = [];

  private constructor(bundle: string, main: string, dying: string) {
    this.#bundle = bundle;
    this.main = main;
    this.dying = dying;
  }

  static async create(): Promise<WorkerProgram> {
    await mkdir(modules, { recursive: true });
    const bundle = await mkdtemp(join(modules, 'worker-program-'));
    const external = ['sodium-native'];
    const main = await bundleProgram(
      join(import.meta.dirname, '../../src/main.ts'),
      join(bundle, 'main'),
      external,
    );
    const dying = await bundleProgram(
      join(import.meta.dirname, 'dying-worker.ts'),
      join(bundle, 'dying'),
      external,
    );
    return new WorkerProgram(bundle, main, dying);
  }

  async remove(): Promise<void> {
    for (const { child } of this.#running) child.kill('SIGKILL');
    for (const folder of [...this.#folders, this.#bundle]) await rm(folder, { recursive: true, force: true });
  }

  /** A path for a state folder that is not there yet. */
  async stateFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'commonseal-worker-'));
    this.#folders.push(folder);
    return join(folder, 'state');
  }

  spawn(
    state: string,
    args: readonly string[],
    options: { readonly program?: string; readonly before?: readonly string[]; readonly typed?: string } = {},
  ): Running {
    const { program = this.main, before = withoutCoreDumps, typed } = options;
    const rest = [...before.slice(1), process.execPath, program, ...args, '--state', state];
    const env = { PATH: process.env['PATH'] };
    const child = spawn(before[0] ?? '', rest, {
      env,
      stdio: [typed === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    child.stdin?.end(typed);
    const running = new Running(child);
    this.#running.push(running);
    return running;
  }

  /** @param passphrases come on standard input, a line each */
  run(state: string, args: readonly string[], passphrases?: readonly string[]): Promise<Ended> {
    if (passphrases === undefined) return this.spawn(state, args).ended();
    const typed = passphrases.map((passphrase) => `${passphrase}\n`).join('');
    return this.spawn(state, [...args, '--passphrase-fd', '0'], { typed }).ended();
  }

  async init(state: string, passphrases: readonly string[], options: readonly string[] = []): Promise<void> {
    const { code, output } = await this.run(state, ['init', ...quickCost, ...options], passphrases);
    if (code !== 0) throw new Error(output);
  }

  async start(state: string): Promise<Running> {
    const running = this.spawn(state, ['start']);
    await running.said('The keyholder is sealed');
    return running;
  }

  async status(state: string): Promise<{ readonly kind: string; readonly missing?: number }> {
    const { output } = await this.run(state, ['status', '--json']);
    return (JSON.parse(output) as { state: { kind: string; missing?: number } }).state;
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
