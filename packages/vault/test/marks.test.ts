import type { ItemId } from '@commonseal/protocol';
import { type VaultApi, type VaultStorage, createMemoryStorage } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { type Device, type Meddler, codeOf, file, openDevice, password, signUp } from './support/device.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const isMarks = (url: string) => new URL(url).pathname.endsWith('/marks');
const isPut = (init: RequestInit | undefined) => init?.method === 'PUT';

async function signUpWithItems(names = ['a.txt', 'b.txt', 'c.txt'], meddler?: Meddler): Promise<Device> {
  const device = await signUp(server, meddler);
  await bringIn(
    device.vault,
    names.map((name) => file(name, name)),
  );
  return device;
}

async function unlocked(
  email: string,
  options: { readonly storage?: VaultStorage; readonly meddler?: Meddler } = {},
): Promise<VaultApi> {
  const vault = await openDevice(server, options);
  await vault.unlock({ email, password });
  return vault;
}

/** `a.txt *` is read, `a.txt ☆` is starred. */
async function marksOf(vault: VaultApi): Promise<string[]> {
  const items = await vault.listItems();
  return items
    .filter(({ isRead, isStarred }) => isRead || isStarred)
    .map(({ header, isRead, isStarred }) =>
      [header.fileName, ...(isRead ? ['read'] : []), ...(isStarred ? ['starred'] : [])].join(' '),
    )
    .toSorted();
}

async function idOf(vault: VaultApi, fileName: string): Promise<ItemId> {
  const found = (await vault.listItems()).find(({ header }) => header.fileName === fileName);
  if (!found) throw new Error(`no ${fileName}`);
  return found.itemId;
}

async function mark(vault: VaultApi, work: 'markRead' | 'setStar', fileName: string, isOn: boolean) {
  await vault[work]([await idOf(vault, fileName)], isOn);
}

