import { bodyHash, chunkHash } from '@commonseal/crypto/verify';
import { parseManifest } from '@commonseal/account-log';
import { generateItemId } from '@commonseal/crypto/seal';
import { concatBytes, encodeBase64url, parseChunkRows } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAccount, type TestProgram } from './support/account.ts';
import { type TestBatch, commit, deliver, paramsOf, sealBatch, upload } from './support/batch.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, openServer } from './support/server.ts';

let server: TestServer;
let account: TestAccount;
let connector: TestProgram;
let delivered: TestBatch[];

beforeAll(async () => {
  server = await openServer();
  account = await TestAccount.create(server);
  connector = await account.admitConnector();
  const log = await account.log();
  delivered = [];
  for (const sizes of [[5, 1_100_000], [], [0, 0, 7]]) {
    const batch = await sealBatch(log, connector, sizes, delivered.at(-1)?.head);
    await deliver(connector.api, batch);
    delivered.push(batch);
  }
});
afterAll(() => server.close());

const listAfter = (after: number, limit?: number) =>
  account.api.call(endpoints.batches, {
    params: account.params,
    query: limit === undefined ? { after } : { after, limit },
  });

const itemPlaces = (batch: TestBatch) => batch.rows.map(({ itemId }) => ({ ...paramsOf(batch), itemId }));

