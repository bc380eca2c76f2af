import { appendFile, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { enrol } from '../src/commands/enrol.ts';
import { init } from '../src/commands/init.ts';
import { ChangeNotices } from '../src/watching/change-notices.ts';
import { RealServer, sha256Of } from './support/real-server.ts';
import { Watching, quickTimings } from './support/watching.ts';
import { Workplace } from './support/workplace.ts';

let real: RealServer;
let place: Workplace;
let folder: string;
let watching: Watching | undefined;
let tests = 0;

beforeAll(async () => {
  real = await RealServer.start();
}, 120_000);

afterAll(async () => {
  await real?.stop();
});

beforeEach(async () => {
  place = await Workplace.create();
  tests += 1;
  folder = place.path(`in-${tests}`);
  await mkdir(folder);
  await init(context());
  const { enrolmentLine } = await real.vault.enrolConnector({
    pairingLine: place.said[0] ?? '',
    name: `Watch ${tests}`,
  });
  await enrol(context(), enrolmentLine);
});

afterEach(async () => {
  await watching?.end().catch(() => undefined);
  watching = undefined;
  await place.remove();
});

function context() {
  const { fetch: _inMemory, ...rest } = place.context();
  return rest;
}

function start(timings = quickTimings): Watching {
  watching = new Watching(context(), folder, timings);
  return watching;
}

async function write(name: string, content: string): Promise<void> {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), content);
}

/** What a member reads of what came from this test's folder: `name content-hash`. */
async function delivered(): Promise<string[]> {
  const prefix = `in-${tests}/`;
  return (await real.readEverything())
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, sha256 }) => `${name.slice(prefix.length)} ${sha256}`);
}

function asDelivered(files: readonly (readonly [name: string, content: string])[]): string[] {
  return files.map(([name, content]) => `${name} ${sha256Of(content)}`);
}

/** Waits until a member reads exactly this. */
async function untilDelivered(
  ...files: readonly (readonly [name: string, content: string])[]
): Promise<void> {
  await vi.waitFor(
    async () => expect((await delivered()).toSorted()).toEqual(asDelivered(files).toSorted()),
    {
      timeout: 20_000,
      interval: 100,
    },
  );
}

async function untilSays(lines: readonly string[], words: string): Promise<void> {
  await vi.waitFor(() => expect(lines.join('\n')).toContain(words), { timeout: 20_000, interval: 20 });
}

