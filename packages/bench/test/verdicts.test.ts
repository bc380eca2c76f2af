import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { interleave } from '../src/interleave.ts';
import { measureLog } from '../src/log.ts';
import { tableOf } from '../src/report.ts';
import { measureRotation } from '../src/rotation.ts';
import { haveAllMet, judge } from '../src/row.ts';
import { spreadOf } from '../src/statistics.ts';
import { loadVaultModules } from '../src/vault-modules.ts';

beforeAll(async () => {
  await cryptoReady();
  await loadVaultModules();
});

const rowOf = (ours: readonly number[], compared: readonly number[], target = 1.5) =>
  judge({ name: 'a', unit: 'ms', ours, compared, target });

describe('a verdict', () => {
  it('is of the medians: one run that was disturbed decides nothing', () => {
    expect(rowOf([10, 900, 11], [10, 10, 10])).toMatchObject({
      ours: 11,
      limit: 10,
      ratio: 1.1,
      verdict: 'met',
    });
    expect(rowOf([10, 16, 17, 18], [10, 10, 10, 10])).toMatchObject({ ours: 16.5, verdict: 'missed' });
  });

  it('misses what is no number, and cannot be given of nothing', () => {
    expect(rowOf([0], [0]).verdict).toBe('missed');
    expect(() => rowOf([], [1])).toThrow('nothing was measured');
    expect(() => rowOf([1], [])).toThrow('nothing was measured');
  });

  it('on a whole run needs every figure', () => {
    const [met, missed] = [rowOf([1], [1]), rowOf([2], [1])];
    expect(haveAllMet([met, met], 2)).toBe(true);
    expect(haveAllMet([met, missed], 2)).toBe(false);
    expect(haveAllMet([met], 2)).toBe(false);
    expect(haveAllMet([], 0)).toBe(false);
  });
});

describe('the spread', () => {
  it('is the median between the lowest and the highest', () => {
    expect(spreadOf([5, 1, 9])).toEqual({ median: 5, lowest: 1, highest: 9 });
    expect(spreadOf([4, 1, 9, 5])).toEqual({ median: 4.5, lowest: 1, highest: 9 });
  });
});

describe('interleaved cases', () => {
  it('each run once a round, and another one begins each round', () => {
    const order: string[] = [];
    const caseOf = (name: string) => ({ name, run: () => order.push(name) });
    let now = 0;
    const samples = interleave([caseOf('a'), caseOf('b')], 3, () => (now += 1));
    expect(order.join('')).toBe('abbaab');
    expect([...samples.values()].map((times) => times.length)).toEqual([3, 3]);
    expect(() => interleave([caseOf('a'), caseOf('a')], 1)).toThrow('two cases');
  });

  it('show work that grows with what stands before', () => {
    const read = (count: number) => {
      let sum = 0;
      for (let at = 0; at < count; at += 1) for (let before = 0; before < at; before += 1) sum += before & at;
      return sum;
    };
    const [long, short] = [8000, 2000];
    const samples = interleave(
      [
        { name: 'long', run: () => read(long) },
        { name: 'short', run: () => read(short) },
      ],
      5,
    );
    const each = (name: string, count: number) => (samples.get(name) ?? []).map((ms) => ms / count);
    expect(rowOf(each('long', long), each('short', short), 1.6).verdict).toBe('missed');
  });
});

describe('a small run', () => {
  it('of the log measures all that a large one does', () => {
    const rows = measureLog({ entries: 600, rounds: 3 });
    expect(rows).toHaveLength(6);
    expect(rows.every(({ samples, ours }) => samples.length === 3 && ours > 0)).toBe(true);
    expect(tableOf(rows).split('\n')).toHaveLength(7);
  });

  it('of a rotation measures all that a large one does', () => {
    const rows = measureRotation({ members: [3, 6], items: [10, 20, 2000], rounds: 3 });
    expect(rows).toHaveLength(1 + 4);
    expect(rows.every(({ samples, ours }) => samples.length === 3 && ours > 0)).toBe(true);
  });
});
