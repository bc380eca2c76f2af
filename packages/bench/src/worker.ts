import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { turned } from './interleave.ts';
import { type Row, judge } from './row.ts';
import { type RigFile, loadWorkRig } from './work-rig.ts';

const ownSamples = resolve(import.meta.dirname, '../../../e2e/fixtures/samples');
const jobProcesses = [1, 2] as const;
/** Of the rate at which analysers read what lies there in the clear. */
const target = 0.85;

function samples(): RigFile[] {
  const folder = process.env['COMMONSEAL_CORPUS'];
  if (folder === undefined)
    process.stderr.write("COMMONSEAL_CORPUS names no folder: the project's own samples are read.\n");
  return readdirSync(folder ?? ownSamples, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(?:LICENSE|README)/.test(entry.name))
    .map(({ parentPath, name }) => ({ name, bytes: readFileSync(join(parentPath, name)) }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/**
 * Items in a second: sealed, fetched, opened, read and their results sealed and delivered, against the same analysers on files in the
 * clear. Each run of the worker reads an account of its own, and what it finds is opened by the owner's client and compared.
 */
export async function measureWorker({
  items,
  rounds,
}: {
  readonly items: number;
  readonly rounds: number;
}): Promise<readonly Row[]> {
  const { WorkRig, PlainFiles, distinctCopies } = await loadWorkRig();
  const files = distinctCopies(samples(), items);
  const rig = await WorkRig.start();
  try {
    const plain = await PlainFiles.write(files, await rig.account(files));
    const { findings: expected } = await plain.read(2);
    const cases = jobProcesses.flatMap((processes) => [
      { name: nameOf('sealed', processes), measure: () => sealed(processes) },
      { name: nameOf('plain', processes), measure: async () => (await plain.read(processes)).ms },
    ]);
    const sealed = async (processes: number) => {
      const account = await rig.account(files);
      const ms = await rig.read(account, processes);
      requireSame(await rig.findings(account), expected);
      return ms;
    };
    const rates = new Map<string, number[]>(cases.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1)
      for (const { name, measure } of turned(cases, round)) {
        const rate = (1000 * items) / (await measure());
        rates.get(name)?.push(rate);
        process.stderr.write(`round ${round + 1} of ${rounds}, ${name}: ${rate.toFixed(1)} items/s\n`);
      }
    await plain.remove();
    return jobProcesses.map((processes) =>
      judge({
        name: `${items} items by ${processes} of what does jobs, against as many analysers in the clear`,
        unit: 'items/s',
        ours: rates.get(nameOf('sealed', processes)) ?? [],
        compared: rates.get(nameOf('plain', processes)) ?? [],
        target,
        sense: 'at least',
      }),
    );
  } finally {
    await rig.stop();
  }
}

function nameOf(kind: 'sealed' | 'plain', processes: number): string {
  return `${kind}, ${processes}`;
}

function requireSame(findings: ReadonlyMap<string, unknown>, expected: ReadonlyMap<string, unknown>): void {
  const differ = [...expected].filter(([name, finding]) => !isDeepStrictEqual(findings.get(name), finding));
  if (findings.size !== expected.size || differ.length > 0)
    throw new Error(
      `what was found differs: ${differ
        .map(([name]) => name)
        .slice(0, 5)
        .join(', ')}`,
    );
}