describe('read marks and stars', () => {
  it('count at once, and stay when the device is locked before they were sent', async () => {
    const { vault, storage, email } = await signUpWithItems();
    expect(await marksOf(vault)).toEqual([]);
    await mark(vault, 'markRead', 'a.txt', true);
    await mark(vault, 'setStar', 'a.txt', true);
    await mark(vault, 'setStar', 'b.txt', true);
    await mark(vault, 'setStar', 'b.txt', false);
    expect(await marksOf(vault)).toEqual(['a.txt read starred']);
    const again = await unlocked(email, { storage });
    expect(await marksOf(again)).toEqual(['a.txt read starred']);
    expect(await again.sync()).toMatchObject({ problems: [], hasNewMarks: false });
    const other = await unlocked(email);
    expect(await other.sync()).toMatchObject({ problems: [], hasNewMarks: true });
    expect(await marksOf(other)).toEqual(['a.txt read starred']);
    const { summary } = await other.openItem(await idOf(other, 'a.txt'));
    expect(summary).toMatchObject({ isRead: true, isStarred: true });
  });

  it('of two devices of one person are put together', async () => {
    const { vault, email } = await signUpWithItems();
    const other = await unlocked(email);
    await other.sync();
    await mark(vault, 'markRead', 'a.txt', true);
    await mark(vault, 'markRead', 'b.txt', true);
    await mark(other, 'markRead', 'c.txt', true);
    await mark(other, 'setStar', 'a.txt', true);
    await vault.sync();
    await other.sync();
    await vault.sync();
    const both = ['a.txt read starred', 'b.txt read', 'c.txt read'];
    expect(await marksOf(vault)).toEqual(both);
    expect(await marksOf(other)).toEqual(both);
    await mark(other, 'markRead', 'b.txt', false);
    await other.sync();
    expect(await vault.sync()).toMatchObject({ hasNewMarks: true });
    expect(await marksOf(vault)).toEqual(['a.txt read starred', 'c.txt read']);
  });

  it('are put together when both devices send in the same moment', async () => {
    const { vault, email } = await signUpWithItems();
    const others = await Promise.all([1, 2, 3].map(() => unlocked(email)));
    await Promise.all(others.map((other) => other.sync()));
    await mark(vault, 'markRead', 'a.txt', true);
    await Promise.all(
      others.map((other, at) => mark(other, 'setStar', ['a.txt', 'b.txt', 'c.txt'][at] ?? '', true)),
    );
    await Promise.all([vault, ...others].map((each) => each.sync()));
    await Promise.all([vault, ...others].map((each) => each.sync()));
    for (const each of [vault, ...others]) {
      expect(await marksOf(each)).toEqual(['a.txt read starred', 'b.txt starred', 'c.txt starred']);
    }
  });

  it('are sent together, and only when something changed', async () => {
    const sent: string[] = [];
    const names = Array.from({ length: 50 }, (_, at) => `${at}.txt`);
    const { vault } = await signUpWithItems(names, async (url, init, forward) => {
      if (isMarks(url)) sent.push(init?.method ?? 'GET');
      return forward();
    });
    sent.length = 0;
    for (const name of names) await mark(vault, 'markRead', name, true);
    expect(sent).toEqual([]);
    await vault.sync();
    await vault.sync();
    expect(sent).toEqual(['GET', 'PUT', 'GET']);
    await vault.markRead(
      (await vault.listItems()).map(({ itemId }) => itemId),
      true,
    );
    await vault.sync();
    expect(sent).toEqual(['GET', 'PUT', 'GET', 'GET']);
  });

  it('are made offline, and sent afterwards', async () => {
    let isAway = false;
    const { vault, email } = await signUpWithItems(undefined, async (_url, _init, forward) => {
      if (isAway) throw new TypeError('no network');
      return forward();
    });
    isAway = true;
    await mark(vault, 'setStar', 'c.txt', true);
    expect(await codeOf(vault.sync())).toBe('offline');
    expect(await marksOf(vault)).toEqual(['c.txt starred']);
    isAway = false;
    await vault.sync();
    const other = await unlocked(email);
    await other.sync();
    expect(await marksOf(other)).toEqual(['c.txt starred']);
  });

  it('of another tab are seen without asking the server, and none is lost when both keep theirs', async () => {
    const { vault, storage, email } = await signUpWithItems();
    const tab = await unlocked(email, { storage });
    await Promise.all([mark(vault, 'markRead', 'a.txt', true), mark(tab, 'setStar', 'b.txt', true)]);
    expect(await marksOf(vault)).toEqual(['a.txt read', 'b.txt starred']);
    expect(await marksOf(tab)).toEqual(['a.txt read', 'b.txt starred']);
    const reopened = await unlocked(email, { storage });
    expect(await marksOf(reopened)).toEqual(['a.txt read', 'b.txt starred']);
  });

  it('pass over items that are not there', async () => {
    const { vault } = await signUpWithItems();
    await vault.markRead(['AAAAAAAAAAAAAAAAAAAAAA' as ItemId], true);
    expect(await marksOf(vault)).toEqual([]);
  });

  it('stay where they are when more is delivered', async () => {
    const { vault } = await signUpWithItems();
    await mark(vault, 'markRead', 'b.txt', true);
    await bringIn(vault, [file('d.txt', 'd'), file('e.txt', 'e')]);
    await mark(vault, 'setStar', 'e.txt', true);
    expect(await marksOf(vault)).toEqual(['b.txt read', 'e.txt starred']);
  });
});

