import { describe, expect, it } from 'vitest';
import {
  countKinds,
  cryptoTestKinds,
  cryptoTestTags,
  describeCounts,
  isWholeRun,
  type KindCounts,
  kindProblems,
} from '../src/crypto-test-kinds.mjs';

const floors: KindCounts = { vectors: 3, flips: 2, properties: 1, oracles: 1, cases: 4 };
const counted = (project: string, change: Partial<KindCounts> = {}) => ({
  project,
  counts: { ...floors, ...change },
  ambiguous: [],
});

describe('the tests of packages/crypto', () => {
  it('are counted by the kind that they are tagged with, and as cases without a tag', () => {
    const test = (...tags: string[]) => ({ name: 'a test', tags, hasPassed: true });
    const tests = [
      test('vectors'),
      test('vectors', 'slow'),
      test('flips'),
      test('oracles'),
      test(),
      test('slow'),
    ];
    expect(countKinds('Node', tests).counts).toEqual({
      vectors: 2,
      flips: 1,
      properties: 0,
      oracles: 1,
      cases: 2,
    });
  });

  it('count only when they have passed', () => {
    const tests = [true, false].map((hasPassed) => ({ name: 'a test', tags: ['flips'], hasPassed }));
    expect(countKinds('Node', tests).counts.flips).toBe(1);
  });

  it('have a tag for every kind but the rest', () => {
    expect([...cryptoTestTags.map(({ name }) => name), 'cases']).toEqual(cryptoTestKinds);
  });

  it('are told in one line for each project', () => {
    expect(describeCounts(counted('Chromium'))).toBe(
      'packages/crypto in Chromium: 3 vectors, 2 flips, 1 properties, 1 oracles, 4 cases',
    );
  });

  it('are well when every floor is reached', () => {
    expect(kindProblems([counted('Node')], floors)).toEqual([]);
    expect(kindProblems([counted('Node', { vectors: 99 })], floors)).toEqual([]);
  });

  it.each(cryptoTestKinds)('fail a whole run with one of the %s too few', (kind) => {
    const problems = kindProblems([counted('Node', { [kind]: floors[kind] - 1 })], floors);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`only ${floors[kind] - 1} ${kind} have passed`);
    expect(problems[0]).toContain('floors.json');
  });

  it('may be any number when only a part of them was run', () => {
    expect(kindProblems([counted('Node', { vectors: 0 })], undefined)).toEqual([]);
    expect(kindProblems([], undefined)).toEqual([]);
  });

  it('fail a whole run that contains none of them', () => {
    expect(kindProblems([], floors)).toHaveLength(1);
  });

  it('fail when a kind has no floor', () => {
    const { oracles: _, ...others } = floors;
    expect(kindProblems([counted('Node')], others)).toEqual([
      'packages/tooling/floors.json states no floor for oracles: add one.',
    ]);
  });

  it('fail when another number of them passed in the browser, more ones too', () => {
    expect(kindProblems([counted('Node'), counted('Chromium')], floors)).toEqual([]);
    const more = kindProblems([counted('Node'), counted('Chromium', { flips: 3 })], floors);
    expect(more).toHaveLength(1);
    expect(more[0]).toContain('2 flips have passed in Node, but 3 in Chromium');
  });

  it('fail with two kinds at once, in a part of a run too', () => {
    const tests = [{ name: 'a.test.ts › both', tags: ['vectors', 'flips'], hasPassed: true }];
    const both = countKinds('Node', tests);
    expect(both.counts).toMatchObject({ vectors: 0, flips: 0, cases: 0 });
    expect(kindProblems([both], undefined)[0]).toContain('a.test.ts › both');
  });
});

describe('a run', () => {
  const files = ['/repo/packages/crypto/test/a.test.ts', '/repo/packages/crypto/test/b.test.ts'];

  it.each([
    ['nothing was narrowed', [], true],
    ['it was narrowed to the folder', ['packages/crypto'], true],
    ['it was narrowed to the folder and more', ['packages/protocol', 'crypto/test'], true],
    ['each file was named', ['crypto/test/a', 'crypto/test/b'], true],
    ['it was narrowed to a file', ['crypto/test/a'], false],
    ['it was narrowed to another package', ['packages/protocol'], false],
  ] as const)('when %s', (_, patterns, isWhole) => {
    expect(isWholeRun({ files, patterns, isNarrowed: false })).toBe(isWhole);
    expect(isWholeRun({ files, patterns, isNarrowed: true })).toBe(false);
  });
});
