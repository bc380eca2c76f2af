import { currentEpoch, nameBoxBytes, parseManifest } from '@commonseal/account-log';
import { authorWorkerWriter } from '@commonseal/account-log/author';
import { openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  accountSeedContext,
  generateWriterSeed,
  receivingPublicKey,
  writerIdOf,
} from '@commonseal/crypto/seal';
import {
  CommonsealError,
  JobId,
  encodeBase64url,
  parseBase64url,
  parseChunkRows,
} from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AppendBody, TestAccount, type TestProgram } from './support/account.ts';
import { type TestBatch, deliver, paramsOf, sealBatch } from './support/batch.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, openServer } from './support/server.ts';
import { type TestWorker, grantStanding, grantTo, newWorker, openWorkerSession } from './support/worker.ts';
import { openWriterSession } from './support/writer.ts';

let server: TestServer;
let account: TestAccount;
let connectors: TestProgram[];
let batches: TestBatch[];
let worker: TestWorker;
let api: ApiClient;

beforeAll(async () => {
  server = await openServer();
  await newAccount();
});
afterAll(() => server.close());
afterEach(() => {
  vi.useRealTimers();
});
beforeEach(async () => {
  worker = newWorker();
  api = await sessionOf(worker);
});

/** With two sources, which have delivered a batch each. */
async function newAccount(): Promise<void> {
  account = await TestAccount.create(server);
  connectors = [await account.admitConnector(), await account.admitConnector()];
  batches = [];
  for (const connector of connectors) {
    const batch = await sealBatch(await account.log(), connector, [5, 7]);
    await deliver(connector.api, batch);
    batches.push(batch);
  }
}

async function sessionOf(whose: TestWorker): Promise<ApiClient> {
  const token = await openWorkerSession(server.visitor().api, whose);
  return server.visitor({ authorization: `Bearer ${token}` }).api;
}

const standing = (lifetimeMs?: number) => grantStanding(account.api, account.person, worker, lifetimeMs);
const jobTerms = {
  kind: 'job',
  jobId: JobId.fromBytes(new Uint8Array(16).fill(5)),
  analyserBox: new Uint8Array(nameBoxBytes),
  itemCount: 1,
  itemsHash: new Uint8Array(32),
} as const;

/** Everything that a worker reads of an account, by the item of a batch. */
function readings(by: ApiClient, batch: TestBatch | undefined): Record<string, () => Promise<unknown>> {
  const { params } = account;
  const item = { ...params, batchId: batch?.batchId ?? '', itemId: batch?.rows[0]?.itemId ?? '' };
  return {
    log: () => by.call(endpoints.accountLog, { params, query: {} }),
    statements: () => by.call(endpoints.headStatements, { params }),
    seals: () => by.call(endpoints.epochSeals, { params }),
    batches: () => by.call(endpoints.batches, { params, query: { after: 0 } }),
    hashes: () => by.call(endpoints.chunkHashes, { params: item }),
    chunk: () => by.call(endpoints.chunk, { params: { ...item, chunk: 0 } }),
    together: () => readTogether(by, batch),
  };
}

/** Of what may not be read there is nothing among what is read together. */
async function readTogether(by: ApiClient, batch: TestBatch | undefined): Promise<void> {
  if (!batch) return;
  const items = batch.rows.map(({ itemId }) => itemId);
  const read = parseChunkRows(
    await by.call(endpoints.firstChunks, { params: paramsOf(batch), body: { items } }),
  );
  if (read.length === 0) throw new CommonsealError('not_found');
  expect(read).toEqual(batch.rows);
}

async function codesOf(by: ApiClient, batch = batches[0]): Promise<Record<string, string | undefined>> {
  const codes: Record<string, string | undefined> = {};
  for (const [name, read] of Object.entries(readings(by, batch))) codes[name] = await codeOf(read());
  return codes;
}

const all = (code: string | undefined) => ({
  log: code,
  statements: code,
  seals: code,
  batches: code,
  hashes: code,
  chunk: code,
  together: code,
});

async function workerWriter(nowMs?: number) {
  const { state, nowMs: now } = await account.authoring();
  const seed = generateWriterSeed();
  const placing = { state, workerSeed: worker.seed, nowMs: nowMs ?? now };
  const entry = encodeBase64url(authorWorkerWriter(placing, seed));
  return { seed, writerId: writerIdOf(seed), body: { entry, seals: [] } };
}

const append = (body: AppendBody, by = api) =>
  by.call(endpoints.appendEntry, { params: account.params, body });

