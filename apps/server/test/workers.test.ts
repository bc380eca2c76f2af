import { signWriterChallenge } from '@commonseal/account-log/author';
import { generateWorkerSeed, receivingPublicKey } from '@commonseal/crypto/seal';
import { AccountId, encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { cleanUp } from '../src/plugins/cleanup.ts';
import { trimIdentities } from '../src/repositories/workers.ts';
import { TestAccount } from './support/account.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, openServer } from './support/server.ts';
import {
  type TestWorker,
  answer,
  challengeOf,
  grantStanding,
  newWorker,
  openWorkerSession,
} from './support/worker.ts';

let server: TestServer;
let account: TestAccount;
beforeAll(async () => {
  server = await openServer({ rateLimits: { newWorkersPerIp: { hits: 30, windowSeconds: 60 } } });
  account = await TestAccount.create(server);
});
afterAll(() => server.close());
afterEach(() => {
  vi.useRealTimers();
});

const visitor = () => server.visitor().api;
const bearing = (token: string) => server.visitor({ authorization: `Bearer ${token}` }).api;
const opened = async (body: ReturnType<typeof answer>) =>
  codeOf(visitor().call(endpoints.workerSession, { body }));
describe("a worker's session", () => {
  it('is opened by its key, once for a challenge, for a quarter of an hour, and is stored as a hash', async () => {
    const worker = newWorker();
    const body = answer(worker, await challengeOf(visitor(), worker));
    const { token, expiresAtMs } = await visitor().call(endpoints.workerSession, { body });
    expect(Math.abs(expiresAtMs - Date.now() - 15 * 60_000)).toBeLessThan(60_000);
    expect(await bearing(token).call(endpoints.workerAccounts, { query: {} })).toEqual({
      accounts: [],
      more: false,
    });
    expect(await opened(body)).toBe('unauthenticated');
    const { rows } = await server.app.pg.query<{ row: string }>(
      'select w::text as row from worker_sessions w',
    );
    expect(rows.length).toBeGreaterThan(0);
    const hex = Buffer.from(token, 'base64url').toString('hex');
    expect(rows.filter(({ row }) => row.includes(hex))).toEqual([]);
    await server.app.pg.query(`update worker_sessions set expires_at = now() - interval '1 second'`);
    const refusal = codeOf(bearing(token).call(endpoints.workerAccounts, { query: {} }));
    expect(await refusal).toBe('unauthenticated');
  });

  it('is opened by no answer to another server, worker, challenge or purpose, nor with another receiving key', async () => {
    const worker = newWorker();
    const other = newWorker();
    const challenged = () => challengeOf(visitor(), worker);
    expect(await opened(answer(worker, await challenged(), 'https://other.example'))).toBe('unauthenticated');
    expect(await opened(answer({ ...worker, seed: other.seed }, await challenged()))).toBe('unauthenticated');
    expect(await opened(answer(worker, await challengeOf(visitor(), other)))).toBe('unauthenticated');
    expect(await opened(answer(worker, new Uint8Array(32).fill(7)))).toBe('unauthenticated');
    const receivingKey = receivingPublicKey(generateWorkerSeed());
    const challenge = await challenged();
    const { identity } = answer({ ...worker, identity: { ...worker.identity, receivingKey } }, challenge);
    expect(await opened({ ...answer(worker, challenge), identity })).toBe('unauthenticated');
    // The same key signs as a writer: nothing that one use has signed stands for the other.
    const next = await challenged();
    const asWriter = signWriterChallenge(
      {
        accountId: AccountId.fromBytes(worker.identity.signingKey),
        writerId: worker.workerId as never,
        challenge: next,
      },
      worker.seed as never,
    );
    const body = { ...answer(worker, next), signature: encodeBase64url(asWriter) };
    expect(await opened(body)).toBe('unauthenticated');
    // And once more, as it should be.
    expect(await opened(answer(worker, await challenged()))).toBeUndefined();
  });
});

describe('the identity of a worker', () => {
  const find = ({ fingerprint }: Pick<TestWorker, 'fingerprint'>) =>
    account.api.call(endpoints.findWorker, { params: { fingerprint } });

  it('is found by its fingerprint once the worker has proven its key', async () => {
    const worker = newWorker();
    await challengeOf(visitor(), worker);
    expect(await codeOf(find(worker))).toBe('not_found');
    await openWorkerSession(visitor(), worker);
    expect((await find(worker)).identity).toBe(answer(worker, new Uint8Array(32)).identity);
    // One for each worker: another receiving key makes another fingerprint.
    const receivingKey = receivingPublicKey(generateWorkerSeed());
    const changed = { ...worker, identity: { ...worker.identity, receivingKey } };
    await openWorkerSession(visitor(), changed);
    expect(await codeOf(find(worker))).toBe('not_found');
  });

  it('goes when it was not used for long or many others were, unless something is granted', async () => {
    const [granted, idle, latest] = [newWorker(), newWorker(), newWorker()];
    for (const worker of [granted, idle, latest]) await openWorkerSession(visitor(), worker);
    await grantStanding(account.api, account.person, granted);
    const age = (worker: TestWorker, days: number) =>
      server.app.pg.query(
        "update worker_identities set used_at = now() - $2 * interval '1 day' where worker_id = $1",
        [Buffer.from(worker.identity.signingKey), days],
      );
    for (const worker of [granted, idle]) await age(worker, 31);
    await cleanUp(server.app.pg.pool);
    expect(await codeOf(find(idle))).toBe('not_found');
    await age(latest, -1);
    await trimIdentities(server.app.pg.pool, 1);
    expect(await codeOf(find(granted))).toBeUndefined();
    expect(await codeOf(find(latest))).toBeUndefined();
    const { rows } = await server.app.pg.query('select 1 from worker_identities');
    expect(rows).toHaveLength(2);
  });

  it('is new a few times for a network, and as often as it likes for one that is known', async () => {
    const known = newWorker();
    await openWorkerSession(visitor(), known);
    let refused: string | undefined;
    for (let count = 0; count < 40 && refused === undefined; count += 1)
      refused = await codeOf(openWorkerSession(visitor(), newWorker()));
    expect(refused).toBe('rate_limited');
    expect(await codeOf(openWorkerSession(visitor(), known))).toBeUndefined();
  });
});

describe('accounts of a worker', () => {
  it('are those that grant it something now', async () => {
    const many = await openServer();
    try {
      const api = () => many.visitor().api;
      const worker = newWorker();
      const token = await openWorkerSession(api(), worker);
      const listed = () =>
        many.visitor({ authorization: `Bearer ${token}` }).api.call(endpoints.workerAccounts, { query: {} });
      const [first, second] = [await TestAccount.create(many), await TestAccount.create(many)];
      const grant = await grantStanding(first.api, first.person, worker);
      await grantStanding(second.api, second.person, worker, 60_000);
      await grantStanding(second.api, second.person, newWorker());
      const { accounts } = await listed();
      expect(accounts.map(({ accountId }) => accountId).toSorted()).toEqual(
        [first.person.accountId, second.person.accountId].toSorted(),
      );
      const after = accounts[0]?.accountId ?? '';
      const rest = await many
        .visitor({ authorization: `Bearer ${token}` })
        .api.call(endpoints.workerAccounts, { query: { after } });
      expect(rest).toEqual({ accounts: accounts.slice(1), more: false });
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
      const { accounts: left } = await listed();
      expect(left).toMatchObject([{ accountId: first.person.accountId, grants: [{ grant }] }]);
      await first.send(await first.authorGrantRevocation(grant));
      expect((await listed()).accounts).toEqual([]);
    } finally {
      await many.close();
    }
  });
});
