import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import { Alarm } from '../src/watching/alarm.ts';
import { elapsedMs } from '../src/watching/elapsed.ts';
import { FolderWatch } from '../src/watching/folder-watch.ts';
import { quickTimings } from './support/watching.ts';

let place: string;
let watch: FolderWatch;
let ending: AbortController;

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'commonseal-folder-'));
  await mkdir(join(place, 'in'));
  ending = new AbortController();
  const parts = { folder: join(place, 'in'), ownFolder: join(place, 'own'), timings: quickTimings };
  const output = { say: () => undefined, complain: () => undefined, progress: () => undefined };
  watch = new FolderWatch(parts, { items: 10, bytes: 1_000 }, new Alarm(ending.signal), output);
});

afterEach(async () => {
  vi.useRealTimers();
  ending.abort();
  watch.close();
  await rm(place, { recursive: true });
});

describe('a folder that is watched', () => {
  for (const [way, ms] of [
    ['forward', 86_400_000],
    ['back', -86_400_000],
  ] as const) {
    // It fails by waiting for the clock.
    it(`is looked at again in time when the clock was set ${way} a day`, async () => {
      // A new folder rings once by itself.
      await watch.look();
      await watch.rest(elapsedMs() + 100);
      const looking = watch.look();
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
      await looking;
      await watch.rest(elapsedMs() + 100);
      vi.useRealTimers();
      await watch.look();
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
      await watch.rest(elapsedMs() + 100);
    });
  }
});
