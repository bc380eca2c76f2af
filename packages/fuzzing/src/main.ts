// npm run fuzz -- [--seconds N] [--seed S] [--target NAME] [--case FILE]
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz, isAllWell } from './fuzz.ts';
import { summaryOf } from './summary.ts';
import { targets } from './targets.ts';
import { watch } from './watch.ts';

const targetsModule = new URL('targets.ts', import.meta.url).href;

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

function wholeNumber(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new TypeError(`--${option} takes a whole number from 1 on`);
  return value;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '120' },
      seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 2 ** 31)) },
      target: { type: 'string', multiple: true, default: [] },
      case: { type: 'string' },
    },
  });
  const chosen =
    values.target.length === 0 ? targets : targets.filter(({ name }) => values.target.includes(name));
  if (chosen.length < values.target.length || chosen.length === 0) {
    throw new TypeError(`targets are: ${targets.map(({ name }) => name).join(', ')}`);
  }
  const seed = wholeNumber(values.seed, 'seed');
  if (values.case !== undefined) return replay(chosen[0]?.name ?? '', values.case, chosen.length);
  const seconds = wholeNumber(values.seconds, 'seconds');
  tell(`${chosen.length} targets, ${seconds} seconds; the same again: --seed ${seed}`);
  const results = await fuzz({ targetsModule, targets: chosen, seed, seconds, tell });
  const inputs = results.reduce((sum, { statistics }) => sum + (statistics?.inputs ?? 0), 0);
  const faults = results.reduce((sum, watched) => sum + watched.faults.length, 0);
  const isWell = isAllWell(results, chosen.length);
  tell(`${inputs} inputs, ${faults} found; ${isWell ? 'all well' : 'not all well'}`);
  return isWell ? 0 : 1;
}

async function replay(target: string, path: string, chosen: number): Promise<number> {
  if (chosen !== 1) throw new TypeError('--case needs one --target');
  // npm changes into the repository's root; INIT_CWD remembers where it was called.
  const file = resolve(process.env['INIT_CWD'] ?? '.', path);
  const results = await watch({ targetsModule, seed: 1, work: [{ target, file }] });
  for (const watched of results) tell(summaryOf(watched));
  return isAllWell(results, 1) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
