import { encodeSealedAccessRecord } from '@commonseal/account-log';
import { JobId, encodeBase64url, maxAccessRecords } from '@commonseal/protocol';
import { type ApiClient, type BodyOf, endpoints, maxRunsListed } from '@commonseal/protocol/api';
import { sealBytes } from '@commonseal/crypto/verify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestAccount } from './support/account.ts';
import { EventReader } from './support/event-reader.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, openServer } from './support/server.ts';
import { type TestWorker, grantStanding, newWorker, openWorkerSession } from './support/worker.ts';

let server: TestServer;
let account: TestAccount;
let worker: TestWorker;
let api: ApiClient;
let grant: number;

beforeAll(async () => {
  server = await openServer({ rateLimits: { newWorkersPerIp: { hits: 100, windowSeconds: 60 } } });
});
afterAll(() => server.close());
beforeEach(async () => {
  account = await TestAccount.create(server);
  worker = newWorker();
  api = await sessionOf(worker);
  grant = await grantStanding(account.api, account.person, worker);
});

async function sessionOf(whose: TestWorker): Promise<ApiClient> {
  const token = await openWorkerSession(server.visitor().api, whose);
  return server.visitor({ authorization: `Bearer ${token}` }).api;
}

/** In its outer form, which is all that a server sees. */
function record(number: number, length = 64): string {
  const seal = new Uint8Array(sealBytes).fill(number);
  return encodeBase64url(
    encodeSealedAccessRecord({ epoch: 0, seal, box: new Uint8Array(length).fill(number) }),
  );
}
const records = (from: number, count: number) => Array.from({ length: count }, (_, at) => record(from + at));

const put = (from: number, given: readonly string[], by = api) =>
  by.call(endpoints.putAccessRecords, { params: account.params, body: { from, records: [...given] } });
const next = async (by = api) =>
  (await by.call(endpoints.accessRecordsNext, { params: account.params })).next;
const listed = async (query: { after?: number } = {}, by = account.api, { workerId } = worker) =>
  by.call(endpoints.accessRecords, { params: { ...account.params, workerId }, query });

describe('access records', () => {
  it('are kept in one chain without a gap, the same again taken and another in its place refused', async () => {
    expect(await next()).toBe(0);
    expect(await codeOf(put(1, records(1, 1)))).toBe('upload_incomplete');
    expect(await put(0, records(0, 2))).toEqual({ next: 2 });
    expect(await put(0, records(0, 2))).toEqual({ next: 2 });
    // An answer was lost, and more has been written since.
    expect(await put(1, records(1, 3))).toEqual({ next: 4 });
    expect(await codeOf(put(1, [record(9)]))).toBe('upload_conflict');
    expect(await codeOf(put(3, [record(9), record(4)]))).toBe('upload_conflict');
    expect(await next()).toBe(4);
    expect(await listed()).toEqual({ records: records(0, 4), more: false });
    expect(await listed({ after: 2 })).toEqual({ records: records(3, 1), more: false });
  });

  it('are delivered at once by several without one being lost or doubled', async () => {
    const all = records(0, 6);
    await Promise.all([put(0, all), put(0, all.slice(0, 3)), put(0, all)]);
    expect((await listed()).records).toEqual(all);
  });

  it('are records by their form, of bounded number and size', async () => {
    for (const wrong of ['AAAA', record(0).slice(4)])
      expect(await codeOf(put(0, [wrong]))).toMatch(/malformed|unsupported/);
    expect(await codeOf(put(0, [record(0, 4096)]))).toBe('invalid_request');
    expect(await codeOf(put(0, records(0, maxAccessRecords + 1)))).toBe('invalid_request');
    expect(await codeOf(put(0, []))).toBe('invalid_request');
    expect(await next()).toBe(0);
    await put(0, records(0, maxAccessRecords));
    await put(maxAccessRecords, records(100, 1));
    const first = await listed();
    expect([first.records.length, first.more]).toEqual([maxAccessRecords, true]);
    const { rows } = await server.app.pg.query(
      'update access_chains set bytes = $1 where account_id = $2 returning 1',
      [1024 * 1024 * 1024, Buffer.from(account.person.accountId, 'base64url')],
    );
    expect(rows).toHaveLength(1);
    expect(await codeOf(put(maxAccessRecords + 1, [record(1)]))).toBe('too_large');
  });

  it('are each its own worker’s, for members alone', async () => {
    const other = newWorker();
    await grantStanding(account.api, account.person, other);
    const others = await sessionOf(other);
    await put(0, records(0, 2));
    expect(await next(others)).toBe(0);
    await put(0, [record(7)], others);
    expect(await listed()).toEqual({ records: records(0, 2), more: false });
    expect((await listed({}, account.api, other)).records).toEqual([record(7)]);
    const stranger = await TestAccount.create(server);
    expect(await codeOf(listed({}, stranger.api))).toBe('not_found');
    expect(await codeOf(listed({}, api))).toBe('unauthenticated');
    expect(await codeOf(put(0, [record(1)], account.api))).toBe('unauthenticated');
    const never = await sessionOf(newWorker());
    expect([await codeOf(next(never)), await codeOf(put(0, [record(1)], never))]).toEqual([
      'not_found',
      'not_found',
    ]);
  });

  it('of what was read before a revocation come in after it, and stay', async () => {
    await put(0, records(0, 1));
    await account.send(await account.authorGrantRevocation(grant));
    expect(await next()).toBe(1);
    expect(await put(1, records(1, 1))).toEqual({ next: 2 });
    expect((await listed()).records).toEqual(records(0, 2));
    const reading = api.call(endpoints.batches, { params: account.params, query: { after: 0 } });
    expect(await codeOf(reading)).toBe('not_found');
  });
});

