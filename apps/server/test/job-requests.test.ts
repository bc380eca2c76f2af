import { type JobRequest } from '@commonseal/account-log';
import { signJobRequest } from '@commonseal/account-log/author';
import { type AccountId, JobId, encodeBase64url } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { cleanUp } from '../src/plugins/cleanup.ts';
import { TestAccount } from './support/account.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { codeOf } from './support/refusal.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, openServer } from './support/server.ts';
import { type TestWorker, grantStanding, newWorker, openWorkerSession } from './support/worker.ts';

let server: TestServer;
let account: TestAccount;
let worker: TestWorker;
let api: ApiClient;
beforeAll(async () => {
  server = await openServer({ rateLimits: { newWorkersPerIp: { hits: 100, windowSeconds: 60 } } });
});
afterAll(() => server.close());
afterEach(() => {
  vi.useRealTimers();
});
beforeEach(async () => {
  account = await TestAccount.create(server);
  worker = newWorker();
  api = await sessionOf(worker);
});

async function sessionOf(whose: TestWorker): Promise<ApiClient> {
  const token = await openWorkerSession(server.visitor().api, whose);
  return server.visitor({ authorization: `Bearer ${token}` }).api;
}

const dayMs = 86_400_000;
const jobIdOf = (number: number) => JobId.fromBytes(new Uint8Array(16).fill(number));
const name = (by = account.api, { fingerprint } = worker) =>
  codeOf(by.call(endpoints.nameWorker, { params: { ...account.params, fingerprint } }));

function requestOf(number: number, change: Partial<JobRequest> = {}, seed = worker.seed): string {
  const madeAtMs = Date.now();
  const request: JobRequest = {
    accountId: account.person.accountId,
    identity: worker.identity,
    jobId: jobIdOf(number),
    analyser: 'text',
    version: '2',
    selection: { kind: 'sources', writerIds: undefined, received: undefined },
    madeAtMs,
    expiresAtMs: madeAtMs + dayMs,
    ...change,
  };
  return encodeBase64url(signJobRequest(request, seed));
}

const ask = (request: string, by = api) => codeOf(by.call(endpoints.askForJob, { body: { request } }));
const listed = async () =>
  (await account.api.call(endpoints.jobRequests, { params: account.params })).requests;
const refuse = (number: number, by = account.api) => {
  const params = { ...account.params, workerId: worker.workerId, jobId: jobIdOf(number) };
  return codeOf(by.call(endpoints.refuseJob, { params }));
};