describe('accepted batches', () => {
  it('are listed in their order with manifest, seal and pages as they were delivered', async () => {
    const { batches, more } = await listAfter(0);
    expect(more).toBe(false);
    expect(batches.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    for (const [at, batch] of delivered.entries()) {
      const listed = batches[at];
      expect(listed?.batchId).toBe(batch.batchId);
      expect(listed?.manifest).toBe(encodeBase64url(batch.manifest));
      expect(listed?.seal).toBe(encodeBase64url(batch.seal));
      const pages = listed?.pages.map((page) => new Uint8Array(Buffer.from(page, 'base64')));
      expect(pages).toEqual(batch.pages);
    }
  });

  it('are listed in parts', async () => {
    const first = await listAfter(0, 2);
    expect(first.batches.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(first.more).toBe(true);
    const second = await listAfter(2, 2);
    expect(second.batches.map(({ sequence }) => sequence)).toEqual([3]);
    expect(second.more).toBe(false);
    expect(await listAfter(3)).toEqual({ batches: [], more: false });
  });

  it('are listed one by one when each fills an answer', async () => {
    const before = 'update batches set pages_bytes = pages_bytes + 9000000';
    await server.app.pg.query(before);
    try {
      const { batches, more } = await listAfter(0);
      expect(batches.map(({ sequence }) => sequence)).toEqual([1]);
      expect(more).toBe(true);
    } finally {
      await server.app.pg.query(before.replace('+', '-'));
    }
  });

  it('give every chunk of a body, and hashes that the manifest covers', async () => {
    for (const batch of delivered) {
      const { items } = parseManifest(batch.manifest).manifest;
      for (const item of items) {
        const params = { ...paramsOf(batch), itemId: item.itemId };
        const hashes = await account.api.call(endpoints.chunkHashes, { params });
        expect(bodyHash(hashes)).toEqual(item.bodyHash);
        const rows = batch.rows.filter(({ itemId }) => itemId === item.itemId);
        const own = await Promise.all(rows.map(({ row }) => chunkHash(row)));
        expect(hashes).toEqual(concatBytes(...own));
        for (const { chunk, row } of rows) {
          const stored = await account.api.call(endpoints.chunk, { params: { ...params, chunk } });
          expect(Buffer.compare(stored, row)).toBe(0);
        }
      }
    }
  });
});

describe('first chunks of bodies', () => {
  const read = async (batch: TestBatch, items: readonly string[]) => {
    const params = paramsOf(batch);
    return parseChunkRows(
      await account.api.call(endpoints.firstChunks, { params, body: { items: [...items] } }),
    );
  };
  const firstRows = (batch: TestBatch) => batch.rows.filter(({ chunk }) => chunk === 0);

  it('come together in the order asked, without those that are not there', async () => {
    for (const batch of delivered) {
      const rows = firstRows(batch).toReversed();
      const items = rows.map(({ itemId }) => itemId);
      const found = await read(batch, [generateItemId(), ...items, generateItemId()]);
      expect(found.map(({ itemId }) => itemId)).toEqual(items);
      for (const [at, { chunk, row }] of found.entries()) {
        expect(chunk).toBe(0);
        expect(Buffer.compare(row, rows[at]?.row ?? new Uint8Array())).toBe(0);
      }
    }
    const [batch, other] = delivered;
    if (!batch || !other) throw new Error('no batch');
    expect(
      await read(
        other,
        firstRows(batch).map(({ itemId }) => itemId),
      ),
    ).toEqual([]);
  });

  it('are as many as one message takes, and at least one', async () => {
    const program = await account.admitConnector();
    const sizes = Array.from({ length: 6 }, () => 500_000);
    const batch = await sealBatch(await account.log(), program, sizes);
    await deliver(program.api, batch);
    const items = firstRows(batch).map(({ itemId }) => itemId);
    const found = await read(batch, items);
    expect(found.length).toBeGreaterThanOrEqual(2);
    expect(found.length).toBeLessThan(items.length);
    expect(found.map(({ itemId }) => itemId)).toEqual(items.slice(0, found.length));
  });
});

describe('nothing can be read', () => {
  it('of a batch before it is accepted', async () => {
    const last = delivered.at(-1);
    const batch = await sealBatch(await account.log(), connector, [5], last?.head);
    await upload(connector.api, batch);
    const [params] = itemPlaces(batch);
    if (!params) throw new Error('no item');
    const { batches } = await listAfter(0);
    expect(batches.map(({ batchId }) => batchId)).not.toContain(batch.batchId);
    expect(await codeOf(account.api.call(endpoints.chunkHashes, { params }))).toBe('not_found');
    const chunk = () => account.api.call(endpoints.chunk, { params: { ...params, chunk: 0 } });
    expect(await codeOf(chunk())).toBe('not_found');
    const together = () =>
      account.api.call(endpoints.firstChunks, { params: paramsOf(batch), body: { items: [params.itemId] } });
    expect(await together()).toHaveLength(0);
    await commit(connector.api, batch);
    expect(await codeOf(chunk())).toBeUndefined();
    delivered.push(batch);
  });

  it('of what is not there', async () => {
    const [batch, other] = [delivered[0], delivered[2]];
    if (!batch || !other) throw new Error('no batch');
    const [params] = itemPlaces(batch);
    if (!params) throw new Error('no item');
    const wrong = [
      { ...params, itemId: generateItemId() },
      { ...params, batchId: other.batchId },
    ];
    for (const each of wrong) {
      expect(await codeOf(account.api.call(endpoints.chunkHashes, { params: each }))).toBe('not_found');
      const place = { ...each, chunk: 0 };
      expect(await codeOf(account.api.call(endpoints.chunk, { params: place }))).toBe('not_found');
    }
    const beyond = { ...params, chunk: 4000 };
    expect(await codeOf(account.api.call(endpoints.chunk, { params: beyond }))).toBe('not_found');
  });

  it('by people of other accounts, and by writers', async () => {
    const stranger = await TestAccount.create(server);
    const [params] = itemPlaces(delivered[0] ?? (await Promise.reject(new Error('no batch'))));
    if (!params) throw new Error('no item');
    const place = { ...params, chunk: 0 };
    const list = { params: account.params, query: { after: 0 } };
    // Through an account of one's own either.
    const { accountId } = stranger.params;
    const expected = [
      [() => stranger.api.call(endpoints.batches, list), 'not_found'],
      [() => stranger.api.call(endpoints.chunkHashes, { params }), 'not_found'],
      [() => stranger.api.call(endpoints.chunk, { params: place }), 'not_found'],
      [() => stranger.api.call(endpoints.chunk, { params: { ...place, accountId } }), 'not_found'],
      [
        () => stranger.api.call(endpoints.firstChunks, { params, body: { items: [params.itemId] } }),
        'not_found',
      ],
      [() => connector.api.call(endpoints.batches, list), 'unauthenticated'],
      [() => connector.api.call(endpoints.chunk, { params: place }), 'unauthenticated'],
    ] as const;
    for (const [call, code] of expected) expect(await codeOf(call())).toBe(code);
  });
});
