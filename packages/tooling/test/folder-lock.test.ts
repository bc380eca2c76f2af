import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isStale, withFolderLock } from '../src/folder-lock.mjs';

/** Above what any system gives to a process. */
const deadPid = 2 ** 30;

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'commonseal-tooling-'));
  lock = join(folder, 'the.lock');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function leaveBehind(holder: { pid: number; host: string }): void {
  mkdirSync(lock);
  writeFileSync(join(lock, 'holder.json'), JSON.stringify(holder));
}

describe('a lock folder', () => {
  it('lets one in at a time and tells the others that they wait', async () => {
    let inside = 0;
    let waiting = 0;
    const enter = (): Promise<void> =>
      withFolderLock(lock, { onWait: () => (waiting += 1) }, async () => {
        inside += 1;
        expect(inside).toBe(1);
        await delay(30);
        inside -= 1;
      });
    await Promise.all([enter(), enter(), enter()]);
    expect(waiting).toBe(2);
    expect(existsSync(lock)).toBe(false);
  });

  it('is released when the work fails', async () => {
    await expect(withFolderLock(lock, {}, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    expect(existsSync(lock)).toBe(false);
  });

  it('is taken over from a process that has died', async () => {
    leaveBehind({ pid: deadPid, host: hostname() });
    expect(await withFolderLock(lock, {}, () => Promise.resolve('done'))).toBe('done');
  });

  it('is respected while its holder lives, on this machine or another', () => {
    leaveBehind({ pid: process.pid, host: hostname() });
    expect(isStale(lock)).toBe(false);
    writeFileSync(join(lock, 'holder.json'), JSON.stringify({ pid: deadPid, host: 'another-machine' }));
    expect(isStale(lock)).toBe(false);
  });

  it('is taken over from another machine that no longer touches it', () => {
    leaveBehind({ pid: deadPid, host: 'another-machine' });
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(lock, longAgo, longAgo);
    expect(isStale(lock)).toBe(true);
  });
});