describe('a request for a job', () => {
  it('is kept of workers that an owner has named, or that were granted something once, and of nobody else', async () => {
    const request = requestOf(1);
    const before = await rowsOf(server);
    expect(await ask(request)).toBe('not_found');
    expect(await ask(requestOf(1, { accountId: worker.workerId as string as AccountId }))).toBe('not_found');
    expect(await rowsOf(server)).toEqual(before);
    expect(await name()).toBeUndefined();
    expect(await ask(request)).toBeUndefined();
    // Its answer was lost: the same again is fine.
    expect(await ask(request)).toBeUndefined();
    expect(await listed()).toEqual([request]);

    const former = newWorker();
    const grant = await grantStanding(account.api, account.person, former);
    await account.send(await account.authorGrantRevocation(grant));
    const own = requestOf(1, { identity: former.identity }, former.seed);
    expect(await ask(own, await sessionOf(former))).toBeUndefined();
    expect(await listed()).toEqual([request, own]);
  });

  it('is signed by the very worker that asks, and holds what a request holds', async () => {
    await name();
    const other = newWorker();
    expect(await ask(requestOf(1), await sessionOf(other))).toBe('forbidden');
    expect(await ask(requestOf(1, {}, other.seed))).toBe('signature_invalid');
    expect(await ask(requestOf(1).slice(0, -4))).toBe('malformed');
    expect(await ask('AAAA')).toBe('malformed');
    const madeAtMs = Date.now() + 2 * dayMs;
    expect(await ask(requestOf(1, { madeAtMs, expiresAtMs: madeAtMs + dayMs }))).toBe('invalid_request');
    expect(await ask(requestOf(1, { madeAtMs: 1, expiresAtMs: 2 }))).toBe('request_over');
    expect(await ask(requestOf(1, { expiresAtMs: Date.now() + 31 * dayMs }))).toBe('malformed');
    expect(await ask(requestOf(1, { expiresAtMs: Date.now() + dayMs - 1000 }))).toBe('invalid_request');
    for (const analyser of ['', ' text', 'te\u202Ext', 'te\nxt', 'x'.repeat(65)])
      expect(await ask(requestOf(1, { analyser }))).toBe('malformed');
    expect(await listed()).toEqual([]);
  });

  it('is one of a few that wait, and ends when it expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await name();
    for (let number = 1; number <= 5; number += 1) expect(await ask(requestOf(number))).toBeUndefined();
    expect(await ask(requestOf(6))).toBe('rate_limited');
    // What was answered makes room for others, but not for ever.
    let refused: string | undefined;
    for (let number = 1; number < 40 && refused === undefined; number += 1) {
      await refuse(number);
      refused = await ask(requestOf(number + 5));
    }
    expect(refused).toBe('rate_limited');
    const { requests } = await api.call(endpoints.ownJobRequests, {});
    expect(requests).toHaveLength(20);
    vi.setSystemTime(Date.now() + dayMs);
    expect(await listed()).toEqual([]);
    expect((await api.call(endpoints.ownJobRequests, {})).requests).toEqual([]);
    await cleanUp(server.app.pg.pool);
    const { rows } = await server.app.pg.query('select 1 from job_requests where worker_id = $1', [
      Buffer.from(worker.identity.signingKey),
    ]);
    expect(rows).toEqual([]);
    expect(await ask(requestOf(1))).toBeUndefined();
  });

  it('is listed, refused and let in by owners alone, and stays refused', async () => {
    const newcomer = await TestNewcomer.create(server);
    await newcomer.join(await account.invite());
    expect(await name(newcomer.api)).toBe('forbidden');
    expect(await name(account.api, newWorker())).toBe('not_found');
    await name();
    const request = requestOf(1);
    await ask(request);
    const { params } = account;
    expect(await codeOf(newcomer.api.call(endpoints.jobRequests, { params }))).toBe('forbidden');
    expect(await refuse(1, newcomer.api)).toBe('forbidden');
    expect(await refuse(2)).toBe('not_found');
    for (let again = 0; again < 2; again += 1) expect(await refuse(1)).toBeUndefined();
    expect(await ask(request)).toBe('request_over');
    expect(await listed()).toEqual([]);
  });

  it('is not even kept of a worker that an owner has had enough of, until one lets it ask again', async () => {
    const former = newWorker();
    const grant = await grantStanding(account.api, account.person, former);
    await account.send(await account.authorGrantRevocation(grant));
    const session = await sessionOf(former);
    const own = (number: number) => requestOf(number, { identity: former.identity }, former.seed);
    const silence = (workerId = former.workerId, by = account.api) =>
      codeOf(by.call(endpoints.silenceWorker, { params: { ...account.params, workerId } }));
    for (const number of [1, 2]) expect(await ask(own(number), session)).toBeUndefined();
    const newcomer = await TestNewcomer.create(server);
    await newcomer.join(await account.invite());
    expect(await silence(former.workerId, newcomer.api)).toBe('forbidden');
    expect(await silence(worker.workerId)).toBe('not_found');
    await name();
    expect(await ask(requestOf(1))).toBeUndefined();
    expect(await silence()).toBeUndefined();
    expect(await listed()).toHaveLength(1);
    expect(await ask(own(3), session)).toBe('not_found');
    expect(await name(account.api, former)).toBeUndefined();
    expect(await ask(own(3), session)).toBeUndefined();
  });
});
