import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { programsBuilt } from '../../../e2e/fixtures/programs-built.ts';
import { isChosen } from '../../../e2e/fixtures/sample.ts';
import { Analysers } from '../src/index.ts';
import { madePdf, pdfBomb, saying } from './made-pdf.ts';

const analysers = new Analysers({ heapMiB: 96, timeLimitMs: 60_000 });
beforeAll(programsBuilt);
afterAll(() => analysers.close());

const text1 = [{ name: 'text', version: 1 }];
const text2 = [{ name: 'text', version: 2 }];

function pdf(bytes: Uint8Array) {
  return { mediaType: 'application/pdf', fileName: '', bytes };
}

it('a PDF that unpacks to 320 MiB of nothing costs its own result alone', async () => {
  await expect(analysers.analyse(pdf(pdfBomb(320)), text1)).resolves.toEqual([
    { kind: 'failed', why: 'too much memory' },
  ]);
  await expect(analysers.analyse(pdf(madePdf(saying('the next one'))), text1)).resolves.toMatchObject([
    { text: 'the next one' },
  ]);
});

it('several analysers read an item in one process, and what fails is told of each', async () => {
  const wanted = ['text', 'amounts', 'likeness', 'people'].map((name) => ({ name, version: 1 }));
  const read = analysers.analyse(pdf(madePdf(saying('pay 12.50 EUR on 5 March 2024'))), wanted);
  await expect(read).resolves.toMatchObject([
    { kind: 'text', pages: 1 },
    { kind: 'amounts', amounts: [{ value: '12.50' }], dates: [{ date: '2024-03-05' }] },
    { kind: 'likeness', words: 8 },
    { kind: 'nothing to read', why: 'not a kind that is read' },
  ]);
  const [text, , , people] = wanted;
  if (!text || !people) throw new Error('they are wanted');
  await expect(analysers.analyse(pdf(pdfBomb(320)), [text, people])).resolves.toEqual([
    { kind: 'failed', why: 'too much memory' },
    { kind: 'nothing to read', why: 'not a kind that is read' },
  ]);
});

it('no native code comes near a PDF', async () => {
  await analysers.analyse(pdf(madePdf(saying('read'))), text2);
  const maps = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === process.pid)
    .map((name) => readFileSync(`/proc/${name}/maps`, 'utf8'))
    .filter((text) => text.includes(process.execPath));
  expect(maps.length).toBeGreaterThan(0);
  expect(maps.join('\n')).not.toMatch(/\.node$/m);
});

it('every file of strangers ends in a result', async () => {
  const corpus = process.env['COMMONSEAL_CORPUS'] ?? join(import.meta.dirname, '../../content/test/samples');
  const files = readdirSync(corpus, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const chosen = files.filter((_, at) => isChosen(at, 8));
  expect(chosen.length).toBeGreaterThan(0);
  const outcomes = await Promise.all(
    chosen.map(async ({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name));
      const [outcome] = await analysers.analyse({ mediaType: '', fileName: name, bytes }, text2);
      return [name, outcome?.kind];
    }),
  );
  // None of them is a reason for a process to fail.
  expect(outcomes.filter(([, kind]) => kind === 'failed')).toEqual([]);
});

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}
