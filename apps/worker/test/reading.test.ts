import {
  type AccountId,
  type BatchId,
  CommonsealError,
  type ItemId,
  JobId,
  type WriterId,
  encodeChunkRows,
} from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { parseManifest } from '@commonseal/account-log';
import { BatchSealer, type SealedBatch } from '@commonseal/account-log/author';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { type Device, asked, file, keptLog, readAll } from '../../../e2e/fixtures/granting-owner.ts';
import { AccountRefusal } from '../src/accounts/account-refusal.ts';
import type { Portion, Scope } from '../src/reading/reading-api.ts';
import type { KeyholderSigner } from '../src/signing/keyholder-signer.ts';
import { readingOf } from './support/job-account.ts';
import type { RealWorker } from './support/worked-account.ts';
import { WorkedServer } from './support/worked-server.ts';

const analyser = { name: 'text', version: '1' };
let worked: WorkedServer;
let worker: RealWorker;
let reading: RealWorker['reading'];
/** What its bodies are served as. */
let meddle: (path: string, answer: Response) => Response | Promise<Response> = (_, answer) => answer;

beforeAll(async () => {
  worked = await WorkedServer.start({ client: { fetch: meddled, retries: { pausesMs: [] } } });
  ({ worker } = worked);
  ({ reading } = worker);
}, 180_000);
afterAll(() => worked.stop());

const meddled: typeof fetch = async (input, init) =>
  meddle(new URL(input as string).pathname, await fetch(input, init));

async function startKeyholder(): Promise<void> {
  await worked.commands.start(worker.state, {}, ['--server', worked.server.url]);
  await worker.unseal();
}

async function restartKeyholder(): Promise<void> {
  await worked.commands.endAll();
  await startKeyholder();
}

/** An account with files, in two batches, and its id. */
async function accountWith(names: readonly string[], more: readonly string[] = []) {
  const owner = await worked.people.beginAccount();
  await bringIn(owner.vault, names.map(fileOf));
  if (more.length > 0) await bringIn(owner.vault, more.map(fileOf));
  return { owner, accountId: (await keptLog(owner.storage)).state.accountId };
}
const textOf = (name: string) => `what ${name} says `.repeat(name.startsWith('long') ? 60_000 : 1);
const fileOf = (name: string) => file(name, textOf(name));

async function grantTo(owner: Device, change = {}) {
  const granted = await owner.vault.grantWorker(asked(worker.shown as never, change));
  // An account key is handed over with the next look.
  await owner.vault.sync();
  return granted;
}

async function portionsOf(accountId: AccountId, grant: number, scope: Scope = {}, after?: string) {
  const portions: Portion[] = [];
  for await (const portion of reading.portions(accountId, grant, scope, after)) portions.push(portion);
  return portions;
}

/** Contents by file name. */
async function readWith(
  accountId: AccountId,
  grant: number,
  portions: readonly Portion[],
  ...choice: [wanted?: (itemId: ItemId) => boolean, only?: Pick<Scope, 'fromMs' | 'toMs'>]
): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  const run = await reading.begin(accountId, grant, analyser);
  try {
    for (const portion of portions)
      for await (const item of run.open(portion, ...choice)) {
        contents[item.header.fileName] = new TextDecoder().decode(await item.read());
        item.wipe();
        await expect(item.read()).rejects.toThrow('wiped');
      }
  } finally {
    await run.end();
  }
  return contents;
}
const textsOf = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, textOf(name)]));

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) =>
      error instanceof AccountRefusal || error instanceof CommonsealError
        ? error.code
        : Promise.reject(error),
  );

