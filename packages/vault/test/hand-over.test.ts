import {
  type AccountId,
  JobId,
  type WorkerId,
  encodeBase64url,
  encodeChunkRows,
  parseBase64url,
  parseItemHeader,
} from '@commonseal/protocol';
import { ApiClient, endpoints } from '@commonseal/protocol/api';
import {
  AccountLog,
  type HandedItem,
  type JobTerms,
  currentEpoch,
  parseHandedItems,
  parseJobPart,
  requireJobItems,
} from '@commonseal/account-log';
import { BatchSealer, authorWorkerWriter, signWriterChallenge } from '@commonseal/account-log/author';
import { decryptBody, decryptBox, openSeal } from '@commonseal/crypto/open';
import {
  type ItemKey,
  type JobPartKey,
  bodyContext,
  deriveBoxKey,
  generateWriterSeed,
  headerHash,
  jobPartContext,
  jobPartKeyContext,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { keptLog } from './support/connector.ts';
import { type Device, codeOf, file, openDevice, password, readAll } from './support/device.ts';
import { peopleOf } from './support/people.ts';
import { type TestWorker, asked, clientOf, newWorker } from './support/worker.ts';

let server: InProcessServer;
beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);
afterAll(async () => {
  await server.stop();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const { beginAccount } = peopleOf(() => server);
const jobId = JobId.fromBytes(new Uint8Array(16).fill(3));

async function idsOf({ vault }: Device, names: readonly string[]) {
  const items = await vault.listItems();
  return names.map((name) => items.find(({ header }) => header.fileName === name)?.itemId as never);
}

async function jobOf(owner: Device, worker: TestWorker, names: readonly string[], id = jobId) {
  const itemIds = await idsOf(owner, names);
  return asked(worker, { terms: { kind: 'job', jobId: id, analyserName: 'text 2', itemIds } });
}

/** All that a worker is given for a job, opened by its own key and held against the log that it verifies itself. */
async function taken(api: ApiClient, worker: TestWorker, accountId: AccountId): Promise<HandedItem[]> {
  const { entries } = await api.call(endpoints.accountLog, { params: { accountId }, query: {} });
  const log = AccountLog.verify(entries.map(parseBase64url), accountId);
  const grant = [...log.state.grants.values()].find(
    (each) => each.workerId === worker.workerId && !each.ended,
  );
  const hash = log.hashAt(grant?.since ?? -1);
  if (grant?.terms.kind !== 'job' || !hash) throw new TypeError('a job was expected');
  const params = { accountId, grant: grant.since };
  const { parts } = await api.call(endpoints.jobParts, { params });
  const items: HandedItem[] = [];
  for (const part of parts) {
    const at = { accountId, grant: { sequence: grant.since, hash }, jobId, workerId: worker.workerId, part };
    const { seal, box } = parseJobPart(await api.call(endpoints.jobPart, { params: { ...params, part } }));
    const key = openSeal<JobPartKey>(seal, worker.seed, jobPartKeyContext(at));
    items.push(...parseHandedItems(decryptBox(box, deriveBoxKey(key, 'jobPartKey'), jobPartContext(at))));
    // Nowhere else does it open.
    const elsewhere = [
      { ...at, part: part + 1 },
      { ...at, grant: { ...at.grant, sequence: at.grant.sequence + 1 } },
      { ...at, grant: { ...at.grant, hash: new Uint8Array(32) } },
      { ...at, jobId: JobId.fromBytes(new Uint8Array(16)) },
      { ...at, workerId: accountId as string as WorkerId },
      { ...at, accountId: worker.workerId as string as AccountId },
    ];
    for (const other of elsewhere) {
      expect(() => openSeal(seal, worker.seed, jobPartKeyContext(other))).toThrow('seal');
      expect(() => decryptBox(box, deriveBoxKey(key, 'jobPartKey'), jobPartContext(other))).toThrow('box');
    }
  }
  requireJobItems(grant.terms satisfies JobTerms, items);
  return items;
}

async function textOf(api: ApiClient, accountId: AccountId, item: HandedItem): Promise<string> {
  const { itemId, batchId, itemKey, header } = item;
  expect(headerHash(itemKey as ItemKey, header)).toEqual(item.headerHash);
  const { size } = parseItemHeader(header);
  async function* rows() {
    for (let chunk = 0; chunk < item.chunkCount; chunk += 1)
      yield api.call(endpoints.chunk, { params: { accountId, batchId, itemId, chunk } });
  }
  const context = bodyContext({ ...item, accountId });
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of decryptBody(rows(), itemKey as ItemKey, context, size))
    text += decoder.decode(part);
  return text;
}

describe('a granted job', () => {
  it('hands the worker keys and headers of its items, and no more than these', async () => {
    const owner = await beginAccount();
    await bringIn(owner.vault, [file('a.txt', 'first'), file('b.txt', 'second'), file('c.txt', 'third')]);
    const worker = newWorker();
    const { grant } = await owner.vault.grantWorker(await jobOf(owner, worker, ['c.txt', 'a.txt']));
    const { accountId } = (await keptLog(owner.storage)).state;
    const api = await clientOf(server, worker);
    expect((await api.call(endpoints.workerAccounts, { query: {} })).accounts).toMatchObject([
      { accountId, grants: [{ grant, jobId }] },
    ]);
    const items = await taken(api, worker, accountId);
    const texts = await Promise.all(items.map((item) => textOf(api, accountId, item)));
    expect(texts.toSorted()).toEqual(['first', 'third']);
    const [other] = await idsOf(owner, ['b.txt']);
    const params = { accountId, batchId: items[0]?.batchId ?? '', itemId: other ?? '', chunk: 0 };
    expect(await codeOf(api.call(endpoints.chunk, { params }))).toBe('not_found');
    expect(await codeOf(api.call(endpoints.epochSeals, { params }))).toBe('forbidden');
    expect(await codeOf(api.call(endpoints.batches, { params, query: { after: 0 } }))).toBe('forbidden');
    // Neither another worker nor one that reads all the time is given what was handed over to this one.
    const standing = newWorker();
    await owner.vault.grantWorker(asked(standing));
    const parts = { accountId, grant };
    const readPart = (by: ApiClient) => codeOf(by.call(endpoints.jobPart, { params: { ...parts, part: 0 } }));
    const readParts = (by: ApiClient) => codeOf(by.call(endpoints.jobParts, { params: parts }));
    const another = await clientOf(server, standing);
    expect([await readParts(another), await readPart(another)]).toEqual(['not_found', 'not_found']);
    expect([await readParts(api), await readPart(api)]).toEqual(['no error', 'no error']);

    const stored = () => server.database.query('select 1 from job_parts natural full join job_items');
    expect((await stored()).rows.length).toBeGreaterThan(0);
    await owner.vault.revokeGrant(grant);
    expect((await stored()).rows).toEqual([]);
    for (const code of [await readParts(api), await readPart(api)]) expect(code).toBe('not_found');
    const own = { ...params, itemId: items[0]?.itemId ?? '' };
    expect(await codeOf(api.call(endpoints.chunk, { params: own }))).toBe('not_found');
  });

  it('is handed over to its end by the same device, whatever cut it off', async () => {
    let isCut = true;
    const owner = await beginAccount((url, init, forward) =>
      isCut && init?.method === 'PUT' && url.includes('/parts/')
        ? Promise.reject(new TypeError('the network is gone'))
        : forward(),
    );
    await bringIn(owner.vault, [file('a.txt', 'first'), file('b.txt', 'second')]);
    const worker = newWorker();
    const job = await jobOf(owner, worker, ['a.txt', 'b.txt']);
    expect(await codeOf(owner.vault.grantWorker(job))).toBe('offline');
    const { accountId } = (await keptLog(owner.storage)).state;
    const api = await clientOf(server, worker);
    await owner.vault.sync();
    await expect(taken(api, worker, accountId)).rejects.toThrow('not the items');
    isCut = false;
    // The program has ended meanwhile.
    const again = await openDevice(server, { storage: owner.storage });
    await again.unlock({ email: owner.email, password });
    await again.sync();
    expect(await taken(api, worker, accountId)).toHaveLength(2);
    expect(await owner.storage.list('hand-over/')).toEqual([]);
    // Once more is the same job, and changes nothing.
    await owner.vault.sync();
    expect(await owner.vault.grantWorker(job)).toEqual({ grant: expect.any(Number) as number });
    expect(await taken(api, worker, accountId)).toHaveLength(2);
  });

  it('is kept while an item of it is not shown, and keeps no other job back', async () => {
    let isCut = true;
    const owner = await beginAccount((url, init, forward) =>
      isCut && init?.method === 'PUT' && url.includes('/parts/')
        ? Promise.reject(new TypeError('the network is gone'))
        : forward(),
    );
    for (const name of ['b.txt', 'a.txt']) await bringIn(owner.vault, [file(name, name)]);
    const worker = newWorker();
    const later = JobId.fromBytes(new Uint8Array(16).fill(4));
    for (const job of [await jobOf(owner, worker, ['a.txt']), await jobOf(owner, worker, ['b.txt'], later)])
      expect(await codeOf(owner.vault.grantWorker(job))).toBe('offline');
    isCut = false;
    const api = await clientOf(server, worker);
    const { accountId } = (await keptLog(owner.storage)).state;
    const partsOf = async () => {
      const { accounts } = await api.call(endpoints.workerAccounts, { query: {} });
      const grants = accounts.flatMap((account) => account.grants).toSorted((a, b) => a.grant - b.grant);
      return Promise.all(
        grants.map(async ({ grant }) => {
          const { parts } = await api.call(endpoints.jobParts, { params: { accountId, grant } });
          return parts.length;
        }),
      );
    };

    // What this device kept of content is lost, and the server does not show the newest of it.
    const { storage } = owner;
    for (const prefix of ['batch/', 'checkpoint/'])
      await storage.delete((await storage.list(prefix)).map(([key]) => key));
    let isHidden = true;
    const again = await openDevice(server, {
      storage,
      meddler: async (url, _, forward) => {
        const answer = await forward();
        if (!isHidden || !/\/batches\?/.test(url)) return answer;
        const shown = (await answer.json()) as { readonly batches: readonly unknown[] };
        return Response.json({ ...shown, batches: shown.batches.slice(0, 1) });
      },
    });
    await again.unlock({ email: owner.email, password });
    await again.sync();
    expect((await again.listItems()).map(({ header }) => header.fileName)).toEqual(['b.txt']);
    expect(await partsOf()).toEqual([0, 1]);
    expect(await storage.list('hand-over/')).toHaveLength(1);
    isHidden = false;
    await again.sync();
    expect(await partsOf()).toEqual([1, 1]);
    expect(await storage.list('hand-over/')).toEqual([]);
  });

  it('hands nothing over before the grant stands, whatever the server answers', async () => {
    let isRefusing = false;
    const puts: string[] = [];
    const owner = await beginAccount((url, init, forward) => {
      if (init?.method === 'PUT' && url.includes('/parts/')) puts.push(url);
      const isAppend = init?.method === 'POST' && url.endsWith('/log');
      return isRefusing && isAppend
        ? Promise.resolve(Response.json({ code: 'log_refused', requestId: 'x' }, { status: 422 }))
        : forward();
    });
    await bringIn(owner.vault, [file('a.txt', 'first')]);
    const job = await jobOf(owner, newWorker(), ['a.txt']);
    isRefusing = true;
    expect(await codeOf(owner.vault.grantWorker(job))).toBe('log_refused');
    await owner.vault.sync().catch(() => undefined);
    expect(puts).toEqual([]);
    isRefusing = false;
    // The entry was kept and is sent again: what became of it is seen first.
    await owner.vault.rotateAccountKey();
    await owner.vault.sync();
    expect(await owner.vault.grants()).toMatchObject([{ standing: 'in force' }]);
    expect(puts).toHaveLength(1);
  });
});

describe('results of a worker', () => {
  it('are read by members as those of a source that the worker has admitted itself', async () => {
    const owner = await beginAccount();
    await bringIn(owner.vault, [file('a.txt', 'first')]);
    const worker = newWorker();
    await owner.vault.grantWorker(await jobOf(owner, worker, ['a.txt']));
    const { accountId } = (await keptLog(owner.storage)).state;
    const api = await clientOf(server, worker);
    const [item] = await taken(api, worker, accountId);
    if (!item) throw new TypeError('an item was expected');
    const found = `${await textOf(api, accountId, item)}: 5 letters`;

    const fetchLog = async () => {
      const { entries } = await api.call(endpoints.accountLog, { params: { accountId }, query: {} });
      return AccountLog.verify(entries.map(parseBase64url), accountId);
    };
    const writerSeed = generateWriterSeed();
    const { state } = await fetchLog();
    const entry = authorWorkerWriter({ state, workerSeed: worker.seed, nowMs: Date.now() }, writerSeed);
    const params = { accountId };
    await api.call(endpoints.appendEntry, { params, body: { entry: encodeBase64url(entry), seals: [] } });
    const writer = await writerClient(accountId, writerSeed);
    const log = await fetchLog();
    const { epoch, ingestKey } = currentEpoch(log.state);
    const sealer = new BatchSealer({ accountId, epoch, ingestKey, logHead: log.head, writerSeed });
    const bytes = new TextEncoder().encode(found);
    const header = {
      title: 'Result',
      from: '',
      source: '',
      receivedAtMs: 0,
      mediaType: 'text/plain',
      fileName: 'result.txt',
      size: bytes.length,
    };
    const rows = [];
    const source = {
      size: bytes.length,
      read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
    };
    for await (const row of sealer.sealItem(header, source)) rows.push(row);
    const { batchId, pages, manifest, seal } = await sealer.finish(undefined, Date.now());
    const batch = { accountId, batchId };
    for (const row of rows)
      await writer.call(endpoints.putChunks, { params: batch, body: encodeChunkRows([row]) });
    for (const [page, body] of pages.entries())
      await writer.call(endpoints.putPage, { params: { ...batch, page }, body });
    const body = { manifest: encodeBase64url(manifest), seal: encodeBase64url(seal) };
    await writer.call(endpoints.commitBatch, { params: batch, body });

    await owner.vault.sync();
    const contents = await readAll(owner.vault);
    expect(contents.get('result.txt')).toBe(encodeBase64url(bytes));
    const sources = (await owner.vault.listItems()).map(({ sourceName }) => sourceName);
    expect(sources).toContain('Indexer');
  });
});

async function writerClient(accountId: AccountId, seed: ReturnType<typeof generateWriterSeed>) {
  const open = new ApiClient({ baseUrl: server.url, fetch });
  const writerId = writerIdOf(seed);
  const { challenge } = await open.call(endpoints.writerChallenge, { body: { accountId, writerId } });
  const signed = signWriterChallenge({ accountId, writerId, challenge: parseBase64url(challenge) }, seed);
  const body = { accountId, writerId, challenge, signature: encodeBase64url(signed) };
  const { token } = await open.call(endpoints.writerSession, { body });
  return new ApiClient({ baseUrl: server.url, fetch, headers: () => ({ authorization: `Bearer ${token}` }) });
}
