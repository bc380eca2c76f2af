import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Analysers, type AnalysisOutcome, analysers } from '@commonseal/analysis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programsBuilt } from '../../../e2e/fixtures/programs-built.ts';
import {
  type AnalyserName,
  type Expectation,
  differences,
  expectationsIn,
  versionOf,
  wantedOf,
} from './expected-findings.ts';

const corpus = process.env['COMMONSEAL_CORPUS'];
const ownSamples = resolve(import.meta.dirname, '../../../e2e/fixtures/samples');
if (corpus === undefined)
  process.stderr.write(
    "COMMONSEAL_CORPUS names no folder: only what is expected of the project's own samples is compared.\n",
  );

const expected = join(import.meta.dirname, 'expected');
const sets = [
  {
    name: "the project's own samples",
    folder: ownSamples,
    files: expectationsIn(join(expected, 'own')),
    atLeast: 6,
  },
  ...(corpus === undefined
    ? []
    : [{ name: 'the corpus', folder: resolve(corpus), files: expectationsIn(expected), atLeast: 30 }]),
];

const pool = new Analysers({ timeLimitMs: 60_000 });
beforeAll(programsBuilt);
afterAll(() => pool.close());

const names: readonly AnalyserName[] = ['text', 'language', 'people', 'amounts', 'attachments', 'likeness'];

it('every analyser is among those that something is expected of, in each of its versions', () => {
  const all = analysers.flatMap(({ name, versions }) => versions.map((version) => `${name} ${version}`));
  for (const { files } of sets)
    for (const file of files)
      expect(
        wantedOf(file)
          .map(({ name, version }) => `${name} ${version}`)
          .toSorted(),
        file.path,
      ).toEqual(all.toSorted());
  expect(analysers.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
});

describe.each(sets)('of $name', ({ folder, files, atLeast }) => {
  const sketches = new Map<string, string>();

  it(`at least ${atLeast} files are expected to say something`, () => {
    expect(new Set(files.map(({ path }) => path)).size).toBeGreaterThanOrEqual(atLeast);
  });

  // Each in a confined process, as the worker has items read.
  it.each(files.map((file) => [file.path, file] as const))(
    '%s says what it is expected to',
    async (path, file) => {
      const bytes = new Uint8Array(readFileSync(join(folder, path)));
      expect(createHash('sha256').update(bytes).digest('hex'), 'another file of that name').toBe(file.sha256);
      const wanted = wantedOf(file);
      const found = await pool.analyse(
        { mediaType: file.mediaType, fileName: basename(path), bytes },
        wanted,
      );
      expect(found).toHaveLength(wanted.length);
      const results = wanted.map(({ name, version }, at) => ({ name, version, finding: found[at] }));
      const textOf = (version: number) => {
        const text = results.find((each) => each.name === 'text' && each.version === version)?.finding;
        return text?.kind === 'text' ? text.text : '';
      };
      const wrong = results.flatMap(({ name, version, finding }) => {
        if (finding === undefined) return [`${name} ${version}: no finding`];
        keepSketch(`${path} ${version}`, finding);
        return differences(file, name, version, finding, textOf(version)).map(
          (each) => `${name} ${version}: ${each}`,
        );
      });
      expect(wrong).toEqual((file.known ?? []).map(({ difference }) => difference));
    },
  );

  it.each([1, 2] as const)(
    'the files that say nearly the same are the expected ones, by likeness %i',
    (version) => {
      const wrong = pairsOf(files).flatMap(([one, other]) => {
        const { alike, unsure = [] } = versionOf(one.findings.likeness, version);
        if (unsure.includes(other.path)) return [];
        const share = agreement(
          sketches.get(`${one.path} ${version}`),
          sketches.get(`${other.path} ${version}`),
        );
        const isExpected = alike.includes(other.path);
        return share >= 0.8 === isExpected
          ? []
          : [`${one.path} and ${other.path}: ${share}, expected ${isExpected}`];
      });
      expect(wrong).toEqual([]);
    },
  );

  function keepSketch(key: string, finding: AnalysisOutcome): void {
    if (finding.kind === 'likeness') sketches.set(key, finding.sketch);
  }
});

function pairsOf(files: readonly Expectation[]): (readonly [Expectation, Expectation])[] {
  return files.flatMap((one, at) => files.slice(at + 1).map((other) => [one, other] as const));
}

/** The share of the two-byte values that agree; nothing is like what has no sketch. */
function agreement(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return 0;
  const [left, right] = [Buffer.from(one, 'base64url'), Buffer.from(other, 'base64url')];
  const values = left.length / 2;
  let equal = 0;
  for (let at = 0; at < values; at += 1)
    if (left.readUInt16BE(at * 2) === right.readUInt16BE(at * 2)) equal += 1;
  return equal / values;
}
