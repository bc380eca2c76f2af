import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundleProgram } from '../../../../e2e/fixtures/bundle-program.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** The real program, made of its sources as they are now. */
export const bundleConnector = (outDir: string): Promise<string> =>
  bundleProgram(join(import.meta.dirname, '../../src/main.ts'), outDir);

/** In a process of its own. */
export async function runConnector(
  program: string,
  args: readonly string[],
  /** Gets what kills the process, with SIGKILL: nothing of it runs any more. */
  options: { readonly untilKill?: (kill: () => void) => void } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (part: Buffer) => {
    output += part.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  options.untilKill?.(() => child.kill('SIGKILL'));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, output };
}