type Told = BodyOf<typeof endpoints.putProgress>;
const runOf = (number: number) => JobId.fromBytes(new Uint8Array(16).fill(number));
const told = (change: Partial<Told> = {}): Told => ({
  analyser: 'text',
  version: '2',
  total: 10,
  done: 3,
  failed: 1,
  state: 'running',
  ...change,
});
interface Telling {
  readonly run?: number;
  readonly by?: ApiClient;
  readonly grant?: number;
}
const tell = (change: Partial<Told> = {}, { run = 1, by = api, grant: by_ = grant }: Telling = {}) =>
  codeOf(
    by.call(endpoints.putProgress, {
      params: { ...account.params, grant: by_, run: runOf(run) },
      body: told(change),
    }),
  );
const runs = async (by = account.api) => (await by.call(endpoints.progress, { params: account.params })).runs;

describe('progress', () => {
  it('is what a worker told last of a run, for members alone', async () => {
    expect(await tell()).toBeUndefined();
    expect(await tell({ done: 4, state: 'paused', why: 'sealed' })).toBeUndefined();
    expect(await runs()).toMatchObject([
      {
        ...told({ done: 4, state: 'paused', why: 'sealed' }),
        run: runOf(1),
        grant,
        workerId: worker.workerId,
      },
    ]);
    expect(await tell({ done: 5 })).toBeUndefined();
    expect((await runs())[0]).not.toHaveProperty('why');
    const stranger = await TestAccount.create(server);
    expect(await codeOf(runs(stranger.api))).toBe('not_found');
    expect(await codeOf(runs(api))).toBe('unauthenticated');
  });

  it('is of a grant of the worker’s own, and a run stays what it is', async () => {
    const other = newWorker();
    const theirs = await grantStanding(account.api, account.person, other);
    expect(await tell({}, { grant: theirs })).toBe('not_found');
    expect(await tell({}, { grant: 0 })).toBe('not_found');
    expect(await tell({}, { by: await sessionOf(newWorker()) })).toBe('not_found');
    expect(await tell()).toBeUndefined();
    expect(await tell({ analyser: 'other' })).toBe('invalid_request');
    expect(await tell({ version: '3' })).toBe('invalid_request');
    // Of another worker: another run, whatever it is called.
    expect(await tell({ done: 9 }, { grant: theirs, by: await sessionOf(other) })).toBeUndefined();
    expect((await runs()).map(({ done, workerId }) => [done, workerId])).toEqual([
      [9, other.workerId],
      [3, worker.workerId],
    ]);
  });

  it('is bounded, in what it says and how much is kept', async () => {
    for (const wrong of [
      { total: -1 },
      { done: 1e10 },
      { failed: 0.5 },
      { analyser: '' },
      { analyser: 'x'.repeat(65) },
      { version: 'x'.repeat(17) },
    ])
      expect(await tell(wrong)).toBe('invalid_request');
    expect(await tell({ state: 'gone' as never })).toBe('invalid_request');
    expect(await tell({ why: 'bored' as never })).toBe('invalid_request');
    for (let run = 1; run <= maxRunsListed + 2; run += 1) expect(await tell({}, { run })).toBeUndefined();
    const kept = await server.app.pg.query('select 1 from work_runs where account_id = $1', [
      Buffer.from(account.person.accountId, 'base64url'),
    ]);
    expect(kept.rows).toHaveLength(maxRunsListed);
    expect((await runs()).map(({ run }) => run).slice(0, 2)).toEqual([
      runOf(maxRunsListed + 2),
      runOf(maxRunsListed + 1),
    ]);
  });

  it('after a revocation is that a run has ended, once, and nothing else', async () => {
    await tell();
    await account.send(await account.authorGrantRevocation(grant));
    expect(await tell({ done: 4 })).toBe('forbidden');
    expect(await tell({ state: 'ended', why: 'revoked' }, { run: 2 })).toBe('forbidden');
    expect(await tell({ state: 'ended', why: 'revoked' })).toBeUndefined();
    expect(await tell({ state: 'done' })).toBe('forbidden');
    expect(await runs()).toMatchObject([{ done: 3, state: 'ended', why: 'revoked' }]);
  });

  it('and access records are told to whoever has the page open', async () => {
    const origin = await server.app.listen({ host: '127.0.0.1', port: 0 });
    const reader = await EventReader.open(origin, account.visitor, account.person.accountId);
    const heard = () => reader.events.at(-1)?.data;
    await expect.poll(heard).toMatchObject({ work: 0 });
    await tell();
    await expect.poll(heard).toMatchObject({ work: 1 });
    await put(0, records(0, 1));
    await expect.poll(heard).toMatchObject({ work: 2 });
    reader.close();
  });
});
