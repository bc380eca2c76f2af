import { type ChainHead, encodeManifest, parseManifest } from '@commonseal/account-log';
import { generateBatchId, generateItemId, generateWriterSeed, sign } from '@commonseal/crypto/seal';
import { hash, hashPurposes, signPurposes } from '@commonseal/crypto/verify';
import { AccountId, concatBytes } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestAccount, type TestProgram } from './support/account.ts';
import { type TestBatch, commit, deliver, putPage, putRows, sealBatch, upload } from './support/batch.ts';
import { Reasons } from './support/reasons.ts';
import { flippedAt } from './support/flipped.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, openServer } from './support/server.ts';

let server: TestServer;
let account: TestAccount;
let connector: TestProgram;
const reasons = new Reasons();

beforeAll(async () => {
  server = await openServer();
  account = await TestAccount.create(server);
});
beforeEach(async () => {
  connector = await account.admitConnector();
});
afterAll(async () => {
  reasons.close();
  await server.close();
});

async function sequences(of = account): Promise<number[]> {
  const query = { after: 0, limit: 100 };
  const { batches } = await of.api.call(endpoints.batches, { params: of.params, query });
  return batches.map(({ sequence }) => sequence);
}

type Manifest = ReturnType<typeof parseManifest>['manifest'];

/** The batch's manifest with something else in it, signed by its own writer all the same. */
function resign(batch: TestBatch, { seed }: TestProgram, change: Partial<Manifest>): Uint8Array {
  const body = encodeManifest({ ...parseManifest(batch.manifest).manifest, ...change });
  const signature = sign(signPurposes.manifest, AccountId.toBytes(batch.accountId), body, seed);
  return concatBytes(body, signature);
}

/** The same chain head somewhere else in time or space. */
const moved = (head: ChainHead, change: Partial<ChainHead>): ChainHead => ({ ...head, ...change });

