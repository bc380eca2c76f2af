import { relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { casesFolder, listCases } from '../src/findings.ts';
import { targets } from '../src/targets.ts';
import { type Watched, watch } from '../src/watch.ts';

const targetsModule = new URL('../src/targets.ts', import.meta.url).href;
const cases = listCases();
let results: Watched[];

beforeAll(async () => {
  const work = cases.map(({ target, path }) => ({ target, file: path }));
  results = await watch({ targetsModule, seed: 1, work });
});

describe('an input that once had a fault', () => {
  it('belongs to a target', () => {
    const names = targets.map(({ name }) => name);
    expect(cases.length).toBeGreaterThan(0);
    expect(cases.filter(({ target }) => !names.includes(target))).toEqual([]);
  });

  it.each(cases.map(({ path }, at) => [relative(casesFolder, path), at] as const))(
    'has none: %s',
    (_, at) => {
      expect(results[at]?.faults).toEqual([]);
      expect(results[at]?.statistics?.inputs).toBeGreaterThan(0);
    },
  );
});