describe('a worker with a standing grant', () => {
  it('reads log, seals, batches and bodies', async () => {
    await standing();
    const { epoch, seal } = await account.sealToWorker(worker.seed);
    await account.api.call(endpoints.putWorkerSeal, {
      params: { ...account.params, epoch, workerId: worker.workerId },
      body: { seal },
    });
    expect(await codesOf(api)).toEqual(all(undefined));
    const { seals } = await api.call(endpoints.epochSeals, { params: account.params });
    expect(seals).toHaveLength(1);
    const { state } = await account.log();
    const recipient = { kind: 'worker', id: worker.workerId } as const;
    const context = accountSeedContext({ accountId: state.accountId, epoch, recipient });
    const opened = openSeal<AccountSeed>(parseBase64url(seals[0]?.seal ?? ''), worker.seed, context);
    expect(receivingPublicKey(opened)).toEqual(currentEpoch(state).ingestKey);
    const listed = await api.call(endpoints.batches, { params: account.params, query: { after: 0 } });
    expect(listed.batches.map(({ batchId }) => batchId)).toEqual(batches.map(({ batchId }) => batchId));
  });

  it('is shown the sources alone that it is about', async () => {
    const writerIds = [connectors[1]?.writerId as never];
    await grantTo(account.api, account.person, worker, { kind: 'standing', writerIds });
    const listed = await api.call(endpoints.batches, { params: account.params, query: { after: 0 } });
    expect(listed.batches.map(({ batchId }) => batchId)).toEqual([batches[1]?.batchId]);
    expect(listed.more).toBe(false);
    const closed = { hashes: 'not_found', chunk: 'not_found', together: 'not_found' };
    expect(await codesOf(api, batches[0])).toEqual({ ...all(undefined), ...closed });
    expect(await codesOf(api, batches[1])).toEqual(all(undefined));
  });
});

describe('nothing is read', () => {
  it('by a worker to which nothing is granted here, or that somebody else is', async () => {
    expect(await codesOf(api)).toEqual(all('not_found'));
    const other = await TestAccount.create(server);
    await grantStanding(other.api, other.person, worker);
    await grantStanding(account.api, account.person, newWorker());
    expect(await codesOf(api)).toEqual(all('not_found'));
  });

  it('by a grant that has expired, also by the log alone', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await newAccount();
    await standing(60_000);
    expect(await codesOf(api)).toEqual(all(undefined));
    const before = Date.now();
    vi.setSystemTime(before + 60_000);
    expect(await codesOf(api)).toEqual(all('not_found'));
    // The clock of this server is behind the log's: what has expired there does not come back.
    await account.send(await account.authorRotation());
    vi.setSystemTime(before);
    expect(await codesOf(api)).toEqual(all('not_found'));
    await newAccount();
  });

  it('by a grant that was revoked, nor when its entry is sent again', async () => {
    const authored = await account.authorGrant(worker.seed);
    const grant = await account.send(authored);
    expect(await codesOf(api)).toEqual(all(undefined));
    const { body, seed, writerId } = await workerWriter();
    await append(body);
    const session = () => openWriterSession(server.visitor().api, account.params, { seed, writerId });
    const writer = server.visitor({ authorization: `Bearer ${await session()}` }).api;
    expect(await codeOf(readings(writer, undefined)['log']?.() ?? Promise.resolve())).toBeUndefined();
    await account.send(
      await account.authorGrantRevocation(grant, [{ writerId, batchCount: 0, lastHash: new Uint8Array(32) }]),
    );
    expect(await codesOf(api)).toEqual(all('not_found'));
    // Told that it is stored, and changes nothing.
    expect(await account.send(authored)).toBe(grant);
    expect(await codesOf(api)).toEqual(all('not_found'));
    // By the writer of its results it reads no longer than by itself.
    for (const name of ['log', 'statements'])
      expect(await codeOf(readings(writer, undefined)[name]?.() ?? Promise.resolve())).toBe('not_found');
  });

  it('by a job but the log', async () => {
    await grantTo(account.api, account.person, worker, jobTerms);
    expect(await codesOf(api)).toEqual({
      log: undefined,
      statements: undefined,
      seals: 'forbidden',
      batches: 'forbidden',
      hashes: 'not_found',
      chunk: 'not_found',
      together: 'not_found',
    });
  });
});

describe('results of a worker', () => {
  it('are delivered by a writer that it admits itself, sealed to the account', async () => {
    await standing();
    const { body, seed, writerId } = await workerWriter();
    expect(await codeOf(append(body, account.api))).toBe('forbidden');
    await append(body);
    const token = await openWriterSession(server.visitor().api, account.params, { seed, writerId });
    const writer = server.visitor({ authorization: `Bearer ${token}` }).api;
    const batch = await sealBatch(await account.log(), { seed }, [9]);
    await deliver(writer, batch);
    const { batches: listed } = await account.api.call(endpoints.batches, {
      params: account.params,
      query: { after: 0 },
    });
    const { manifest } = parseManifest(parseBase64url(listed.at(-1)?.manifest ?? ''));
    expect(manifest).toMatchObject({ writerId, batchId: batch.batchId });
    const { rows } = batch;
    const stored = await account.api.call(endpoints.chunk, {
      params: { ...paramsOf(batch), itemId: rows[0]?.itemId ?? '', chunk: 0 },
    });
    expect(stored).toEqual(rows[0]?.row);
  });

  it('have no writer whose entry is dated back to when the grant was in force, or that another worker signed', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await standing(60_000);
    const stranger = await sessionOf(newWorker());
    const { body } = await workerWriter();
    expect(await codeOf(append(body, stranger))).toBe('not_found');
    const other = newWorker();
    await grantStanding(account.api, account.person, other);
    const { body: again } = await workerWriter();
    expect(await codeOf(append(again, await sessionOf(other)))).toBe('forbidden');
    const { body: late } = await workerWriter();
    vi.setSystemTime(Date.now() + 60_000);
    expect(await codeOf(append(late))).toBe('not_found');
  });
});