describe('a server that is not honest about marks', () => {
  const ofMarks = (change: (url: string, init: RequestInit | undefined) => object | undefined): Meddler => {
    return async (url, init, forward) => {
      const answer = isMarks(url) && !isPut(init) ? change(url, init) : undefined;
      return answer ? Response.json(answer) : forward();
    };
  };

  it('cannot undo any by an older record, and is told on', async () => {
    const { vault, storage, email } = await signUpWithItems();
    await mark(vault, 'markRead', 'a.txt', true);
    await vault.sync();
    let older: object | undefined;
    const watching = await unlocked(email, {
      meddler: async (url, init, forward) => {
        const response = await forward();
        if (isMarks(url) && !isPut(init)) older = (await response.clone().json()) as object;
        return response;
      },
    });
    await watching.sync();
    await mark(vault, 'setStar', 'b.txt', true);
    await vault.sync();
    const deceived = await unlocked(email, { storage, meddler: ofMarks(() => older) });
    expect(await deceived.sync()).toMatchObject({ totalItems: 3, problems: [{ code: 'marks_refused' }] });
    expect(await marksOf(deceived)).toEqual(['a.txt read', 'b.txt starred']);
  });

  it.each([
    ['a damaged record', { version: 9, marks: 'AAAA' }],
    ['a record of the greatest version', { version: 0xffffffff, marks: 'AAAA' }],
    ['a version without a record', { version: 9 }],
    ['something else altogether', { marks: 7 }],
  ])('keeps nobody out by %s, and is told on', async (_, answer) => {
    const { vault, storage, email } = await signUpWithItems();
    await mark(vault, 'markRead', 'a.txt', true);
    await vault.sync();
    for (const kept of [storage, createMemoryStorage()]) {
      const deceived = await unlocked(email, { storage: kept, meddler: ofMarks(() => answer) });
      expect(await deceived.sync()).toMatchObject({ totalItems: 3, problems: [{ code: 'marks_refused' }] });
      expect(await marksOf(deceived)).toEqual(kept === storage ? ['a.txt read'] : []);
      await mark(deceived, 'setStar', 'c.txt', true);
      expect(await marksOf(deceived)).toContain('c.txt starred');
    }
  });

  it('gets a lost or damaged record back from a device that knows better', async () => {
    const { vault, storage, email } = await signUpWithItems();
    await mark(vault, 'markRead', 'a.txt', true);
    await vault.sync();
    let isLost = true;
    const lossy = ofMarks(() => (isLost ? { version: 1, marks: 'AAAA' } : undefined));
    const knowing = await unlocked(email, { storage, meddler: lossy });
    await mark(knowing, 'setStar', 'b.txt', true);
    await knowing.sync();
    isLost = false;
    const fresh = await unlocked(email);
    await fresh.sync();
    expect(await marksOf(fresh)).toEqual(['a.txt read', 'b.txt starred']);
  });

  it("shows nobody another person's marks, nor those of another version", async () => {
    const one = await signUpWithItems();
    await mark(one.vault, 'markRead', 'a.txt', true);
    await one.vault.sync();
    let theirs: { version: number; marks?: string } | undefined;
    const watching = await unlocked(one.email, {
      meddler: async (url, init, forward) => {
        const response = await forward();
        if (isMarks(url) && !isPut(init)) theirs ??= (await response.clone().json()) as typeof theirs;
        return response;
      },
    });
    await watching.sync();
    expect(theirs?.marks).toBeTruthy();
    const other = await signUpWithItems(
      undefined,
      ofMarks(() => theirs),
    );
    expect(await other.vault.sync()).toMatchObject({ problems: [{ code: 'marks_refused' }] });
    expect(await marksOf(other.vault)).toEqual([]);
    const relabelled = await unlocked(one.email, {
      meddler: ofMarks(() => theirs && { ...theirs, version: theirs.version + 1 }),
    });
    expect(await relabelled.sync()).toMatchObject({ problems: [{ code: 'marks_refused' }] });
    expect(await marksOf(relabelled)).toEqual([]);
  });

  it('does not see which or how many of a few were marked', async () => {
    const sizes = new Set<number>();
    const { vault } = await signUpWithItems(undefined, async (url, init, forward) => {
      if (isMarks(url) && typeof init?.body === 'string') {
        sizes.add((JSON.parse(init.body) as { marks: string }).marks.length);
      }
      return forward();
    });
    for (const name of ['a.txt', 'b.txt', 'c.txt']) {
      await mark(vault, 'markRead', name, true);
      await mark(vault, 'setStar', name, true);
      await vault.sync();
    }
    expect(sizes.size).toBe(1);
  });
});

it('damaged marks on the device are as good as none, and keep nobody out', async () => {
  const { vault, storage, email } = await signUpWithItems();
  await mark(vault, 'markRead', 'a.txt', true);
  await vault.sync();
  const kept = await storage.list('marks/');
  expect(kept).toHaveLength(1);
  await storage.put(kept.map(([key]) => [key, Uint8Array.of(1, 2, 3)] as const));
  const again = await unlocked(email, { storage });
  expect(await marksOf(again)).toEqual([]);
  expect(await again.sync()).toMatchObject({ totalItems: 3, problems: [] });
  expect(await marksOf(again)).toEqual(['a.txt read']);
});