describe('a standing grant', () => {
  it('is read whole, and by sources, items and times', async () => {
    const { owner, accountId } = await accountWith(['a.txt', 'long.txt'], ['b.txt']);
    const { grant } = await grantTo(owner);
    expect(await reading.accounts()).toEqual([
      { accountId, grants: [{ grant, expiresAtMs: expect.any(Number) as number }] },
    ]);
    const portions = await portionsOf(accountId, grant);
    expect(portions.reduce((sum, { itemCount }) => sum + itemCount, 0)).toBe(3);
    expect(await readWith(accountId, grant, portions)).toEqual(textsOf('a.txt', 'long.txt', 'b.txt'));

    const keys = portions.map(({ key }) => key);
    expect(keys).toEqual(keys.toSorted());
    expect(await portionsOf(accountId, grant, {}, keys[0])).toEqual(portions.slice(1));
    const [first] = portions;
    if (first?.ref.kind !== 'batch') throw new TypeError('a batch');
    const { writerId } = first.ref;
    expect(await portionsOf(accountId, grant, { writerId })).toEqual(portions);
    expect(await portionsOf(accountId, grant, { writerId: accountId as string as WriterId })).toEqual([]);
    const items = await owner.vault.listItems();
    const wanted = items.find(({ header }) => header.fileName === 'b.txt');
    expect(await readWith(accountId, grant, portions, (id) => id === wanted?.itemId)).toEqual(
      textsOf('b.txt'),
    );
    const received = wanted?.header.receivedAtMs ?? 0;
    const within = (only: Pick<Scope, 'fromMs' | 'toMs'>) =>
      readWith(accountId, grant, portions, undefined, only).then(Object.keys);
    expect(await within({ toMs: received })).toEqual([]);
    expect(await within({ fromMs: received })).toHaveLength(3);
    expect(await within({ fromMs: received + 1 })).toEqual([]);
    await owner.vault.revokeGrant(grant);
    expect(await codeOf(reading.follow(accountId))).toBe('not_found');
    expect(await codeOf(readWith(accountId, grant, portions))).not.toBe('done');
  });

  it('goes on when the keyholder was sealed, or was started anew', async () => {
    const { owner, accountId } = await accountWith(['a.txt'], ['b.txt']);
    const { grant } = await grantTo(owner);
    const portions = await portionsOf(accountId, grant);
    const run = await reading.begin(accountId, grant, analyser);
    const namesIn = async (portion: Portion | undefined) => {
      const names: string[] = [];
      if (portion) for await (const { header } of run.open(portion)) names.push(header.fileName);
      return names;
    };
    expect(await namesIn(portions[0])).toEqual(['a.txt']);
    await worker.seal();
    expect(await codeOf(namesIn(portions[1]))).toBe('sealed');
    await worker.unseal();
    expect(await namesIn(portions[1])).toEqual(['b.txt']);
    await worked.commands.endAll();
    await expect(namesIn(portions[1])).rejects.toThrow('keyholder');
    await startKeyholder();
    expect(await namesIn(portions[1])).toEqual(['b.txt']);
    expect(await namesIn(portions[0])).toEqual(['a.txt']);
    await run.end();
  });

  it('goes on as well where another process has shown the keyholder all that it has forgotten', async () => {
    const { owner, accountId } = await accountWith(['a.txt'], ['b.txt']);
    const { grant } = await grantTo(owner);
    const portions = await portionsOf(accountId, grant);
    const other = readingOf(worker.state, worked.server.url);
    const run = await other.reading.begin(accountId, grant, analyser);
    await other.reading.follow(accountId);
    await restartKeyholder();
    const [, last] = portions;
    const names: string[] = [];
    if (last) for await (const { header } of run.open(last)) names.push(header.fileName);
    expect(names).toEqual(['b.txt']);
    await run.end();
    other.keyholder.close();
  });

  it('takes no body that is not the one that was signed', async () => {
    const { owner, accountId } = await accountWith(['a.txt', 'b.txt']);
    const { grant } = await grantTo(owner);
    const portions = await portionsOf(accountId, grant);
    const answers = async (change: (path: string, bytes: Uint8Array) => Uint8Array) => {
      meddle = async (path, answer) => {
        if (!path.includes('chunk')) return answer;
        const bytes = change(path, new Uint8Array(await answer.arrayBuffer()));
        return new Response(bytes as BodyInit, answer);
      };
      try {
        return await codeOf(readWith(accountId, grant, portions));
      } finally {
        meddle = (_, answer) => answer;
      }
    };
    const flipped = (bytes: Uint8Array) =>
      bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte));
    const isTogether = (path: string) => path.endsWith('/first-chunks');
    expect(await answers((path, bytes) => (isTogether(path) ? flipped(bytes) : bytes))).toBe(
      'decryption_failed',
    );
    // Where the server leaves them out, each is asked for alone.
    const alone = (change: (bytes: Uint8Array) => Uint8Array) =>
      answers((path, bytes) => (isTogether(path) ? new Uint8Array() : change(bytes)));
    expect(await alone(flipped)).toBe('decryption_failed');
    expect(await alone((bytes) => bytes)).toBe('done');
    expect(await answers((_, bytes) => bytes)).toBe('done');
  });
});

describe('a grant for one job', () => {
  it('reads exactly its items', async () => {
    const { owner, accountId } = await accountWith(['a.txt', 'b.txt'], ['long.txt', 'd.txt']);
    const items = await owner.vault.listItems();
    const itemIds = ['a.txt', 'long.txt'].map(
      (name) => items.find(({ header }) => header.fileName === name)?.itemId,
    );
    const jobId = JobId.fromBytes(new Uint8Array(16).fill(5));
    const { grant } = await grantTo(owner, {
      terms: { kind: 'job', jobId, analyserName: 'text 1', itemIds },
    });
    const portions = await portionsOf(accountId, grant);
    expect(portions).toEqual([
      { key: expect.any(String) as string, itemCount: 2, ref: { kind: 'part', part: 0 } },
    ]);
    expect(await portionsOf(accountId, grant, {}, portions[0]?.key)).toEqual([]);
    expect(await readWith(accountId, grant, portions)).toEqual(textsOf('a.txt', 'long.txt'));
    const [only] = itemIds;
    expect(await readWith(accountId, grant, portions, (id) => id === only)).toEqual(textsOf('a.txt'));

    for (const table of ['job_items', 'job_parts'])
      await worked.server.database.query(`delete from ${table}`);
    expect(await codeOf(portionsOf(accountId, grant))).toBe('job_items_missing');
  });
});

