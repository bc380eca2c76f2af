import { describe, expect, it } from 'vitest';
import { repetitionOf } from '../src/growth.ts';
import { minimise } from '../src/minimise.ts';
import { boundaryIntegers, mutate, systematic } from '../src/mutation.ts';
import { Random } from '../src/random.ts';

const sample = Uint8Array.from({ length: 40 }, (_, at) => at + 1);
const material = { samples: [sample, sample.slice(0, 7)], dictionary: [Uint8Array.of(255)], maxBytes: 500 };

describe('inputs', () => {
  it('are the same for the same seed and differ for another', () => {
    const made = (seed: number) => mutate(sample, new Random(seed, 'a'), material);
    for (let seed = 0; seed < 50; seed += 1) expect(made(seed)).toEqual(made(seed));
    const different = new Set(Array.from({ length: 50 }, (_, seed) => made(seed).join()));
    expect(different.size).toBeGreaterThan(40);
  });

  it('are never longer than the target takes, and never spoil the sample', () => {
    const before = sample.slice();
    for (let seed = 0; seed < 2_000; seed += 1) {
      expect(mutate(sample, new Random(seed, 'b'), material).length).toBeLessThanOrEqual(500);
    }
    expect(sample).toEqual(before);
  });

  it('get shorter, longer, and changed in place', () => {
    const lengths = Array.from(
      { length: 500 },
      (_, seed) => mutate(sample, new Random(seed, 'c'), material).length,
    );
    expect(lengths.some((length) => length < 40)).toBe(true);
    expect(lengths.some((length) => length > 40)).toBe(true);
    expect(lengths.filter((length) => length === 40).length).toBeGreaterThan(50);
  });

  it('have every boundary integer of every width at every offset', () => {
    const seen = new Set<string>();
    const small = sample.slice(0, 6);
    for (let number = 0; number < 6 * 4 * 20; number += 1) seen.add(systematic([small], number).join());
    for (const value of [0xffffffff, 0x7fffffff, 0, 1]) {
      const expected = small.slice();
      new DataView(expected.buffer).setUint32(1, value);
      expect(seen.has(expected.join())).toBe(true);
    }
    expect(boundaryIntegers(4, 10)).toEqual(expect.arrayContaining([0, 1, 9, 10, 11, 2 ** 31, 2 ** 32 - 1]));
  });
});

describe('a found input', () => {
  it('is made as small as the fault allows', async () => {
    const hasFault = async (bytes: Uint8Array) => bytes.includes(17) && bytes.includes(30);
    expect(await minimise(sample, hasFault, 1_000)).toEqual(Uint8Array.of(17, 30));
  });

  it('stays as it is when there is no time', async () => {
    expect(await minimise(sample, async () => true, 0)).toEqual(sample);
  });
});

describe('a repetition', () => {
  it('is as long as is asked for', () => {
    const [before, piece, after] = [Uint8Array.of(1), Uint8Array.of(2, 3), Uint8Array.of(4)];
    expect(repetitionOf({ before, piece, after }, 8)).toEqual(Uint8Array.of(1, 2, 3, 2, 3, 2, 3, 4));
  });
});
