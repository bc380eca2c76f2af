import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Step } from '../../src/delivery/step.ts';
import { bundleProgram } from '../../../../e2e/fixtures/bundle-program.ts';

export interface SteppedRun {
  readonly code: number | null;
  readonly wasKilled: boolean;
  /** What it told before its end, in order. */
  readonly steps: readonly string[];
  readonly output: string;
  /** Largest resident set, KiB; undefined for one that was killed. */
  readonly peakKiB: number | undefined;
}

export interface RunOptions {
  /** Holds it at the step, the count-th time that it comes. */
  readonly heldAt?: readonly [step: Step, count: number];
  /** No file may become larger: what a full disk does to a process, without a disk of its own. */
  readonly fileLimitKiB?: number;
  readonly onStep?: (step: string, kill: () => void) => void;
}

/** The connector in its own process, step by step. */
export class SteppingProgram {
  readonly #folder: string;
  readonly #program: string;

  private constructor(folder: string, program: string) {
    this.#folder = folder;
    this.#program = program;
  }

  static async create(): Promise<SteppingProgram> {
    const folder = await mkdtemp(join(tmpdir(), 'commonseal-program-'));
    const entry = join(import.meta.dirname, 'stepping-connector.ts');
    return new SteppingProgram(folder, await bundleProgram(entry, folder));
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async run(args: readonly string[], options: RunOptions = {}): Promise<SteppedRun> {
    const child = this.#spawn(args, options);
    const kill = () => void child.kill('SIGKILL');
    const steps: string[] = [];
    let output = '';
    let rest = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (part: Buffer) => {
        output += part.toString();
      });
    (child.stdio[3] as Readable).on('data', (part: Buffer) => {
      const lines = `${rest}${part.toString()}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line !== 'held') steps.push(line);
        options.onStep?.(line, kill);
      }
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    const peak = steps.find((step) => step.startsWith('peak '));
    const peakKiB = peak === undefined ? undefined : Number(peak.slice(5));
    return { code, wasKilled: signal === 'SIGKILL', steps, output, peakKiB };
  }

  #spawn(args: readonly string[], { heldAt, fileLimitKiB }: RunOptions): ChildProcess {
    const command = [process.execPath, this.#program, JSON.stringify(heldAt ?? null), ...args];
    const limit =
      fileLimitKiB === undefined ? [] : ['bash', '-c', `ulimit -f ${fileLimitKiB}; exec "$@"`, '-'];
    const [program = '', ...rest] = [...limit, ...command];
    return spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  }
}
