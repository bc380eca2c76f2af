import { bodyChunkBytes, parseChunkRows } from '@commonseal/protocol';
import { cryptoReady } from '@commonseal/crypto/seal';
import type { ImportFile, VaultStorage } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import {
  type Meddler,
  bytesOf,
  codeOf,
  file,
  openDevice,
  password,
  readAll,
  signUp,
} from './support/device.ts';

let server: InProcessServer;

beforeAll(async () => {
  await cryptoReady();
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const rowCount = 20;
const content = bytesOf(rowCount * bodyChunkBytes);
const large = file('film.mkv', content);

/** Lets everything pass, and remembers which rows of bodies did. */
function watchRows(): { readonly meddler: Meddler; readonly take: () => string[] } {
  let rows: string[] = [];
  return {
    meddler: async (url, init, forward) => {
      const [, batch, read] =
        /\/batches\/([^/]+)\/(?:items\/[^/]+\/chunks\/(\d+)|chunks)$/.exec(new URL(url).pathname) ?? [];
      if (read !== undefined) rows.push(`GET ${batch} ${read}`);
      else if (batch !== undefined)
        for (const { chunk } of parseChunkRows(init?.body as Uint8Array)) rows.push(`PUT ${batch} ${chunk}`);
      return forward();
    },
    take: () => {
      const taken = rows;
      rows = [];
      return taken;
    },
  };
}

const stopAt = (bytes: number) => (progress: { readonly doneBytes: number }) =>
  progress.doneBytes >= bytes ? 'stop' : undefined;
const numbersOf = (rows: readonly string[]) => rows.map((row) => Number(row.split(' ')[2]));
const batchesOf = (rows: readonly string[]) => [...new Set(rows.map((row) => row.split(' ')[1]))];

/** Somebody whose import was stopped about half way; and the same device after a reload. */
async function stopHalfWay() {
  const first = watchRows();
  const { vault, storage, email } = await signUp(server, first.meddler);
  const half = (rowCount / 2) * bodyChunkBytes;
  expect(await codeOf(bringIn(vault, [large], stopAt(half)))).toBe('cancelled');
  const sent = first.take();
  expect(sent).toHaveLength(rowCount / 2);
  return { sent, storage, email };
}

async function reload(storage: VaultStorage, email: string) {
  const rows = watchRows();
  const vault = await openDevice(server, { storage, meddler: rows.meddler });
  await vault.unlock({ email, password });
  return { vault, rows };
}

describe('an import of a large file that was stopped', () => {
  it('is told of after a reload, and goes on where it was when the file is given again', async () => {
    const { sent, storage, email } = await stopHalfWay();
    const { vault, rows } = await reload(storage, email);
    expect(await vault.interruptedImport()).toEqual({
      fileName: 'film.mkv',
      size: content.length,
      doneBytes: content.length / 2,
    });
    expect(await bringIn(vault, [large])).toEqual({ imported: 1, failed: [] });
    const rest = rows.take();
    expect(numbersOf(rest)).toEqual(Array.from({ length: rowCount / 2 }, (_, at) => at + rowCount / 2));
    expect(batchesOf(rest)).toEqual(batchesOf(sent));
    expect(await vault.interruptedImport()).toBeUndefined();
    const [item] = await vault.listItems();
    const { body } = await vault.openItem(item?.itemId ?? ('' as never));
    expect(Buffer.from(await body.arrayBuffer()).equals(Buffer.from(content))).toBe(true);
  });

  it('begins anew under other keys when the content is another now', async () => {
    const { sent, storage, email } = await stopHalfWay();
    const { vault, rows } = await reload(storage, email);
    // As long, as old, and of the same name: only its first byte tells.
    const changed: ImportFile = { ...large, blob: new Blob([content.with(0, 255 - (content[0] ?? 0))]) };
    expect(await bringIn(vault, [changed])).toEqual({ imported: 1, failed: [] });
    const again = rows.take();
    expect(again).toHaveLength(rowCount);
    expect(batchesOf(again)).not.toEqual(batchesOf(sent));
  });

  it('sends nothing under used keys when a part behind the first one is another now', async () => {
    const { sent, storage, email } = await stopHalfWay();
    const { vault, rows } = await reload(storage, email);
    const at = 5 * bodyChunkBytes + 1;
    const changed: ImportFile = { ...large, blob: new Blob([content.with(at, 255 - (content[at] ?? 0))]) };
    await bringIn(vault, [changed]);
    const again = rows.take();
    expect(again.filter((row) => batchesOf(sent).some((batch) => row.includes(String(batch))))).toEqual([]);
    expect(again).toHaveLength(rowCount);
  });

  it('begins anew when the account key was replaced meanwhile', async () => {
    const { sent, storage, email } = await stopHalfWay();
    const { vault, rows } = await reload(storage, email);
    await vault.rotateAccountKey();
    await bringIn(vault, [large]);
    const again = rows.take();
    expect(again).toHaveLength(rowCount);
    expect(batchesOf(again)).not.toEqual(batchesOf(sent));
  });

  it('sends again what the server has lost of it', async () => {
    const { storage, email } = await stopHalfWay();
    const rows = watchRows();
    const forgetting: Meddler = (url, init, forward) =>
      new URL(url).pathname.endsWith('/upload')
        ? Promise.resolve(Response.json({ code: 'not_found', requestId: 'x' }, { status: 404 }))
        : rows.meddler(url, init, forward);
    const vault = await openDevice(server, { storage, meddler: forgetting });
    await vault.unlock({ email, password });
    expect(await bringIn(vault, [large])).toEqual({ imported: 1, failed: [] });
    expect(rows.take()).toHaveLength(rowCount);
  });

  it('can be discarded', async () => {
    const { storage, email } = await stopHalfWay();
    const { vault } = await reload(storage, email);
    await vault.discardInterruptedImport();
    expect(await vault.interruptedImport()).toBeUndefined();
    expect(await storage.list('upload/')).toEqual([]);
  });

  it('leaves small files that are imported meanwhile alone', async () => {
    const { storage, email } = await stopHalfWay();
    const { vault } = await reload(storage, email);
    await bringIn(vault, [file('note.txt', 'a note')]);
    expect(await vault.interruptedImport()).toMatchObject({ fileName: 'film.mkv' });
    await bringIn(vault, [large]);
    expect([...(await readAll(vault)).keys()].toSorted()).toEqual(['film.mkv', 'note.txt']);
  });
});

describe('a large item', () => {
  it('that was stopped while it was opened is fetched only as far as it is missing, and then kept no more', async () => {
    const { vault: writing, email } = await signUp(server);
    await bringIn(writing, [large]);
    const rows = watchRows();
    const { createMemoryStorage } = await import('@commonseal/vault');
    const storage = createMemoryStorage();
    const vault = await openDevice(server, { storage, meddler: rows.meddler });
    await vault.unlock({ email, password });
    await vault.sync();
    const [item] = await vault.listItems();
    if (!item) throw new TypeError('an item was expected');
    const half = content.length / 2;
    expect(await codeOf(vault.openItem(item.itemId, stopAt(half)))).toBe('cancelled');
    // One more is on its way while the last one is decrypted.
    const before = rowCount / 2 + 1;
    expect(numbersOf(rows.take())).toEqual(Array.from({ length: before }, (_, at) => at));
    const { body } = await vault.openItem(item.itemId);
    expect(numbersOf(rows.take())).toEqual(Array.from({ length: rowCount - before }, (_, at) => at + before));
    expect(Buffer.from(await body.arrayBuffer()).equals(Buffer.from(content))).toBe(true);
    expect(await storage.list('body/')).toEqual([]);
  });

  it('is checked again on its way out of the device: what was altered there is fetched', async () => {
    const { vault: writing, email } = await signUp(server);
    await bringIn(writing, [large]);
    const rows = watchRows();
    const { createMemoryStorage } = await import('@commonseal/vault');
    const storage = createMemoryStorage();
    const vault = await openDevice(server, { storage, meddler: rows.meddler });
    await vault.unlock({ email, password });
    await vault.sync();
    const [item] = await vault.listItems();
    if (!item) throw new TypeError('an item was expected');
    await codeOf(vault.openItem(item.itemId, stopAt(content.length / 2)));
    rows.take();
    const [kept] = await storage.list('body/');
    if (!kept) throw new TypeError('a kept row was expected');
    await storage.put([[kept[0], kept[1].with(100, (kept[1][100] ?? 0) ^ 1)]]);
    const { body } = await vault.openItem(item.itemId);
    expect(numbersOf(rows.take())[0]).toBe(0);
    expect(Buffer.from(await body.arrayBuffer()).equals(Buffer.from(content))).toBe(true);
  });
});
