import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withFolderLock } from '../src/state/folder-lock.ts';
import { Ledger } from '../src/state/ledger.ts';
import { StateFolder, chosenStateFolder } from '../src/state/state-folder.ts';

let state: StateFolder;
const secret = new Uint8Array(32).fill(1);

beforeEach(async () => {
  state = new StateFolder(await mkdtemp(join(tmpdir(), 'commonseal-connector-')));
});

afterEach(async () => {
  await rm(state.path, { recursive: true, force: true });
});

function digestOf(ledger: Ledger, path: string, part: number, content: string) {
  const digesting = ledger.startDigest({ path, part });
  for (const piece of content) digesting.update(Buffer.from(piece));
  return digesting.finish();
}

describe('the ledger', () => {
  it('tells place and content apart, and nothing without its secret', async () => {
    const ledger = await Ledger.open(state, secret);
    const other = await Ledger.open(state, new Uint8Array(32));
    const digests = [
      digestOf(ledger, '/a', 0, 'x'),
      digestOf(ledger, '/a', 1, 'x'),
      digestOf(ledger, '/b', 0, 'x'),
      digestOf(ledger, '/a', 0, 'y'),
      digestOf(ledger, '/ax', 0, ''),
      digestOf(other, '/a', 0, 'x'),
    ];
    expect(new Set(digests).size).toBe(digests.length);
    expect(digestOf(ledger, '/a', 0, 'x')).toBe(digests[0]);
  });

  it('remembers across processes, and drops a record that was cut off', async () => {
    const ledger = await Ledger.open(state, secret);
    const digests = ['x', 'y', 'z'].map((content) => digestOf(ledger, '/a', 0, content));
    await ledger.add(digests);
    await ledger.add(digests);
    expect((await stat(state.ledger)).size).toBe(48);
    await writeFile(state.ledger, Buffer.alloc(7), { flag: 'a' });
    const reopened = await Ledger.open(state, secret);
    expect(reopened.size).toBe(3);
    const fourth = digestOf(reopened, '/a', 0, 'w');
    await reopened.add([fourth]);
    const again = await Ledger.open(state, secret);
    expect([...digests, fourth].every((digest) => again.has(digest))).toBe(true);
  });
});

describe('the lock', () => {
  const held = (holder: object) => writeFile(state.lock, JSON.stringify({ host: hostname(), ...holder }));

  it('lets one process in, and the next one after it', async () => {
    await withFolderLock(state.lock, async () => {
      await expect(withFolderLock(state.lock, async () => undefined)).rejects.toMatchObject({
        reason: 'state_busy',
      });
    });
    expect(await withFolderLock(state.lock, async () => 'in')).toBe('in');
  });

  it('is released when the work fails', async () => {
    await expect(
      withFolderLock(state.lock, async () => {
        throw new TypeError('broken');
      }),
    ).rejects.toThrow('broken');
    expect(await withFolderLock(state.lock, async () => 'in')).toBe('in');
  });

  it("takes a dead process's lock over", async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    await held({ pid });
    expect(await withFolderLock(state.lock, async () => 'in')).toBe('in');
  });

  it('takes it over from one whose heir died while taking it over', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    await held({ pid });
    const guard = `${state.lock}.guard`;
    await mkdir(guard);
    // It counts as left behind in half a second.
    const since = new Date(Date.now() - 9_500);
    await utimes(guard, since, since);
    expect(await withFolderLock(state.lock, async () => 'in')).toBe('in');
  });

  it('takes it over when the number went to another process', async () => {
    await held({ pid: process.pid, started: '1' });
    expect(await withFolderLock(state.lock, async () => 'in')).toBe('in');
  });

  it("respects another machine's lock, which nobody here can judge", async () => {
    await held({ pid: 1, host: 'elsewhere' });
    await expect(withFolderLock(state.lock, async () => undefined)).rejects.toMatchObject({
      reason: 'state_busy',
    });
  });
});

describe('the state folder', () => {
  it('is what the option says, else the environment, else in the home folder', () => {
    const environment = { COMMONSEAL_CONNECTOR_STATE: '/from/environment' };
    expect(chosenStateFolder('/from/option', environment).path).toBe('/from/option');
    expect(chosenStateFolder(undefined, environment).path).toBe('/from/environment');
    expect(chosenStateFolder(undefined, {}).path).toMatch(/\.local\/state\/commonseal-connector$/);
  });
});
