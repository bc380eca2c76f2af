import { beforeAll, describe, expect, it } from 'vitest';
import { fuzz } from '../src/fuzz.ts';
import { targets } from '../src/targets.ts';
import type { Watched } from '../src/watch.ts';

const targetsModule = new URL('../src/targets.ts', import.meta.url).href;
/** As many as take a few seconds in all; `npm run fuzz` runs them for as long as is wanted. */
const inputsEach = 60;
let results: Watched[];

beforeAll(async () => {
  results = await fuzz({ targetsModule, targets, seed: 20_240, inputs: inputsEach });
});

describe('what reads untrusted bytes', () => {
  it('is in the list of targets', () => {
    expect(targets.length).toBeGreaterThanOrEqual(50);
    expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length);
  });

  it.each(targets.map(({ name }) => name))('%s keeps to what it states', (name) => {
    const result = results.find(({ target }) => target === name);
    expect(result?.faults).toEqual([]);
    expect(result?.statistics?.inputs).toBeGreaterThanOrEqual(inputsEach);
    expect(result?.statistics?.outcomes['accepted']).toBeGreaterThan(0);
  });
});
