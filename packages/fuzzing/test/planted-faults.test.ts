import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foundFolder, readSubject } from '../src/findings.ts';
import { fuzz, isAllWell } from '../src/fuzz.ts';
import type { Watched } from '../src/watch.ts';
import { targets } from './planted-targets.ts';

const targetsModule = new URL('planted-targets.ts', import.meta.url).href;
let results: Watched[];

beforeAll(async () => {
  results = await fuzz({ targetsModule, targets, seed: 7, inputs: 160, hangMs: 2_000, minimiseMs: 300 });
});

afterAll(() => {
  for (const { name } of targets) rmSync(join(foundFolder, name), { recursive: true, force: true });
});

function resultOf(name: string): Watched {
  const found = results.find(({ target }) => target === name);
  if (!found) throw new TypeError(`${name} was not run`);
  return found;
}

describe('the fuzzer', () => {
  it.each([
    ['an error that is not in the list', 'planted-type-error', 'unexpected error'],
    ['a loop without end', 'planted-endless-loop', 'hang'],
    ['an allocation by a length field', 'planted-length-field', 'memory'],
    ['a list of a length that the input names', 'planted-long-list', 'memory'],
    ['an end of the whole process', 'planted-end', 'crash'],
    ['a flipped bit that is accepted', 'planted-flipped-bit', 'unexpected error'],
    ['time that grows by the square', 'planted-quadratic', 'not linear', 'hang'],
    ['a valid input that is refused', 'planted-refused-sample', 'sample refused'],
    ['an error in a promise that nobody waits for', 'planted-forgotten-promise', 'unexpected error'],
  ])('finds %s', (_, name, ...kinds) => {
    const { faults } = resultOf(name);
    // On a slow machine what grows by the square is a hang before it is anything else.
    expect(faults.some((fault) => kinds.includes(fault.kind))).toBe(true);
    expect(isAllWell([resultOf(name)], 1)).toBe(false);
  });

  it('finds nothing where there is nothing', () => {
    expect(resultOf('planted-none').faults).toEqual([]);
    expect(isAllWell([resultOf('planted-none')], 1)).toBe(true);
  });

  it('goes on with the other targets when one of them hangs or dies', () => {
    expect(results.map(({ target }) => target).toSorted()).toEqual(
      targets.map(({ name }) => name).toSorted(),
    );
  });

  it('keeps what it found, made smaller', () => {
    const kept = (name: string) => readSubject(resultOf(name).faults.at(-1)?.path ?? '').input;
    expect(kept('planted-endless-loop')).toContain(0xff);
    expect(kept('planted-type-error')).toHaveLength(1);
  });

  it('is not content with nothing, or with fewer inputs than the floor', () => {
    const [only] = results.filter(({ target }) => target === 'planted-none');
    expect(isAllWell([], 0)).toBe(false);
    expect(isAllWell(results, targets.length + 1)).toBe(false);
    if (!only?.statistics) throw new TypeError('it was stopped');
    const fewer = { ...only, statistics: { ...only.statistics, inputs: 159 } };
    expect(isAllWell([fewer], 1)).toBe(false);
  });
});
