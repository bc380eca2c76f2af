import { type WriterId, parseBase64url } from '@commonseal/protocol';
import { parseManifest } from '@commonseal/account-log';
import { cryptoReady } from '@commonseal/crypto/seal';
import { finishHere } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { type Meddler, codeOf, file, openDevice, password, readAll, signUp } from './support/device.ts';

let server: InProcessServer;

beforeAll(async () => {
  await cryptoReady();
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

function refusal(status: number, code: string): Response {
  return Response.json({ code, requestId: 'meddler' }, { status });
}

/** Changes the answer to the first request whose address matches. */
function changeOnce(pattern: RegExp, change: (text: string) => string): Meddler {
  let isDone = false;
  return async (url, _init, forward) => {
    const response = await forward();
    if (isDone || !pattern.test(url)) return response;
    isDone = true;
    return new Response(change(await response.text()), { status: response.status });
  };
}

describe('a device that writes', () => {
  it('never signs two batches for one place of a chain, whatever the server answers', async () => {
    const signed = new Map<string, Set<string>>();
    const refusals = ['epoch_ended', 'batch_refused', 'upload_incomplete'];
    const { vault } = await signUp(server, async (url, init, forward) => {
      if (!url.endsWith('/commit')) return forward();
      if (typeof init?.body !== 'string') throw new TypeError('a JSON body was expected');
      const { manifest: text } = JSON.parse(init.body) as { manifest: string };
      const { manifest } = parseManifest(parseBase64url(text));
      const place = `${manifest.writerId} ${manifest.index}`;
      signed.set(place, (signed.get(place) ?? new Set()).add(text));
      const code = refusals.shift();
      return code ? refusal(409, code) : forward();
    });
    expect(await codeOf(bringIn(vault, [file('a.txt', 'a')]))).toBe('batch_refused');
    expect(await bringIn(vault, [file('b.txt', 'b')])).toMatchObject({ imported: 1 });
    expect(await bringIn(vault, [file('c.txt', 'c')])).toMatchObject({ imported: 1 });
    expect(signed.size).toBeGreaterThanOrEqual(4);
    expect([...signed.values()].every((manifests) => manifests.size === 1)).toBe(true);
    expect(await vault.sync()).toMatchObject({ totalItems: 2, problems: [] });
  });

  it('delivers a batch whose acceptance it never heard of once, and goes on in the same chain', async () => {
    let isCut = false;
    const { vault } = await signUp(server, async (url, _init, forward) => {
      const response = await forward();
      if (isCut || !url.endsWith('/commit')) return response;
      isCut = true;
      throw new TypeError('the connection broke after the answer was sent');
    });
    expect(await codeOf(bringIn(vault, [file('a.txt', 'a')]))).toBe('offline');
    const again = await bringIn(vault, [file('a.txt', 'a'), file('b.txt', 'b')]);
    expect(again).toEqual({ imported: 2, failed: [] });
    expect(await vault.sync()).toMatchObject({ totalItems: 2, problems: [] });
    expect(await vault.listSources()).toMatchObject([{ batches: 2 }]);
  });
});

describe('a device that reads', () => {
  it('says which source a batch was refused from, and takes the batch when it is shown unaltered', async () => {
    const { vault, email } = await signUp(server);
    await bringIn(vault, [file('a.txt', 'a'), file('b.txt', 'b')]);
    const [source] = await vault.listSources();
    const meddler = changeOnce(/\/batches\?after=0/, (text) => {
      const reply = JSON.parse(text) as { batches: { pages: string[] }[] };
      const [batch] = reply.batches;
      if (batch)
        batch.pages = batch.pages.map(
          (page) => `${page.slice(0, 200)}${page[200] === 'A' ? 'B' : 'A'}${page.slice(201)}`,
        );
      return JSON.stringify(reply);
    });
    const { createMemoryStorage } = await import('@commonseal/vault');
    const storage = createMemoryStorage();
    const deceived = await openDevice(server, { storage, meddler });
    await deceived.unlock({ email, password });
    const { writerId } = source as { writerId: WriterId };
    expect(await deceived.sync()).toMatchObject({
      totalItems: 0,
      problems: [{ code: 'chain_broken', writerId, sourceName: 'Test device' }],
    });
    const again = await openDevice(server, { storage });
    await again.unlock({ email, password });
    expect(await again.sync()).toMatchObject({ totalItems: 2, problems: [] });
  });

  it('takes a passing fault of the server for nothing more', async () => {
    const { vault: writer, email } = await signUp(server);
    await bringIn(writer, [file('a.txt', 'a')]);
    let faults = 2;
    const vault = await openDevice(server, {
      meddler: async (url, _init, forward) => {
        if (!url.includes('/batches?') || faults === 0) return forward();
        faults -= 1;
        return refusal(503, 'database_unavailable');
      },
    });
    await vault.unlock({ email, password });
    expect(await codeOf(vault.sync())).toBe('database_unavailable');
    expect(await codeOf(vault.sync())).toBe('database_unavailable');
    expect(await vault.sync()).toMatchObject({ totalItems: 1, problems: [] });
  });

  it('opens nothing of a body that was altered', async () => {
    const { vault, email } = await signUp(server);
    await bringIn(vault, [file('a.txt', 'the body')]);
    const reader = await openDevice(server, {
      meddler: async (url, _init, forward) => {
        const response = await forward();
        if (!url.endsWith('/chunks/0')) return response;
        const row = new Uint8Array(await response.arrayBuffer());
        row[100] = (row[100] ?? 0) ^ 1;
        return new Response(row);
      },
    });
    await reader.unlock({ email, password });
    await reader.sync();
    const [item] = await reader.listItems();
    if (!item) throw new Error('an item was expected');
    expect(await codeOf(reader.openItem(item.itemId))).toBe('chain_broken');
  });

  it('unlocks and reads when everything that it kept on the device is damaged', async () => {
    const { vault, storage, email } = await signUp(server);
    await bringIn(vault, [file('a.txt', 'a')]);
    await readAll(vault);
    const kept = await storage.list('');
    expect(kept.length).toBeGreaterThan(4);
    await storage.put(kept.map(([key]) => [key, Uint8Array.of(1, 2, 3)] as const));
    const again = await openDevice(server, { storage });
    await again.unlock({ email, password });
    expect(await again.sync()).toMatchObject({ totalItems: 1, problems: [] });
    expect([...(await readAll(again)).keys()]).toEqual(['a.txt']);
    expect(await bringIn(again, [file('b.txt', 'b')])).toMatchObject({ imported: 1 });
  });

  it('refuses an own state and a log that are older than what this device has seen', async () => {
    const { vault, storage, email } = await signUp(server);
    const olderState = await fetchThrough(server, email, /own-state$/);
    await bringIn(vault, [file('a.txt', 'a')]);
    const meddler: Meddler = async (url, _init, forward) =>
      url.endsWith('own-state') ? new Response(olderState) : forward();
    expect(await codeOf((await openDevice(server, { storage, meddler })).unlock({ email, password }))).toBe(
      'log_rollback',
    );
    const shortened: Meddler = async (url, _init, forward) => {
      const response = await forward();
      if (!/\/log(\?|$)/.test(url) || url.includes('/user/')) return response;
      const reply = (await response.json()) as { entries: string[] };
      const entries = url.includes('after=') ? [] : reply.entries.slice(0, 1);
      return Response.json({ entries, more: false });
    };
    const fresh = await openDevice(server, { meddler: shortened });
    expect((await fresh.unlock({ email, password })).refusal).toMatchObject({ code: 'log_rollback' });
    expect(await codeOf(fresh.sync())).toBe('locked');
  });

  it('refuses a cost of password stretching that this build does not know', async () => {
    const { email } = await signUp(server);
    const sent: string[] = [];
    const vault = await openDevice(server, {
      passwords: finishHere,
      meddler: async (url, _init, forward) => {
        sent.push(new URL(url).pathname);
        const response = await forward();
        if (!url.endsWith('/login/start')) return response;
        return Response.json({ ...((await response.json()) as object), stretching: 'argon2id-8KiB-1-1' });
      },
    });
    expect(await codeOf(vault.unlock({ email, password }))).toBe('stretching_refused');
    expect(sent).toEqual(['/api/login/start']);
  });
});

/** What an honest server answers to a request now, for a dishonest one to repeat later. */
async function fetchThrough(honest: InProcessServer, email: string, pattern: RegExp): Promise<string> {
  let seen = '';
  const vault = await openDevice(honest, {
    meddler: async (url, init, forward) => {
      const response = await forward();
      if (pattern.test(url) && (init?.method ?? 'GET') === 'GET') seen = await response.clone().text();
      return response;
    },
  });
  await vault.unlock({ email, password });
  return seen;
}