describe('results', () => {
  it('are sealed and delivered as by any writer, and open in the owner’s vault', async () => {
    const { owner, accountId } = await accountWith(['a.txt']);
    const { grant } = await grantTo(owner);
    await reading.follow(accountId);
    const { signer, keyholder } = worker;
    await signer.admit(accountId);
    await signer.admit(accountId);
    const first = await sealed(signer, accountId, 'first result');
    await deliver(await signer.session(accountId), accountId, first);
    const second = await sealed(signer, accountId, 'second result', first.batch);
    await deliver(await signer.session(accountId), accountId, second);
    await owner.vault.sync();
    const found = await readAll(owner.vault);
    expect([...found.keys()].toSorted()).toEqual(['a.txt', 'first result', 'second result']);
    expect(Buffer.from(found.get('first result') ?? '', 'base64url').toString()).toBe('first result');
    // They are no content that a worker reads.
    expect(await portionsOf(accountId, grant)).toHaveLength(1);
    const { records } = await keyholder.ask('accessRecords', { accountId, from: 0 });
    expect(records).toEqual([]);
    await readWith(accountId, grant, await portionsOf(accountId, grant));
    await readWith(accountId, grant, await portionsOf(accountId, grant));
    const all = await keyholder.ask('accessRecords', { accountId, from: 0 });
    expect(all.records).toHaveLength(2);
    for (const from of [1, 0, 2])
      expect((await keyholder.ask('accessRecords', { accountId, from })).records).toEqual(
        all.records.slice(from),
      );
  });

  it('are signed by a keyholder that was started anew, and knows nothing of the account until it is shown', async () => {
    const { owner, accountId } = await accountWith(['a.txt']);
    await grantTo(owner);
    const { signer } = worker;
    await reading.follow(accountId);
    await signer.admit(accountId);
    const writerId = await signer.writerId(accountId);
    await restartKeyholder();
    expect(await signer.writerId(accountId)).toBe(writerId);
    const first = await sealed(signer, accountId, 'first result');
    await restartKeyholder();
    await deliver(await signer.session(accountId), accountId, first);
    await restartKeyholder();
    await signer.admit(accountId);
    await restartKeyholder();
    await signer.sign(accountId, parseManifest(first.batch.manifest).body);
    await restartKeyholder();
    await signer.placement(accountId);
    // What it refuses for another reason is refused.
    expect(await codeOf(signer.sign(accountId, new Uint8Array(3)))).toBe('manifest_refused');
  });

  interface Result {
    readonly batch: SealedBatch;
    readonly rows: readonly { readonly itemId: ItemId; readonly chunk: number; readonly row: Uint8Array }[];
  }

  async function sealed(
    signer: KeyholderSigner,
    accountId: AccountId,
    text: string,
    previous?: SealedBatch,
  ): Promise<Result> {
    const placement = await signer.placement(accountId);
    const writerId = await signer.writerId(accountId);
    const sign = (body: Uint8Array) => signer.sign(accountId, body);
    const sealer = new BatchSealer({ accountId, ...placement, signer: { writerId, sign } });
    const bytes = new TextEncoder().encode(text);
    const source = {
      size: bytes.length,
      read: async (at: number, length: number) => bytes.subarray(at, at + length),
    };
    const mediaType = 'text/plain';
    const header = {
      title: '',
      from: '',
      source: '',
      receivedAtMs: 0,
      mediaType,
      fileName: text,
      size: bytes.length,
    };
    const rows = [];
    for await (const row of sealer.sealItem(header, source)) rows.push(row);
    return { batch: await sealer.finish(previous?.head, Date.now()), rows };
  }

  async function deliver(writer: ApiClient, accountId: AccountId, { batch, rows }: Result): Promise<void> {
    const { batchId, pages, manifest, seal } = batch;
    const params: { accountId: AccountId; batchId: BatchId } = { accountId, batchId };
    for (const row of rows)
      await writer.call(endpoints.putChunks, { params: params, body: encodeChunkRows([row]) });
    for (const [page, bytes] of pages.entries())
      await writer.call(endpoints.putPage, { params: { ...params, page }, body: bytes });
    const body = {
      manifest: Buffer.from(manifest).toString('base64url'),
      seal: Buffer.from(seal).toString('base64url'),
    };
    await writer.call(endpoints.commitBatch, { params, body });
  }
});
