import { currentEpoch } from '@commonseal/account-log';
import { authorWorkerWriter } from '@commonseal/account-log/author';
import { openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  type WorkerSeed,
  accountSeedContext,
  generateWorkerSeed,
  generateWriterSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { sealBytes } from '@commonseal/crypto/verify';
import { WorkerId, encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AppendBody, TestAccount } from './support/account.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { codeOf } from './support/refusal.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, openServer } from './support/server.ts';

let server: TestServer;
let account: TestAccount;
let workerSeed: WorkerSeed;

beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server.close());
afterEach(() => {
  vi.useRealTimers();
});
beforeEach(async () => {
  account = await TestAccount.create(server);
  workerSeed = generateWorkerSeed();
});

const bytes = (text: string) => Buffer.from(text, 'base64url');

/** Seals for a worker as they are stored, by epoch. */
async function storedFor(seed: WorkerSeed): Promise<Map<number, Buffer>> {
  const { rows } = await server.app.pg.query<{ epoch: string; seal: Buffer }>(
    "select epoch, seal from account_seals where account_id = $1 and recipient_kind = 'worker' and recipient_id = $2",
    [bytes(account.person.accountId), Buffer.from(signingPublicKey(seed))],
  );
  return new Map(rows.map(({ epoch, seal }) => [Number(epoch), seal]));
}

/** Opens what is stored for a worker, and compares it with the log. */
async function expectOpens(seed: WorkerSeed, epoch: number): Promise<void> {
  const { state } = await account.log();
  const recipient = { kind: 'worker', id: WorkerId.fromBytes(signingPublicKey(seed)) } as const;
  const context = accountSeedContext({ accountId: state.accountId, epoch, recipient });
  const stored = (await storedFor(seed)).get(epoch) ?? Buffer.alloc(0);
  const opened = openSeal<AccountSeed>(new Uint8Array(stored), seed, context);
  expect(receivingPublicKey(opened)).toEqual(state.epochs.get(epoch)?.ingestKey);
}

async function expectRefused(body: AppendBody, code: string): Promise<void> {
  const before = await rowsOf(server);
  expect(await codeOf(account.send(body))).toBe(code);
  expect(await rowsOf(server)).toEqual(before);
}

const workerIdOf = (seed: WorkerSeed) => WorkerId.fromBytes(signingPublicKey(seed));

/** Delivers a late seal. @param as another caller than the owner @returns the code of the refusal */
async function put(
  seed: WorkerSeed,
  change: { readonly epoch?: number; readonly seal?: string; readonly as?: TestAccount['api'] } = {},
): Promise<string | undefined> {
  const { epoch, seal } = { ...(await account.sealToWorker(seed)), ...change };
  const params = { ...account.params, epoch, workerId: workerIdOf(seed) };
  return codeOf((change.as ?? account.api).call(endpoints.putWorkerSeal, { params, body: { seal } }));
}

describe('a standing grant', () => {
  it('is kept without a seal, and gets one that opens to the present account key, from any member', async () => {
    expect(await put(workerSeed)).toBe('not_found');
    await account.send(await account.authorGrant(workerSeed));
    expect((await storedFor(workerSeed)).size).toBe(0);
    const { params } = account;
    expect((await account.api.call(endpoints.sealedMembers, { params })).workers).toEqual([]);
    const newcomer = await TestNewcomer.create(server);
    await newcomer.join(await account.invite());
    // One that opens nothing is replaced.
    const bad = encodeBase64url(new Uint8Array(sealBytes));
    expect(await put(workerSeed, { seal: bad, as: newcomer.api })).toBeUndefined();
    expect(await put(workerSeed, { as: newcomer.api })).toBeUndefined();
    await expectOpens(workerSeed, 0);
    const { workers } = await account.api.call(endpoints.sealedMembers, { params });
    expect(workers).toEqual([workerIdOf(workerSeed)]);
  });

  it('is refused whole with a seal', async () => {
    const body = await account.authorGrant(workerSeed);
    const { seal } = await account.sealToWorker(workerSeed);
    const seals = [{ kind: 'worker', id: workerIdOf(workerSeed), seal } as const];
    await expectRefused({ ...body, seals }, 'invalid_request');
    const { chainBack } = await account.authorRotation();
    await expectRefused({ ...body, chainBack }, 'invalid_request');
  });

  it('gets no seal of another account key, in the place of one that an entry names, or from outside', async () => {
    await account.send(await account.authorGrant(workerSeed));
    const outsider = await TestNewcomer.create(server);
    expect(await put(workerSeed, { as: outsider.api })).toBe('not_found');
    expect(await put(workerSeed, { epoch: 1 })).toBe('epoch_ended');
    await account.send(await account.authorRotation());
    const bad = encodeBase64url(new Uint8Array(sealBytes));
    expect(await put(workerSeed, { seal: bad })).toBe('forbidden');
    // Another one in its place changes nothing: the entry of the account key has named the seal.
    await account.send(await account.authorGrant(workerSeed));
    expect(await put(workerSeed, { seal: bad })).toBe('forbidden');
    await expectOpens(workerSeed, 1);
  });

  it('gets no seal once it has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await account.send(await account.authorGrant(workerSeed, { lifetimeMs: 60_000 }));
    vi.setSystemTime(Date.now() + 60_000);
    expect(await put(workerSeed)).toBe('not_found');
    expect((await storedFor(workerSeed)).size).toBe(0);
  });

  it("is no member's to give", async () => {
    const newcomer = await TestNewcomer.create(server);
    await newcomer.join(await account.invite());
    const author = { userId: newcomer.userId, seed: newcomer.person.userSeed };
    const body = await account.authorGrant(workerSeed, { author });
    const before = await rowsOf(server);
    const { params } = account;
    expect(await codeOf(newcomer.api.call(endpoints.appendEntry, { params, body }))).toBe('log_refused');
    expect(await rowsOf(server)).toEqual(before);
  });

  it('goes on over new account keys until it is revoked: then none is kept for the worker', async () => {
    const other = generateWorkerSeed();
    const grant = await account.send(await account.authorGrant(workerSeed));
    await account.send(await account.authorGrant(other));
    await account.send(await account.authorRotation());
    await expectOpens(workerSeed, 1);
    await account.send(await account.authorGrantRevocation(grant));
    const { state } = await account.log();
    expect(currentEpoch(state).epoch).toBe(2);
    expect([...(await storedFor(workerSeed)).keys()].toSorted((left, right) => left - right)).toEqual([1]);
    expect([...(await storedFor(other)).keys()].toSorted((left, right) => left - right)).toEqual([1, 2]);
    await expectOpens(other, 2);
  });
});

describe('the entry of a worker', () => {
  it('comes from nobody who is signed in as a person', async () => {
    await account.send(await account.authorGrant(workerSeed));
    const { state, nowMs } = await account.authoring();
    const entry = authorWorkerWriter({ state, workerSeed, nowMs }, generateWriterSeed());
    await expectRefused({ entry: encodeBase64url(entry), seals: [] }, 'forbidden');
  });
});
