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
  writerIdOf,
} from '@commonseal/crypto/seal';
import { sealBytes } from '@commonseal/crypto/verify';
import { WorkerId, encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

describe('a standing grant', () => {
  it('is kept with its seal, which opens to the present account key', async () => {
    await account.send(await account.authorGrant(workerSeed));
    await expectOpens(workerSeed, 0);
  });

  it('has the newer seal once another has taken its place', async () => {
    await account.send(await account.authorGrant(workerSeed));
    const other = generateWorkerSeed();
    await account.send(await account.authorGrant(other));
    const [first, kept] = [(await storedFor(workerSeed)).get(0), (await storedFor(other)).get(0)];
    await account.send(await account.authorGrant(workerSeed));
    expect((await storedFor(workerSeed)).get(0)).not.toEqual(first);
    expect((await storedFor(other)).get(0)).toEqual(kept);
    await expectOpens(workerSeed, 0);
  });

  it('is refused whole without its seal, with another, and with one more', async () => {
    const body = await account.authorGrant(workerSeed);
    await expectRefused({ ...body, seals: [] }, 'invalid_request');
    const other = await account.authorGrant(workerSeed, { seal: new Uint8Array(sealBytes) });
    await expectRefused({ ...body, seals: other.seals }, 'invalid_request');
    await expectRefused({ ...body, seals: [...body.seals, ...body.seals] }, 'invalid_request');
    const { chainBack } = await account.authorRotation();
    await expectRefused({ ...body, chainBack }, 'invalid_request');
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
    expect([...(await storedFor(workerSeed)).keys()].toSorted((left, right) => left - right)).toEqual([0, 1]);
    expect([...(await storedFor(other)).keys()].toSorted((left, right) => left - right)).toEqual([0, 1, 2]);
    await expectOpens(other, 2);
  });
});

describe('the entry of a worker', () => {
  it('comes from nobody who is signed in as a person', async () => {
    await account.send(await account.authorGrant(workerSeed));
    const { state, nowMs } = await account.authoring();
    const entry = authorWorkerWriter({ state, workerSeed, nowMs }, writerIdOf(generateWriterSeed()));
    await expectRefused({ entry: encodeBase64url(entry), seals: [] }, 'forbidden');
  });
});