describe('watch', () => {
  it('delivers what is there, then what comes, new folders too, and ends when it is asked to', async () => {
    await write('a.txt', 'first');
    const { said } = start();
    await untilDelivered(['a.txt', 'first']);
    await write('new/deep/b.txt', 'second');
    await write('empty', '');
    await untilDelivered(['a.txt', 'first'], ['new/deep/b.txt', 'second'], ['empty', '']);
    expect(await watching?.end()).toBe(0);
    expect(said.at(-1)).toBe('delivered 3, already delivered 0');
  });

  it('goes on where an earlier watch or push ended', async () => {
    await write('a.txt', 'first');
    start();
    await untilDelivered(['a.txt', 'first']);
    await watching?.end();
    await write('b.txt', 'second');
    const { said } = start();
    await untilDelivered(['a.txt', 'first'], ['b.txt', 'second']);
    await watching?.end();
    expect(said.at(-1)).toBe('delivered 1, already delivered 1');
  });

  it('finds by looking again what no notice tells of', async () => {
    const silent = vi.spyOn(ChangeNotices.prototype, 'follow').mockReturnValue(false);
    try {
      await write('a.txt', 'first');
      start({ ...quickTimings, rescanMs: 100 });
      await untilDelivered(['a.txt', 'first']);
      await write('b.txt', 'second');
      await untilDelivered(['a.txt', 'first'], ['b.txt', 'second']);
    } finally {
      silent.mockRestore();
    }
  });

  it('does not take a file before it is complete', async () => {
    start({ ...quickTimings, settleMs: 2_000 });
    await write('other.txt', 'delivered meanwhile');
    let content = '';
    // Is written to until another file, which came at the same time, has been delivered.
    for (let lines = 1; ; lines += 1) {
      await appendFile(join(folder, 'growing.txt'), 'line\n');
      content += 'line\n';
      if (lines % 10 === 0 && (await delivered()).length > 0) break;
      await delay(20);
    }
    expect(await delivered()).toEqual(asDelivered([['other.txt', 'delivered meanwhile']]));
    await untilDelivered(['other.txt', 'delivered meanwhile'], ['growing.txt', content]);
  });

  it('takes a changed file as a new item, a renamed one too, and lets deletions be', async () => {
    await write('a.txt', 'one');
    await write('b.txt', 'gone soon');
    start();
    const first = [
      ['a.txt', 'one'],
      ['b.txt', 'gone soon'],
    ] as const;
    await untilDelivered(...first);
    await rm(join(folder, 'b.txt'));
    await write('a.txt', 'two');
    await untilDelivered(...first, ['a.txt', 'two']);
    await rename(join(folder, 'a.txt'), join(folder, 'c.txt'));
    await untilDelivered(...first, ['a.txt', 'two'], ['c.txt', 'two']);
    expect(watching?.complained).toEqual([]);
  });

  it('waits for a folder that goes away, and delivers nothing twice when it is back', async () => {
    await write('a.txt', 'kept');
    start({ ...quickTimings, rescanMs: 100 });
    await untilDelivered(['a.txt', 'kept']);
    await rename(folder, `${folder}-away`);
    await untilSays(watching?.complained ?? [], `${folder} is not there`);
    await writeFile(join(`${folder}-away`, 'b.txt'), 'new');
    await rename(`${folder}-away`, folder);
    await untilSays(watching?.said ?? [], `${folder} is there again`);
    await untilDelivered(['a.txt', 'kept'], ['b.txt', 'new']);
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await write('sub/c.txt', 'after all');
    await untilDelivered(['a.txt', 'kept'], ['b.txt', 'new'], ['sub/c.txt', 'after all']);
    expect(watching?.complained.filter((line) => !line.includes('is not there'))).toEqual([]);
  });

  it('follows no link, and says so once', async () => {
    await place.write('outside/secret.txt', 'secret');
    await symlink(place.path('outside'), join(folder, 'folder-link'));
    await symlink(place.path('outside/secret.txt'), join(folder, 'file-link'));
    const { said } = start({ ...quickTimings, rescanMs: 50 });
    await write('a.txt', 'a');
    await untilDelivered(['a.txt', 'a']);
    await write('b.txt', 'b');
    await untilDelivered(['a.txt', 'a'], ['b.txt', 'b']);
    expect(said.filter((line) => line.startsWith('Left out'))).toHaveLength(2);
  });

  it('names what it cannot read once, tries again, and delivers it when it can be read', async () => {
    await write('huge.bin', '');
    await truncate(join(folder, 'huge.bin'), 2 ** 31 + 1);
    const { complained } = start({ ...quickTimings, rescanMs: 50 });
    await untilSays(complained, 'huge.bin is larger than 2 GiB. It is tried again.');
    await write('a.txt', 'a');
    await untilDelivered(['a.txt', 'a']);
    expect(complained).toHaveLength(1);
    await writeFile(join(folder, 'huge.bin'), 'small');
    await untilDelivered(['a.txt', 'a'], ['huge.bin', 'small']);
  });

  it('waits for a server that is away, says so once, and goes on', async () => {
    await write('a.txt', 'before');
    start();
    await untilDelivered(['a.txt', 'before']);
    await real.server.kill('SIGKILL');
    await write('b.txt', 'while it was away');
    await untilSays(watching?.complained ?? [], 'cannot be reached. Trying again');
    await real.server.restart();
    await untilDelivered(['a.txt', 'before'], ['b.txt', 'while it was away']);
    await untilSays(watching?.said ?? [], 'It works again.');
    expect(watching?.complained.filter((line) => line.includes('cannot be reached'))).toHaveLength(1);
  });

  it('ends at once when it is asked to while the server is away', async () => {
    await real.server.kill('SIGKILL');
    try {
      start({ ...quickTimings, awayPausesMs: [600_000] });
      await untilSays(watching?.complained ?? [], 'cannot be reached');
      expect(await watching?.end()).toBe(0);
    } finally {
      await real.server.restart();
    }
  });

  it("takes up the account's new key", async () => {
    await write('a.txt', 'old key');
    start();
    await untilDelivered(['a.txt', 'old key']);
    await real.vault.rotateAccountKey();
    await write('b.txt', 'new key');
    await untilDelivered(['a.txt', 'old key'], ['b.txt', 'new key']);
  });

  it('ends by itself when an owner has withdrawn it, while it waits and before it sends', async () => {
    await write('a.txt', 'a');
    start({ ...quickTimings, checkMs: 100 });
    await untilDelivered(['a.txt', 'a']);
    await real.withdrawConnectors();
    await expect(watching?.ended).rejects.toMatchObject({ reason: 'withdrawn' });
    await write('b.txt', 'b');
    await expect(start().ended).rejects.toMatchObject({ reason: 'withdrawn' });
    expect(await delivered()).toEqual(asDelivered([['a.txt', 'a']]));
  });
});
