import { type ManifestItem, jobItemsOf, nameBoxBytes, parseManifest } from '@commonseal/account-log';
import { sealJobPart } from '@commonseal/account-log/author';
import { hashBytes } from '@commonseal/crypto/verify';
import { JobId, encodeBase64url, parseChunkRows } from '@commonseal/protocol';
import { type ApiClient, type BodyOf, endpoints } from '@commonseal/protocol/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { cleanUp } from '../src/plugins/cleanup.ts';
import { TestAccount } from './support/account.ts';
import { type TestBatch, deliver, paramsOf, sealBatch } from './support/batch.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { codeOf } from './support/refusal.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, openServer } from './support/server.ts';
import { type TestWorker, grantStanding, grantTo, newWorker, openWorkerSession } from './support/worker.ts';

type PartBody = BodyOf<typeof endpoints.putJobPart>;

let server: TestServer;
let account: TestAccount;
let worker: TestWorker;
let batch: TestBatch;
let items: readonly ManifestItem[];
let grant: number;

beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server.close());
afterEach(() => {
  vi.useRealTimers();
});
beforeEach(async () => {
  account = await TestAccount.create(server);
  const connector = await account.admitConnector();
  batch = await sealBatch(await account.log(), connector, [1, 2, 3]);
  await deliver(connector.api, batch);
  ({ items } = parseManifest(batch.manifest).manifest);
  worker = newWorker();
  grant = await grantJob(60 * 60_000);
});

const [jobId, otherJobId] = [9, 10].map((byte) => JobId.fromBytes(new Uint8Array(16).fill(byte))) as [
  JobId,
  JobId,
];
const jobTerms = {
  kind: 'job',
  jobId,
  analyserBox: new Uint8Array(nameBoxBytes),
  itemCount: 1,
  itemsHash: new Uint8Array(hashBytes),
} as const;

/** Of the first two items of three. */
function grantJob(lifetimeMs: number): Promise<number> {
  const terms = { ...jobTerms, ...jobItemsOf(items.slice(0, 2)) };
  return grantTo(account.api, account.person, worker, terms, lifetimeMs);
}

function bodyOf(given: readonly ManifestItem[], part = 0): PartBody {
  const { accountId } = account.person;
  const { workerId, identity } = worker;
  const at = {
    accountId,
    grant: { sequence: grant, hash: new Uint8Array(hashBytes) },
    jobId,
    workerId,
    part,
  };
  const { batchId } = batch;
  const handed = given.map((item) => ({
    ...item,
    batchId,
    writerId: workerId as never,
    epoch: 0,
    itemKey: new Uint8Array(32),
    header: new Uint8Array(9),
  }));
  return {
    part: encodeBase64url(sealJobPart(at, identity.receivingKey, handed)),
    items: given.map(({ itemId }) => ({ batchId, itemId })),
  };
}

interface Change {
  readonly grant?: number;
  readonly part?: number;
  readonly as?: TestAccount['api'];
}
const put = (body: PartBody, { part = 0, as = account.api, ...change }: Change = {}) =>
  codeOf(as.call(endpoints.putJobPart, { params: { ...account.params, grant, part, ...change }, body }));

const stored = async () =>
  (
    await server.app.pg.query(
      'select item_id from job_items join job_parts using (account_id, grant_sequence, part)',
    )
  ).rows.length;

describe('parts of a job', () => {
  it('are taken again in the place of what lies there, and listed', async () => {
    const [first, second] = [items.slice(0, 1), items.slice(1, 2)];
    expect(await put(bodyOf(second, 1), { part: 1 })).toBeUndefined();
    expect(await put(bodyOf(second))).toBe('invalid_request');
    for (let again = 0; again < 2; again += 1) expect(await put(bodyOf(first))).toBeUndefined();
    const params = { ...account.params, grant };
    expect(await account.api.call(endpoints.jobParts, { params })).toEqual({ parts: [0, 1] });
  });

  it('are refused of others than owners, of items that are not there or too many, and for no job in force', async () => {
    const good = bodyOf(items.slice(0, 2));
    const newcomer = await TestNewcomer.create(server);
    await newcomer.join(await account.invite());
    const standing = await grantStanding(account.api, account.person, newWorker());
    const before = await rowsOf(server);
    expect(await put(good, { as: newcomer.api })).toBe('forbidden');
    expect(await put(good, { grant: standing })).toBe('not_found');
    expect(await put(good, { grant: 1 })).toBe('not_found');
    expect(await put(good, { part: 2 })).toBe('invalid_request');
    expect(await put(bodyOf(items))).toBe('invalid_request');
    const [item] = good.items;
    const strange = { batchId: item?.itemId ?? '', itemId: item?.itemId ?? '' };
    for (const wrong of [[strange], [strange, ...good.items], [...good.items, ...good.items.slice(1)]])
      expect(await put({ ...good, items: wrong })).toBe('invalid_request');
    expect(await put({ ...good, part: encodeBase64url(new Uint8Array(1400)) })).toBe('malformed');
    const long = encodeBase64url(Buffer.concat([Buffer.from(good.part, 'base64url'), Buffer.alloc(60_000)]));
    expect(await put({ ...good, part: long })).toBe('invalid_request');
    expect(await rowsOf(server)).toEqual(before);
    expect(await put(good)).toBeUndefined();
  });

  it('let the worker, and no other one, read the bodies of their items, and of no others', async () => {
    const sessionOf = async (whose: TestWorker) => {
      const token = await openWorkerSession(server.visitor().api, whose);
      return server.visitor({ authorization: `Bearer ${token}` }).api;
    };
    const other = newWorker();
    await grantTo(account.api, account.person, other, { ...jobTerms, jobId: otherJobId });
    const readBy = async (by: ApiClient) => {
      const all = batch.rows.map(({ itemId }) => itemId);
      const alone: string[] = [];
      for (const itemId of all) {
        const params = { ...paramsOf(batch), itemId, chunk: 0 };
        const code = await codeOf(by.call(endpoints.chunk, { params }));
        if (code === undefined) alone.push(itemId);
        else expect(code).toBe('not_found');
      }
      const request = { params: paramsOf(batch), body: { items: all } };
      const together = parseChunkRows(await by.call(endpoints.firstChunks, request));
      expect(together).toEqual(batch.rows.filter(({ itemId }) => alone.includes(itemId)));
      return alone;
    };
    const [reader, stranger] = [await sessionOf(worker), await sessionOf(other)];
    expect(await readBy(reader)).toEqual([]);
    const handed = items.slice(0, 2);
    expect(await put(bodyOf(handed))).toBeUndefined();
    expect(await readBy(reader)).toEqual(handed.map(({ itemId }) => itemId));
    expect(await readBy(stranger)).toEqual([]);
    await account.send(await account.authorJobRevocation(grant));
    await expect(readBy(reader)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('go when the grant has expired, and none is taken from then on', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await account.send(await account.authorJobRevocation(grant));
    grant = await grantJob(60_000);
    expect(await put(bodyOf(items.slice(0, 2)))).toBeUndefined();
    await cleanUp(server.app.pg.pool);
    const before = await stored();
    vi.setSystemTime(Date.now() + 60_000);
    expect(await put(bodyOf(items.slice(0, 2)))).toBe('not_found');
    await cleanUp(server.app.pg.pool);
    expect(before - (await stored())).toBe(2);
  });
});
