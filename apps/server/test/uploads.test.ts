import { encodeChunkRows } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp } from '../src/plugins/cleanup.ts';
import { TestAccount, type TestProgram } from './support/account.ts';
import { commit, deliver, paramsOf, putPage, putRows, sealBatch, upload } from './support/batch.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, openServer } from './support/server.ts';

let server: TestServer;
let account: TestAccount;
let connector: TestProgram;

beforeAll(async () => {
  server = await openServer();
  account = await TestAccount.create(server);
  connector = await account.admitConnector();
});
afterAll(() => server.close());

function firstOf<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error('nothing there');
  return first;
}

async function countRows(table: 'body_chunks' | 'batch_pages' | 'uploads', batchId: string) {
  const id = Buffer.from(batchId, 'base64url');
  const { rows } = await server.app.pg.query(`select 1 from ${table} where batch_id = $1`, [id]);
  return rows.length;
}

async function age(batchId: string, days: number) {
  const id = Buffer.from(batchId, 'base64url');
  const statement = 'update uploads set updated_at = now() - make_interval(days => $2) where batch_id = $1';
  await server.app.pg.query(statement, [id, days]);
}

describe('a row of an unfinished batch', () => {
  it('may be sent again, but not as other bytes', async () => {
    const batch = await sealBatch(await account.log(), connector, [100]);
    const row = firstOf(batch.rows);
    const page = firstOf(batch.pages);
    for (let time = 0; time < 2; time += 1) {
      await putRows(connector.api, batch, [row]);
      await putPage(connector.api, batch, 0, page);
    }
    const other = { ...row, row: new Uint8Array(40) };
    expect(await codeOf(putRows(connector.api, batch, [other]))).toBe('upload_conflict');
    expect(await codeOf(putPage(connector.api, batch, 0, new Uint8Array(40)))).toBe('upload_conflict');
    expect(await countRows('body_chunks', batch.batchId)).toBe(1);
    expect(await countRows('batch_pages', batch.batchId)).toBe(1);
  });

  it('has bytes, and not too many', async () => {
    const batch = await sealBatch(await account.log(), connector, [1]);
    const row = firstOf(batch.rows);
    const sized = (bytes: number) => ({ ...row, row: new Uint8Array(bytes) });
    expect(await codeOf(putRows(connector.api, batch, [sized(0)]))).toBe('malformed');
    expect(await codeOf(putRows(connector.api, batch, [sized(512 * 1024 + 257)]))).toBe('malformed');
    expect(await codeOf(putPage(connector.api, batch, 128, firstOf(batch.pages)))).toBe('invalid_request');
  });

  it('comes from the one who began the delivery', async () => {
    const other = await account.admitConnector();
    const batch = await sealBatch(await account.log(), connector, [100, 100]);
    const [first, second] = batch.rows;
    if (!first || !second) throw new Error('no rows');
    await putRows(connector.api, batch, [first]);
    for (const api of [other.api, account.api]) {
      expect(await codeOf(putRows(api, batch, [second]))).toBe('forbidden');
      expect(await codeOf(putPage(api, batch, 0, firstOf(batch.pages)))).toBe('forbidden');
      const state = api.call(endpoints.uploadState, { params: paramsOf(batch) });
      expect(await codeOf(state)).toBe('forbidden');
    }
  });

  it('comes from one of two who begin at once', async () => {
    const other = await account.admitConnector();
    const batch = await sealBatch(await account.log(), connector, [100]);
    const row = firstOf(batch.rows);
    const puts = [connector.api, other.api].map((api) => codeOf(putRows(api, batch, [row])));
    expect(new Set(await Promise.all(puts))).toEqual(new Set(['forbidden', undefined]));
  });

  it('is kept once when it is sent twice at once', async () => {
    const batch = await sealBatch(await account.log(), connector, [100]);
    const row = firstOf(batch.rows);
    await Promise.all([1, 2, 3].map(() => putRows(connector.api, batch, [row])));
    expect(await countRows('body_chunks', batch.batchId)).toBe(1);
  });

  it('goes into no account of others', async () => {
    const stranger = await TestAccount.create(server);
    const program = await stranger.admitConnector();
    const batch = await sealBatch(await account.log(), connector, [100]);
    for (const api of [stranger.api, program.api]) {
      expect(await codeOf(putRows(api, batch, [firstOf(batch.rows)]))).toBe('not_found');
      expect(await codeOf(putPage(api, batch, 0, firstOf(batch.pages)))).toBe('not_found');
      expect(await codeOf(commit(api, batch))).toBe('not_found');
      const state = api.call(endpoints.uploadState, { params: paramsOf(batch) });
      expect(await codeOf(state)).toBe('not_found');
    }
    expect(await countRows('uploads', batch.batchId)).toBe(0);
  });

  it('is refused from a writer that was withdrawn', async () => {
    const program = await account.admitConnector();
    const batch = await sealBatch(await account.log(), program, [100]);
    await account.withdraw(program.writerId);
    expect(await codeOf(putRows(program.api, batch, [firstOf(batch.rows)]))).toBe('forbidden');
    expect(await codeOf(putPage(program.api, batch, 0, firstOf(batch.pages)))).toBe('forbidden');
    expect(await codeOf(commit(program.api, batch))).toBe('forbidden');
    const { entries } = await program.api.call(endpoints.accountLog, { params: account.params, query: {} });
    expect(entries.length).toBeGreaterThan(1);
  });
});

