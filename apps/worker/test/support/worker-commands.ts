import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ending } from '@commonseal/local-program/ending';
import { type Surroundings, runCommandLine } from '../../src/cli/command-line.ts';

/** As low as it goes. */
export const quickCost = ['--memory', '64', '--passes', '3'];

export interface Done {
  readonly code: number;
  readonly output: string;
}

/** A keyholder in this process. */
export interface Keyholder {
  /** As a signal does. @returns when it has ended */
  end(): Promise<Done>;
}

/**
 * The worker's command line within this process, for all that needs none of its own: a process takes longer to start than most
 * commands to run. What only a process shows is in `WorkerProgram`.
 */
export class WorkerCommands {
  readonly #folders: string[] = [];
  readonly #keyholders = new Set<Keyholder>();

  /** A path for a state folder that is not there yet. */
  async stateFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'commonseal-worker-'));
    this.#folders.push(folder);
    return join(folder, 'state');
  }

  async endAll(): Promise<void> {
    for (const keyholder of this.#keyholders) await keyholder.end();
  }

  async remove(): Promise<void> {
    await this.endAll();
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
  }

  /** @param passphrases come by a file descriptor, a line each */
  async run(
    state: string,
    args: readonly string[],
    passphrases?: readonly string[],
    surroundings: Partial<Surroundings> = {},
  ): Promise<Done> {
    if (passphrases === undefined) return run([...args, '--state', state], surroundings);
    const folder = await mkdtemp(join(tmpdir(), 'commonseal-typed-'));
    this.#folders.push(folder);
    await writeFile(join(folder, 'lines'), passphrases.map((passphrase) => `${passphrase}\n`).join(''));
    const lines = await open(join(folder, 'lines'));
    try {
      return await run([...args, '--passphrase-fd', String(lines.fd), '--state', state], surroundings);
    } finally {
      await lines.close();
    }
  }

  async init(state: string, passphrases: readonly string[], options: readonly string[] = []): Promise<void> {
    const { code, output } = await this.run(state, ['init', ...quickCost, ...options], passphrases);
    if (code !== 0) throw new Error(output);
  }

  async start(
    state: string,
    surroundings: Partial<Surroundings> = {},
    options: readonly string[] = [],
  ): Promise<Keyholder> {
    const ending = new Ending();
    const lines: string[] = [];
    let isUp: () => void = () => undefined;
    const up = new Promise<void>((resolve) => {
      isUp = resolve;
    });
    const output = {
      ...silent,
      say: (text: string) => {
        lines.push(text);
        if (text.startsWith('The keyholder is sealed')) isUp();
      },
      complain: (text: string) => lines.push(text),
    };
    const code = runCommandLine(['start', '--state', state, ...options], {
      ...inTest,
      ending,
      ...surroundings,
      output,
    });
    const keyholder: Keyholder = {
      end: async () => {
        ending.ask(Date.now());
        this.#keyholders.delete(keyholder);
        return { code: await code, output: lines.join('\n') };
      },
    };
    this.#keyholders.add(keyholder);
    await Promise.race([
      up,
      code.then(() => {
        throw new Error(`it did not start: ${lines.join('\n')}`);
      }),
    ]);
    return keyholder;
  }

  async status(state: string): Promise<{ readonly kind: string; readonly missing?: number }> {
    const { output } = await this.run(state, ['status', '--json']);
    return (JSON.parse(output) as { state: { kind: string; missing?: number } }).state;
  }
}

const silent = { say: () => undefined, complain: () => undefined, progress: () => undefined };
/** What a test runner's memory is protected from is its own business. */
const inTest = { environment: {}, requireProtected: () => undefined };

async function run(args: readonly string[], surroundings: Partial<Surroundings>): Promise<Done> {
  const lines: string[] = [];
  const say = (text: string) => {
    lines.push(text);
    surroundings.output?.say(text);
  };
  const output = { ...silent, say, complain: say };
  const code = await runCommandLine(args, { ...inTest, ending: new Ending(), ...surroundings, output });
  return { code, output: lines.join('\n') };
}