describe('a batch is accepted', () => {
  it('three in a row, each following the one before', async () => {
    const before = await sequences();
    const log = await account.log();
    const first = await sealBatch(log, connector, [10, 700_000, 0]);
    const second = await sealBatch(log, connector, [20], first.head);
    const third = await sealBatch(log, connector, [30], second.head);
    const given = [];
    for (const batch of [first, second, third]) given.push(await deliver(connector.api, batch));
    const next = before.length + 1;
    expect(given).toEqual([next, next + 1, next + 2]);
  });

  it('again with the same answer', async () => {
    const batch = await sealBatch(await account.log(), connector, [10]);
    const sequence = await deliver(connector.api, batch);
    expect(await commit(connector.api, batch)).toBe(sequence);
    expect(await deliver(connector.api, batch)).toBe(sequence);
  });

  it('once when it is committed several times at once', async () => {
    const batch = await sealBatch(await account.log(), connector, [10]);
    await upload(connector.api, batch);
    const given = await Promise.all([1, 2, 3].map(() => commit(connector.api, batch)));
    expect(new Set(given).size).toBe(1);
  });

  it('without items, as a sign of life', async () => {
    const batch = await sealBatch(await account.log(), connector, []);
    expect(batch.pages).toHaveLength(0);
    const sequence = await commit(connector.api, batch);
    expect(await sequences()).toContain(sequence);
  });

  it("from a person's own device, by that person", async () => {
    const device = await account.admitDevice();
    const batch = await sealBatch(await account.log(), device, [10]);
    await deliver(account.api, batch);
  });

  it('without a gap in the sequence when many writers deliver at once', async () => {
    const busy = await TestAccount.create(server);
    const programs = [];
    for (let at = 0; at < 4; at += 1) programs.push(await busy.admitConnector());
    const log = await busy.log();
    await Promise.all(
      programs.map(async (program) => {
        let head: ChainHead | undefined;
        for (let at = 0; at < 3; at += 1) {
          const batch = await sealBatch(log, program, [10], head);
          // Refusals between them take no number.
          await codeOf(commit(program.api, batch));
          await deliver(program.api, batch);
          head = batch.head;
        }
      }),
    );
    expect(await sequences(busy)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
  });
});

describe('of two batches', () => {
  it('for the same place in the chain one is accepted', async () => {
    const log = await account.log();
    const batches = [await sealBatch(log, connector, [10]), await sealBatch(log, connector, [11])];
    for (const batch of batches) await upload(connector.api, batch);
    const codes = await Promise.all(batches.map((batch) => codeOf(commit(connector.api, batch))));
    expect(new Set(codes)).toEqual(new Set(['batch_refused', undefined]));
  });
});

describe('a batch is refused', () => {
  let batch: TestBatch;
  beforeEach(async () => {
    batch = await sealBatch(await account.log(), connector, [10, 600_000]);
    await upload(connector.api, batch);
    reasons.take();
  });

  const refusalOf = (changed: Parameters<typeof commit>[2], api = connector.api) =>
    codeOf(commit(api, batch, changed));

  it('when its manifest is damaged or signed by another', async () => {
    const { manifest } = batch;
    expect(await refusalOf({ manifest: new Uint8Array(9) })).toBe('batch_refused');
    expect(await refusalOf({ manifest: flippedAt(manifest, manifest.length - 1) })).toBe('batch_refused');
    const forger = { ...connector, seed: generateWriterSeed() };
    expect(await refusalOf({ manifest: resign(batch, forger, {}) })).toBe('batch_refused');
    expect(reasons.take()).toEqual(['malformed', 'signature invalid', 'signature invalid']);
  });

  it('when it speaks of another batch or account', async () => {
    const manifest = resign(batch, connector, { batchId: generateBatchId() });
    expect(await refusalOf({ manifest })).toBe('batch_refused');
    const accountId = AccountId.fromBytes(new Uint8Array(32));
    expect(await refusalOf({ manifest: resign(batch, connector, { accountId }) })).toBe('batch_refused');
    expect(reasons.take()).toEqual(["another batch's manifest", "another batch's manifest"]);
  });

  it('when it does not follow the chain', async () => {
    expect(await refusalOf({ manifest: resign(batch, connector, { index: 1 }) })).toBe('batch_refused');
    const previousHash = new Uint8Array(32).fill(1);
    expect(await refusalOf({ manifest: resign(batch, connector, { previousHash }) })).toBe('batch_refused');
    await commit(connector.api, batch);
    const log = await account.log();
    const wrongHash = moved(batch.head, { hash: new Uint8Array(32) });
    const next = await sealBatch(log, connector, [1], wrongHash);
    await upload(connector.api, next);
    expect(await codeOf(commit(connector.api, next))).toBe('batch_refused');
    const skipping = await sealBatch(log, connector, [1], moved(batch.head, { index: 1 }));
    await upload(connector.api, skipping);
    expect(await codeOf(commit(connector.api, skipping))).toBe('batch_refused');
    const empty = await sealBatch(log, connector, [], batch.head);
    const backwards = resign(empty, connector, { timeMs: 1 });
    expect(await codeOf(commit(connector.api, empty, { manifest: backwards }))).toBe('batch_refused');
    expect(reasons.take()).toEqual([
      'wrong sequence',
      'does not follow the previous entry',
      'does not follow the previous entry',
      'wrong sequence',
      'time goes backwards',
    ]);
  });

  it('when its time is more than a day ahead of the server', async () => {
    const hour = 60 * 60 * 1000;
    const ahead = (hours: number) => resign(batch, connector, { timeMs: Date.now() + hours * hour });
    expect(await refusalOf({ manifest: ahead(25) })).toBe('batch_refused');
    expect(reasons.take()).toEqual(['the time is ahead']);
    expect(await refusalOf({ manifest: ahead(23) })).toBeUndefined();
  });

  it('when it names a head or an epoch that the log does not have there', async () => {
    const { logHead } = parseManifest(batch.manifest).manifest;
    const wrong = [
      { logHead: { ...logHead, hash: new Uint8Array(32) } },
      { logHead: { ...logHead, sequence: logHead.sequence + 1 } },
      { logHead: { sequence: 0, hash: AccountId.toBytes(batch.accountId) } },
      { epoch: 1 },
    ];
    for (const change of wrong) {
      expect(await refusalOf({ manifest: resign(batch, connector, change) })).toBe('batch_refused');
    }
    expect(reasons.take()).toEqual([
      'head is not on the chain',
      'head is beyond the log',
      'time goes backwards',
      'epoch differs',
    ]);
  });

  it('when its seal is another', async () => {
    expect(await refusalOf({ seal: flippedAt(batch.seal, 9) })).toBe('batch_refused');
    expect(reasons.take()).toEqual(['another seal']);
  });

  it('when a page is another or is not named', async () => {
    const pageHashes = [new Uint8Array(32)];
    expect(await refusalOf({ manifest: resign(batch, connector, { pageHashes }) })).toBe('batch_refused');
    const page = new Uint8Array(50);
    await putPage(connector.api, batch, 1, page);
    expect(await refusalOf({})).toBe('batch_refused');
    const named = parseManifest(batch.manifest).manifest.pageHashes;
    const both = [...named, hash(hashPurposes.page, page)];
    await commit(connector.api, batch, { manifest: resign(batch, connector, { pageHashes: both }) });
  });

  it('when a body is another, is longer or is not named', async () => {
    const { items } = parseManifest(batch.manifest).manifest;
    const [first, second] = items;
    if (!first || !second) throw new Error('no items');
    const wrong = [
      [first, { ...second, bodyHash: new Uint8Array(32) }],
      [first, { ...second, chunkCount: 1 }],
      [first],
      [],
    ];
    for (const each of wrong) {
      expect(await refusalOf({ manifest: resign(batch, connector, { items: each }) })).toBe('batch_refused');
    }
    const surplus = { itemId: first.itemId, chunk: 1, row: new Uint8Array(20) };
    await putRows(connector.api, batch, [surplus]);
    expect(await refusalOf({})).toBe('batch_refused');
  });

  it('for now, when something is missing', async () => {
    const { items, pageHashes } = parseManifest(batch.manifest).manifest;
    const [first, second] = items;
    if (!first || !second) throw new Error('no items');
    const wanting = [
      { items: [first, { ...second, chunkCount: 3 }] },
      { items: [...items, { ...first, itemId: generateItemId() }] },
      { pageHashes: [...pageHashes, new Uint8Array(32)] },
    ];
    for (const change of wanting) {
      expect(await refusalOf({ manifest: resign(batch, connector, change) })).toBe('upload_incomplete');
    }
    await commit(connector.api, batch);
  });

  it('when an item is in the account already', async () => {
    await commit(connector.api, batch);
    const next = await sealBatch(await account.log(), connector, [], batch.head);
    const { items } = parseManifest(batch.manifest).manifest;
    const copy = { ...next, rows: batch.rows };
    await upload(connector.api, copy);
    const manifest = resign(next, connector, { items });
    const before = await sequences();
    expect(await codeOf(commit(connector.api, next, { manifest }))).toBe('batch_refused');
    expect(await sequences()).toEqual(before);
    expect(reasons.take()).toEqual(['an item that is there already']);
  });

  it('when another was accepted under its id', async () => {
    await commit(connector.api, batch);
    const manifest = resign(batch, connector, { timeMs: batch.head.timeMs + 1 });
    expect(await refusalOf({ manifest })).toBe('batch_refused');
    expect(reasons.take()).toEqual(['another batch was accepted under this id']);
  });

  it("when it is another one's", async () => {
    const other = await account.admitConnector();
    expect(await refusalOf({}, other.api)).toBe('forbidden');
    expect(await refusalOf({}, account.api)).toBe('forbidden');
    const own = await sealBatch(await account.log(), other, [1]);
    expect(await codeOf(commit(account.api, own))).toBe('forbidden');
    const device = await account.admitDevice();
    const ofDevice = await sealBatch(await account.log(), device, []);
    expect(await codeOf(commit(connector.api, ofDevice))).toBe('forbidden');
  });

  it('when its writer or device was withdrawn', async () => {
    const device = await account.admitDevice();
    const first = await sealBatch(await account.log(), device, [1]);
    await deliver(account.api, first);
    const second = await sealBatch(await account.log(), device, [1], first.head);
    await upload(account.api, second);
    await account.withdraw(device.writerId, first.head);
    expect(await codeOf(commit(account.api, second))).toBe('batch_refused');
    expect(await commit(account.api, first)).toBeGreaterThan(0);
    await account.withdraw(connector.writerId);
    expect(await refusalOf({})).toBe('forbidden');
    expect(reasons.take()).toEqual(['withdrawn', 'the writer was withdrawn']);
  });

  it('when the account key that it is sealed under was replaced, and is then sealed again', async () => {
    const rotating = await TestAccount.create(server);
    const program = await rotating.admitConnector();
    const old = await sealBatch(await rotating.log(), program, [10]);
    await upload(program.api, old);
    await rotating.send(await rotating.authorRotation());
    expect(await codeOf(commit(program.api, old))).toBe('epoch_ended');
    const again = await sealBatch(await rotating.log(), program, [10]);
    expect(await deliver(program.api, again)).toBe(1);
  });
});