describe('rows that come together', () => {
  it('are kept as if each had come alone, and may come again', async () => {
    const program = await account.admitConnector();
    const batch = await sealBatch(await account.log(), program, [1_200_000, 10, 700, 600_000]);
    const [first, ...others] = batch.rows;
    if (!first) throw new Error('no rows');
    await putRows(program.api, batch, [first]);
    const together = [...others.slice(0, 4), first].toReversed();
    for (let time = 0; time < 2; time += 1) await putRows(program.api, batch, together);
    await putRows(program.api, batch, batch.rows.slice(4));
    for (const [page, bytes] of batch.pages.entries()) await putPage(program.api, batch, page, bytes);
    await commit(program.api, batch);
    for (const { itemId, chunk, row } of batch.rows) {
      const params = { ...paramsOf(batch), itemId, chunk };
      expect(Buffer.compare(await account.api.call(endpoints.chunk, { params }), row)).toBe(0);
    }
    // The batch was accepted: what it has may be sent again, and nothing else.
    await putRows(program.api, batch, together);
    const beyond = { ...first, chunk: 9 };
    expect(await codeOf(putRows(program.api, batch, [first, beyond]))).toBe('upload_conflict');
  });

  it('are all refused when one of them is', async () => {
    const batch = await sealBatch(await account.log(), connector, [100, 100, 100]);
    const [first, second, third] = batch.rows;
    if (!first || !second || !third) throw new Error('no rows');
    await putRows(connector.api, batch, [first]);
    const other = { ...first, row: new Uint8Array(40) };
    expect(await codeOf(putRows(connector.api, batch, [second, other, third]))).toBe('upload_conflict');
    expect(await countRows('body_chunks', batch.batchId)).toBe(1);
    const stranger = await account.admitConnector();
    for (const api of [stranger.api, account.api])
      expect(await codeOf(putRows(api, batch, [second]))).toBe('forbidden');
    expect(await countRows('body_chunks', batch.batchId)).toBe(1);
  });

  it('are at least one, and each in a place of its own', async () => {
    const batch = await sealBatch(await account.log(), connector, [100]);
    const row = firstOf(batch.rows);
    const send = (body: Uint8Array) =>
      codeOf(connector.api.call(endpoints.putChunks, { params: paramsOf(batch), body }));
    expect(await send(new Uint8Array())).toBe('invalid_request');
    expect(await send(encodeChunkRows([row, row]))).toBe('malformed');
    expect(await send(encodeChunkRows([row]).subarray(1))).toBe('malformed');
    expect(await send(new Uint8Array(2 * 1024 * 1024 + 1))).toBe('too_large');
    expect(await countRows('uploads', batch.batchId)).toBe(0);
  });

  it('are kept once when several send them at once', async () => {
    const batch = await sealBatch(await account.log(), connector, [100, 101, 102]);
    const [first, second, third] = batch.rows;
    if (!first || !second || !third) throw new Error('no rows');
    const messages = [[first, second], [second, third], [third, first], [first], batch.rows];
    await Promise.all(messages.map((rows) => putRows(connector.api, batch, rows)));
    expect(await countRows('body_chunks', batch.batchId)).toBe(3);
  });

  it('are charged for each by itself', async () => {
    const bounded = await openServer({ maxStagedBytes: 10 * 4096 });
    try {
      const narrow = await TestAccount.create(bounded);
      const program = await narrow.admitConnector();
      const sizes = Array.from({ length: 11 }, () => 1);
      const batch = await sealBatch(await narrow.log(), program, sizes);
      expect(await codeOf(putRows(program.api, batch, batch.rows))).toBe('too_large');
      await putRows(program.api, batch, batch.rows.slice(1));
      expect(await codeOf(putRows(program.api, batch, batch.rows))).toBe('too_large');
    } finally {
      await bounded.close();
    }
  });
});

