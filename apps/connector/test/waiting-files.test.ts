import { describe, expect, it } from 'vitest';
import type { SeenFile } from '../src/watching/look.ts';
import { watchTimings } from '../src/watching/timings.ts';
import { WaitingFiles } from '../src/watching/waiting-files.ts';

const timings = { ...watchTimings, settleMs: 1_000, gatherMs: 500, retryMs: 100, longestRetryMs: 300 };

function files(limits = { items: 4, bytes: 100 }): WaitingFiles {
  return new WaitingFiles(timings, limits);
}

function file(name: string, mark = '1', size = 10): SeenFile {
  return { path: `/in/${name}`, source: 'in', size, mark };
}

function names(slice: readonly SeenFile[]): string[] {
  return slice.map(({ path }) => path.slice('/in/'.length));
}

describe('files that wait', () => {
  it('are taken when they have looked the same for long enough, and have waited for others', () => {
    const waiting = files();
    waiting.observe([file('a')], 0);
    expect(waiting.nextAtMs()).toBe(1_500);
    for (const [atMs, expected] of [
      [999, []],
      [1_499, []],
      [1_500, ['a']],
    ] as const) {
      waiting.observe([file('a')], atMs);
      expect(names(waiting.nextSlice())).toEqual(expected);
    }
  });

  it('begin to wait anew when they change', () => {
    const waiting = files();
    for (let atMs = 0; atMs < 10_000; atMs += 900) {
      waiting.observe([file('a', String(atMs))], atMs);
      expect(waiting.nextSlice()).toEqual([]);
    }
  });

  it('do not wait for others when they fill a batch by number or by size', () => {
    const waiting = files();
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => file(name));
    waiting.observe(many, 0);
    waiting.observe(many, 1_000);
    expect(names(waiting.nextSlice())).toEqual(['a', 'b', 'c', 'd']);
    const large = files();
    large.observe([file('a', '1', 99), file('b'), file('c')], 0);
    large.observe([file('a', '1', 99), file('b'), file('c')], 1_000);
    expect(names(large.nextSlice())).toEqual(['a', 'b']);
  });

  it('are judged by what was seen, however late it is', () => {
    const waiting = files();
    waiting.observe([file('a')], 0);
    // No second look has shown that it is still the same.
    expect(waiting.nextSlice()).toEqual([]);
  });

  it('are done with once taken, until they change', () => {
    const waiting = files();
    const [one, two] = [file('a', '1'), file('a', '2')];
    waiting.observe([one], 0);
    waiting.taken(one);
    waiting.observe([one], 9_000);
    expect(waiting.nextSlice()).toEqual([]);
    expect(waiting.nextAtMs()).toBe(Number.POSITIVE_INFINITY);
    waiting.observe([two], 10_000);
    waiting.taken(one);
    waiting.observe([two], 20_000);
    expect(names(waiting.nextSlice())).toEqual(['a']);
  });

  it('are tried again after growing pauses, and told of once for each reason', () => {
    const waiting = files();
    const one = file('a');
    waiting.observe([one], 0);
    const pauses: number[] = [];
    for (const why of ['x', 'x', 'x', 'y']) {
      const nowMs = 10_000;
      pauses.push(waiting.failed(one, why, nowMs) ? 1 : 0, waiting.nextAtMs() - nowMs - timings.gatherMs);
    }
    expect(pauses).toEqual([1, 100, 0, 200, 0, 300, 1, 300]);
  });

  it('are forgotten when they are gone, and begin anew when they are back', () => {
    const waiting = files();
    const one = file('a');
    waiting.observe([one], 0);
    waiting.taken(one);
    waiting.observe([], 1_000);
    waiting.observe([one], 2_000);
    expect(waiting.nextAtMs()).toBe(3_500);
  });

  it('that change while they are taken wait for the next look', () => {
    const waiting = files();
    const one = file('a');
    waiting.observe([one], 0);
    waiting.observe([one], 5_000);
    expect(names(waiting.nextSlice())).toEqual(['a']);
    waiting.changed(one, 5_100);
    expect(waiting.nextSlice()).toEqual([]);
  });
});
