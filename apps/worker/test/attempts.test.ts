import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Attempts, pauseAfterMs } from '../src/state/attempts.ts';

let folder: string;
let nowMs = 1_000_000_000;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonseal-attempts-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Each time anew, as after a restart. */
const attempts = () => new Attempts(join(folder, 'attempts.json'), { nowMs: () => nowMs });

async function fail(operator: number, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    expect(await attempts().begin(operator)).toMatchObject({ waitMs: 0 });
  }
}

it('pauses grow from the fifth wrong passphrase on, to an hour', () => {
  const seconds = [4, 5, 6, 7, 11, 12, 13, 1_000_000].map((failed) => pauseAfterMs(failed) / 1000);
  expect(seconds).toEqual([0, 30, 60, 120, 1920, 3600, 3600, 3600]);
});

it('a pause is kept over restarts, and ends with its time', async () => {
  await fail(1, 5);
  expect(await attempts().begin(1)).toEqual({ waitMs: 30_000, failed: 5 });
  nowMs += 29_999;
  expect(await attempts().begin(1)).toEqual({ waitMs: 1, failed: 5 });
  nowMs += 1;
  expect(await attempts().begin(1)).toEqual({ waitMs: 0, failed: 6 });
  expect(await attempts().begin(1)).toEqual({ waitMs: 60_000, failed: 6 });
  // Others are not held up, and cannot begin anew for this one.
  await attempts().succeeded(2);
  await fail(2, 1);
  expect(await attempts().begin(1)).toEqual({ waitMs: 60_000, failed: 6 });
  await attempts().succeeded(1);
  await fail(1, 5);
});

it('a try that was none is taken back, with the time of the one before', async () => {
  await fail(1, 5);
  nowMs += 30_000;
  const trying = attempts();
  expect(await trying.begin(1)).toEqual({ waitMs: 0, failed: 6 });
  await trying.takeBack(1);
  expect(await attempts().begin(1)).toEqual({ waitMs: 0, failed: 6 });
  const first = attempts();
  await first.begin(2);
  await first.takeBack(2);
  expect(await attempts().begin(2)).toEqual({ waitMs: 0, failed: 1 });
});

it('a clock that is set back makes a pause no longer, and one that is set on ends no later one', async () => {
  await fail(1, 5);
  nowMs -= 86_400_000;
  expect(await attempts().begin(1)).toEqual({ waitMs: 30_000, failed: 5 });
  nowMs += 30_000;
  expect(await attempts().begin(1)).toEqual({ waitMs: 0, failed: 6 });
});

it.each(['', '{}', 'x', '{"operators":{"1":{"failed":-1,"lastMs":0}}}\n'])(
  'a damaged count is a pause for everybody, and no longer one: %j',
  async (content) => {
    await writeFile(join(folder, 'attempts.json'), content);
    expect(await attempts().begin(1)).toEqual({ waitMs: 30_000, failed: 5 });
    expect(await attempts().begin(2)).toEqual({ waitMs: 30_000, failed: 5 });
    nowMs += 30_000;
    expect(await attempts().begin(1)).toEqual({ waitMs: 0, failed: 6 });
  },
);