describe('a delivery', () => {
  it('that was cut is gone on with where it ended', async () => {
    const batch = await sealBatch(await account.log(), connector, [1_200_000, 10]);
    const params = paramsOf(batch);
    const stateOf = () => connector.api.call(endpoints.uploadState, { params });
    expect(await stateOf()).toEqual({ accepted: false, pages: [], items: [] });

    const [first, , third] = batch.rows;
    if (!first || !third) throw new Error('no rows');
    await putRows(connector.api, batch, [first]);
    await putRows(connector.api, batch, [third]);
    expect(await codeOf(commit(connector.api, batch))).toBe('upload_incomplete');
    const state = await stateOf();
    expect(state).toEqual({ accepted: false, pages: [], items: [{ itemId: first.itemId, chunks: [0, 2] }] });

    const arrived = new Map(state.items.map(({ itemId, chunks }) => [itemId, chunks]));
    for (const row of batch.rows) {
      if (!arrived.get(row.itemId)?.includes(row.chunk)) await putRows(connector.api, batch, [row]);
    }
    expect(await codeOf(commit(connector.api, batch))).toBe('upload_incomplete');
    await putPage(connector.api, batch, 0, firstOf(batch.pages));
    await commit(connector.api, batch);
    expect(await stateOf()).toEqual({ accepted: true, pages: [], items: [] });
    connector = await account.admitConnector();
  });

  it('that was accepted takes nothing more', async () => {
    const program = await account.admitConnector();
    const batch = await sealBatch(await account.log(), program, [100]);
    await deliver(program.api, batch);
    const row = firstOf(batch.rows);
    await upload(program.api, batch);
    const beyond = { ...row, chunk: 1 };
    expect(await codeOf(putRows(program.api, batch, [beyond]))).toBe('upload_conflict');
    const other = { ...row, row: new Uint8Array(40) };
    expect(await codeOf(putRows(program.api, batch, [other]))).toBe('upload_conflict');
    expect(await codeOf(putPage(program.api, batch, 1, firstOf(batch.pages)))).toBe('upload_conflict');
    expect(await countRows('body_chunks', batch.batchId)).toBe(1);
  });

  it('that nobody went on with for a week is removed, an accepted one never', async () => {
    const program = await account.admitConnector();
    const accepted = await sealBatch(await account.log(), program, [100]);
    await deliver(program.api, accepted);
    const [abandoned, recent] = [
      await sealBatch(await account.log(), program, [100], accepted.head),
      await sealBatch(await account.log(), program, [100], accepted.head),
    ];
    await upload(program.api, abandoned);
    await upload(program.api, recent);
    await age(abandoned.batchId, 8);
    await age(accepted.batchId, 8);
    await age(recent.batchId, 6);
    await cleanUp(server.app.pg.pool);
    for (const table of ['uploads', 'body_chunks', 'batch_pages'] as const) {
      expect(await countRows(table, abandoned.batchId)).toBe(0);
      expect(await countRows(table, accepted.batchId)).toBe(1);
      expect(await countRows(table, recent.batchId)).toBe(1);
    }
    // It can be sent anew.
    await deliver(program.api, abandoned);
  });
});

describe('what waits to be accepted', () => {
  it('is bounded for each writer, and is free again once it is accepted', async () => {
    const bounded = await openServer({ maxStagedBytes: 300_000 });
    try {
      const narrow = await TestAccount.create(bounded);
      const program = await narrow.admitConnector();
      const log = await narrow.log();
      const first = await sealBatch(log, program, [200_000]);
      await upload(program.api, first);
      const second = await sealBatch(log, program, [200_000], first.head);
      expect(await codeOf(putRows(program.api, second, [firstOf(second.rows)]))).toBe('too_large');
      await upload(program.api, first);
      await commit(program.api, first);
      await deliver(program.api, second);
    } finally {
      await bounded.close();
    }
  });
});
