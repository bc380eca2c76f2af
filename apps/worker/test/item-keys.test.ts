// Why this file is long: every refusal of one judge, about the same account, worker and job.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ItemId, parseItemHeader } from '@commonseal/protocol';
import { type GrantTerms, currentEpoch, jobItemsOf, maxJobItems, workerIdOf } from '@commonseal/account-log';
import { decryptPage, openSeal } from '@commonseal/crypto/open';
import {
  type BatchKey,
  type WriterSeed,
  batchKeyContext,
  cryptoReady,
  chainBackContext,
  deriveBoxKey,
  deriveItemKey,
  encryptBox,
  encryptPage,
  pageContext,
  sealSecret,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { openAccessRecords } from '@commonseal/vault';
import { HandoverKey } from '@commonseal/guarded/handover';
import { GuardedSecret } from '@commonseal/guarded/secret';

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccountRefusal } from '../src/accounts/account-refusal.ts';
import { freshnessBounds } from '../src/accounts/freshness.ts';
import type { OpenHandedPart } from '../src/jobs/handed-items.ts';
import { ItemKeys, type ItemKeysOptions } from '../src/jobs/item-keys.ts';
import { JobTable, jobLimits } from '../src/jobs/job-table.ts';
import { ownClock } from '../src/jobs/own-clock.ts';
import { AccountKeys } from '../src/keys/account-keys.ts';
import { type WorkerKeys, deriveWorkerKeys } from '../src/keyholder/worker-keys.ts';
import type { Asker } from '../src/socket/socket-server.ts';
import { type DeliveredBatch, GrantedAccount, dayMs } from './support/granted-account.ts';

beforeAll(cryptoReady);

let folder: string;
let worker: WorkerKeys;
let isSealed: boolean;
let account: GrantedAccount;
let nowMs: number;
let handover: HandoverKey;
let bank: WriterSeed;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonseal-item-keys-'));
  worker = deriveWorkerKeys(GuardedSecret.random(32));
  isSealed = false;
  nowMs = Date.now();
  account = new GrantedAccount(nowMs);
  handover = new HandoverKey();
  bank = account.writer();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function keyholder(options: Partial<ItemKeysOptions> = {}): ItemKeys {
  return new ItemKeys({
    path: join(folder, 'accounts'),
    workerId: workerIdOf(worker.identity),
    workerKeys: () => (isSealed ? undefined : worker),
    nowMs: () => nowMs,
    ...options,
  });
}

/** With all that its account shows now. */
async function upToDate(keys: ItemKeys): Promise<void> {
  await keys.takeLog(account.accountId, { from: 0, entries: account.entries, more: false });
}

async function begun(keys: ItemKeys, grant: number, asker: Asker = { isGone: false }): Promise<string> {
  const { accountId } = account;
  const analyser = { analyser: 'counter', version: '1.2', handoverKey: handover.publicKey };
  return (await keys.begin({ accountId, grant, ...analyser }, asker)).run;
}

async function standing(
  terms?: GrantTerms,
  options?: Partial<ItemKeysOptions>,
): Promise<{ readonly keys: ItemKeys; readonly grant: number; readonly run: string }> {
  const grant = account.grant(worker.identity, terms);
  const keys = keyholder(options);
  await upToDate(keys);
  await keys.takeKeys(account.accountId, account.keysFor(worker.identity));
  return { keys, grant, run: await begun(keys, grant) };
}

const idsOf = ({ parsed }: DeliveredBatch) => parsed.items.map(({ itemId }) => itemId);
const shownOf = ({ seal, pages }: DeliveredBatch) => ({
  seal,
  resealedEpoch: undefined,
  pages: new Map(pages.entries()),
});
const ask = (
  keys: ItemKeys,
  run: string,
  batch: DeliveredBatch,
  change: { readonly items?: readonly ItemId[]; readonly shown?: Partial<ReturnType<typeof shownOf>> } = {},
) =>
  keys.ofBatch(
    run,
    batch.manifest,
    { ...shownOf(batch), ...change.shown },
    { items: change.items ?? idsOf(batch), withHeaders: true },
  );

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'given',
    (error: unknown) => (error instanceof AccountRefusal ? error.code : Promise.reject(error)),
  );

function batchKeyOf({ parsed, seal }: Pick<DeliveredBatch, 'parsed' | 'seal'>): BatchKey {
  return openSeal<BatchKey>(seal, account.known.require(parsed.epoch), batchKeyContext(parsed));
}

/** As members derive them. */
function keysOf({ parsed, seal }: Pick<DeliveredBatch, 'parsed' | 'seal'>): Uint8Array {
  const batchKey = batchKeyOf({ parsed, seal });
  return Uint8Array.from(parsed.items.flatMap(({ itemId }) => [...deriveItemKey(batchKey, itemId)]));
}

function taken(sealed: Uint8Array): Uint8Array | undefined {
  return handover.take(sealed)?.use((bytes) => bytes.slice());
}

async function opened(count: number) {
  return readFile(join(folder, 'accounts', idHex(), 'records')).then((bytes) => {
    const records: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32BE(at))
      records.push(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at)));
    expect(records).toHaveLength(count);
    return openAccessRecords(account.log, account.known, workerIdOf(worker.identity), records).accesses;
  });
}
const idHex = () => Buffer.from(account.accountId, 'base64url').toString('hex');

describe('by a standing grant', () => {
  it('a job gets keys and headers of the items that it asks for, of every epoch, and a record says so', async () => {
    const first = await account.batch(bank, ['one', 'two', 'three']);
    account.rotate();
    const second = await account.batch(bank, ['four'], first.head);
    const { keys, run, grant } = await standing();
    const [one, , three] = idsOf(first);
    const { sealed, headers } = await ask(keys, run, first, { items: [three, one] as ItemId[] });
    const all = keysOf(first);
    expect(taken(sealed)).toEqual(Uint8Array.from([...all.slice(64, 96), ...all.slice(0, 32)]));
    expect(headers.map((header) => parseItemHeader(header).title)).toEqual(['three', 'one']);
    expect(taken((await ask(keys, run, second)).sealed)).toEqual(keysOf(second));
    const [access] = await opened(2);
    expect(access).toMatchObject({
      isGranted: true,
      record: { grant, analyser: 'counter', version: '1.2', itemCount: 2, timeMs: nowMs, withHeaders: true },
    });
    expect(access?.record.source).toEqual({ kind: 'batch', writerId: writerIdOf(bank), index: 0 });
  });

  it('nothing of sources that it does not name, and nothing that no batch of the account says', async () => {
    const shop = account.writer();
    const { keys, run } = await standing({ kind: 'standing', writerIds: [writerIdOf(bank)] });
    const ours = await account.batch(bank, ['one', 'two']);
    const theirs = await account.batch(shop, ['three']);
    expect(await codeOf(ask(keys, run, theirs))).toBe('source_not_granted');
    expect(await codeOf(ask(keys, run, ours, { items: idsOf(theirs) }))).toBe('item_unknown');
    expect(await codeOf(ask(keys, run, ours, { items: [] }))).toBe('item_unknown');
    const [id] = idsOf(ours) as [ItemId];
    expect(await codeOf(ask(keys, run, ours, { items: [id, id] }))).toBe('item_unknown');
    const altered = { ...ours, manifest: ours.manifest.with(40, (ours.manifest[40] ?? 0) ^ 1) };
    expect(await codeOf(ask(keys, run, altered))).toBe('batch_refused');
    expect(await codeOf(ask(keys, run, ours, { shown: { seal: theirs.seal } }))).toBe('batch_seal_refused');
    const key = GuardedSecret.random(32).use((bytes) => bytes.slice()) as BatchKey;
    const place = { ...ours.parsed, epoch: 0 };
    const own = sealSecret(key, account.state.epochs.get(0)?.ingestKey ?? key, batchKeyContext(place));
    expect(await codeOf(ask(keys, run, ours, { shown: { seal: own, resealedEpoch: 0 as never } }))).toBe(
      'batch_seal_refused',
    );
    expect(await codeOf(ask(keys, run, ours, { shown: { resealedEpoch: 7 as never } }))).toBe(
      'account_key_missing',
    );
    const other = new Map(theirs.pages.entries());
    expect(await codeOf(ask(keys, run, ours, { shown: { pages: other } }))).toBe('page_refused');
    expect(await codeOf(ask(keys, run, ours, { shown: { pages: new Map() } }))).toBe('header_missing');
    // By somebody who has the batch key: the same once more, and not what the writer has signed.
    const batchKey = batchKeyOf(ours);
    const sealedAgain = sealSecret(
      batchKey,
      currentEpoch(account.state).ingestKey,
      batchKeyContext(ours.parsed),
    );
    expect(await codeOf(ask(keys, run, ours, { shown: { seal: sealedAgain } }))).toBe('batch_seal_refused');
    const at = pageContext({ ...ours.parsed, page: 0, version: 0 });
    const records = await decryptPage(ours.pages[0] ?? new Uint8Array(), batchKey, at);
    const pages = new Map([[0, await encryptPage(records, batchKey, at)]]);
    expect(await codeOf(ask(keys, run, ours, { shown: { pages } }))).toBe('page_refused');
    expect(await codeOf(ask(keys, run, ours))).toBe('given');
    await opened(1);
  });

  it('nothing once it is revoked or has expired, though the job has begun before (C5)', async () => {
    const { keys, run, grant } = await standing();
    const batch = await account.batch(bank, ['one']);
    expect(await codeOf(ask(keys, run, batch))).toBe('given');
    const before = account.entries.slice();
    account.revoke(grant);
    await upToDate(keys);
    expect(await codeOf(ask(keys, run, batch))).toBe('job_unknown');
    expect(await codeOf(begun(keys, grant))).toBe('grant_ended');
    expect(await codeOf(keys.takeKeys(account.accountId, account.keysFor(worker.identity)))).toBe(
      'grant_ended',
    );
    // The log of before, once more.
    const replayed = { from: 0, entries: before, more: false };
    expect(await codeOf(keys.takeLog(account.accountId, replayed))).toBe('log_rollback');
    expect(await codeOf(begun(keys, grant))).toBe('grant_ended');

    nowMs += 1000;
    account.nowMs = nowMs;
    const next = account.grant(worker.identity);
    await upToDate(keys);
    await keys.takeKeys(account.accountId, account.keysFor(worker.identity));
    const later = await begun(keys, next);
    expect(await codeOf(ask(keys, later, batch))).toBe('given');
    nowMs += 30 * dayMs;
    await upToDate(keys);
    expect(await codeOf(ask(keys, later, batch))).toBe('job_unknown');
    expect(await codeOf(begun(keys, next))).toBe('grant_expired');
    expect(await codeOf(keys.takeKeys(account.accountId, account.keysFor(worker.identity)))).toBe(
      'grant_expired',
    );
  });

  it('nothing while somebody who has left knows the account key that it would be written down under (C2)', async () => {
    const { keys, run } = await standing();
    const batch = await account.batch(bank, ['one']);
    account.joinAndLeave();
    await upToDate(keys);
    expect(await codeOf(ask(keys, run, batch))).toBe('key_to_be_replaced');
    account.rotate();
    await upToDate(keys);
    expect(await codeOf(ask(keys, run, batch))).toBe('given');
    const [access] = await opened(1);
    expect(access?.record.logHead).toEqual(account.state.head);
  });

  it('nothing while the log is not shown as it is, or the keyholder is sealed (C6)', async () => {
    const { keys, run, grant } = await standing();
    const batch = await account.batch(bank, ['one']);
    nowMs += freshnessBounds.shownMs + 1;
    expect(await codeOf(ask(keys, run, batch))).toBe('log_not_current');
    await upToDate(keys);
    expect(await codeOf(ask(keys, run, batch))).toBe('given');

    // A writer knows of an entry that the server withholds.
    account.rotate();
    const head = account.state.head;
    const ahead = await account.batch(bank, ['two'], batch.head, head);
    expect(await codeOf(ask(keys, run, ahead))).toBe('log_withheld');
    // So does a member: then nothing at all is given.
    const { accountId } = account;
    expect(await codeOf(keys.takeStatements(accountId, [account.statement()]))).toBe('log_withheld');
    expect(await codeOf(ask(keys, run, batch))).toBe('log_withheld');
    expect(await codeOf(begun(keys, grant))).toBe('log_withheld');
    await upToDate(keys);
    expect(await codeOf(ask(keys, run, ahead))).toBe('account_key_missing');
    await keys.takeKeys(accountId, account.keysFor(worker.identity));
    expect(await codeOf(ask(keys, run, ahead))).toBe('given');

    isSealed = true;
    expect(await codeOf(ask(keys, run, batch))).toBe('sealed');
    keys.seal();
    isSealed = false;
    expect(await codeOf(ask(keys, run, batch))).toBe('job_unknown');
    const again = await begun(keys, grant);
    expect(await codeOf(ask(keys, again, batch))).toBe('account_key_missing');
  });

  it('nothing when it is sealed while the record is written', async () => {
    const { grant } = await standing();
    const batch = await account.batch(bank, ['one']);
    let asks = 0;
    const sealing = keyholder({
      // Asked for the grant, for the record, and for the grant once more.
      workerKeys: () => {
        asks += 1;
        return asks > 4 ? undefined : worker;
      },
    });
    await upToDate(sealing);
    await sealing.takeKeys(account.accountId, account.keysFor(worker.identity));
    const run = await begun(sealing, grant);
    expect(await codeOf(ask(sealing, run, batch))).toBe('sealed');
    await opened(1);
  });

  it('no key without its record on the disk, and the chain of records goes on after a restart', async () => {
    const { keys, run, grant } = await standing();
    const batch = await account.batch(bank, ['one']);
    const path = join(folder, 'accounts', idHex(), 'records');
    expect(await codeOf(ask(keys, run, batch))).toBe('given');
    const kept = await readFile(path);
    await writeFile(path, Uint8Array.of(255, 255, 255, 255));
    const later = keyholder();
    await upToDate(later);
    await later.takeKeys(account.accountId, account.keysFor(worker.identity));
    const again = await begun(later, grant);
    expect(await codeOf(ask(later, again, batch))).toBe('record_failed');
    // Half of one, by a power cut.
    await writeFile(path, Buffer.concat([kept, kept.subarray(0, 99)]));
    expect(await codeOf(ask(later, again, batch))).toBe('given');
    const accesses = await opened(2);
    expect(accesses.map(({ record }) => record.index)).toEqual([0, 1]);
    expect((await readFile(path)).includes('counter')).toBe(false);
  });

  it('a batch counts behind those before it, and of a withdrawn writer only what leads to its end (B9)', async () => {
    const first = await account.batch(bank, ['one']);
    const second = await account.batch(bank, ['two'], first.head);
    const otherSecond = await account.batch(bank, ['forged'], first.head);
    const { keys, run, grant } = await standing();
    expect(await codeOf(ask(keys, run, second))).toBe('batch_gap');
    await keys.takeBatches(account.accountId, [first.manifest]);
    expect(await codeOf(ask(keys, run, second))).toBe('given');
    expect(await codeOf(ask(keys, run, otherSecond))).toBe('batch_fork');
    expect(await codeOf(ask(keys, run, first))).toBe('given');

    // Whoever has the key of a withdrawn writer makes another chain that begins the same.
    const third = await account.batch(bank, ['three'], second.head);
    account.revokeWriter(bank, { batchCount: 3, lastHash: third.head.hash });
    const later = keyholder();
    await upToDate(later);
    await later.takeKeys(account.accountId, account.keysFor(worker.identity));
    const again = await begun(later, grant);
    await later.takeBatches(account.accountId, [first.manifest]);
    expect(await codeOf(ask(later, again, otherSecond))).toBe('batch_gap');
    const honest = keyholder();
    await upToDate(honest);
    await honest.takeKeys(account.accountId, account.keysFor(worker.identity));
    const right = await begun(honest, grant);
    const chain = [first, second, third].map(({ manifest }) => manifest);
    await honest.takeBatches(account.accountId, chain);
    expect(await codeOf(ask(honest, right, second))).toBe('given');
    const beyond = await account.batch(bank, ['four'], third.head);
    expect(await codeOf(ask(honest, right, beyond))).toBe('batch_refused');
  });

  it('nothing is kept open of an account of which a statement tells two logs, and nothing in mind of one that has granted nothing', async () => {
    const wipes = vi.spyOn(AccountKeys.prototype, 'wipe');
    const { keys } = await standing();
    const { accountId } = account;
    expect(wipes).not.toHaveBeenCalled();
    const forged = account.statement(nowMs, { sequence: 1, hash: new Uint8Array(32) });
    expect(await codeOf(keys.takeStatements(accountId, [forged]))).toBe('log_fork');
    expect(wipes).toHaveBeenCalledOnce();
    wipes.mockRestore();

    account = new GrantedAccount(nowMs);
    const batch = await account.batch(account.writer(), ['one']);
    await upToDate(keys);
    expect(await codeOf(keys.takeBatches(account.accountId, [batch.manifest]))).toBe('grant_unknown');
    // Asked for more often than an account may begin jobs.
    for (let asked = 0; asked <= jobLimits.beginsPerMinute; asked += 1)
      expect(await codeOf(begun(keys, 1))).toBe('grant_unknown');
  });

  it('no account key that is not the one of the log', async () => {
    account.rotate();
    const { keys } = await standing();
    const right = account.keysFor(worker.identity);
    const other = new GrantedAccount(nowMs);
    const take = (shown: Partial<typeof right>) =>
      codeOf(keys.takeKeys(account.accountId, { ...right, ...shown }));
    expect(await take({})).toBe('given');
    expect(await take({ seal: account.keysFor(worker.identity, 0).seal })).toBe('account_key_refused');
    expect(await take({ seal: other.keysFor(worker.identity).seal })).toBe('account_key_refused');
    const recipient = { kind: 'worker', id: workerIdOf(worker.identity) } as const;
    const mine = new GrantedAccount(nowMs);
    // A seed of the server's own making, sealed for the right place.
    const forged = account.sealTo(recipient, worker.identity.receivingKey, 1, mine.seeds[0]);
    expect(await take({ seal: forged })).toBe('account_key_refused');
    expect(await take({ chainBacks: new Map() })).toBe('account_key_refused');
    // By somebody who has both keys: the same link once more, and not the one that the log names.
    const [old, present] = [account.known.require(0), account.known.require(1)];
    const at = chainBackContext({ accountId: account.accountId, epoch: 1 });
    const again = encryptBox(old, deriveBoxKey(present, 'chainBackKey'), at);
    expect(await take({ chainBacks: new Map([[1, again]]) })).toBe('account_key_refused');
    const [chainBack = new Uint8Array()] = right.chainBacks.values();
    expect(await take({ chainBacks: new Map([[1, chainBack.with(90, 1)]]) })).toBe('account_key_refused');
  });

  it('no account key of the making of a server, where there is no other to lead to', async () => {
    const { keys } = await standing();
    const recipient = { kind: 'worker', id: workerIdOf(worker.identity) } as const;
    const { seeds } = new GrantedAccount(nowMs);
    const seal = account.sealTo(recipient, worker.identity.receivingKey, 0, seeds[0]);
    const shown = { seal, chainBacks: new Map() };
    expect(await codeOf(keys.takeKeys(account.accountId, shown))).toBe('account_key_refused');
  });

  it('not faster than it may be, nor more jobs at a time', async () => {
    const items = { itemsPerJobMinute: 3, itemsPerAccountMinute: 4, leastItems: 1 };
    const limits = { ...jobLimits, ...items, jobsPerAccount: 2 };
    const { keys, run, grant } = await standing(undefined, { limits });
    const batch = await account.batch(bank, ['one', 'two']);
    expect(await codeOf(ask(keys, run, batch))).toBe('given');
    expect(await codeOf(ask(keys, run, batch))).toBe('too_fast');
    const other = await begun(keys, grant);
    expect(await codeOf(ask(keys, other, batch))).toBe('given');
    expect(await codeOf(ask(keys, other, batch, { items: idsOf(batch).slice(1) }))).toBe('too_fast');
    expect(await codeOf(begun(keys, grant))).toBe('too_many_jobs');
    nowMs += 60_000;
    expect(await codeOf(ask(keys, run, batch))).toBe('given');
    keys.end(other);
    expect(await codeOf(ask(keys, other, batch))).toBe('job_unknown');
    expect(await codeOf(begun(keys, grant))).toBe('given');
    nowMs += limits.idleMs + 1;
    expect(await codeOf(ask(keys, run, batch))).toBe('job_unknown');
  });

  it('a job whose process has gone gives way to another one, in its account and in all; no other does', async () => {
    const limits = { ...jobLimits, jobsPerAccount: 3 };
    const { keys, grant, run } = await standing(undefined, { limits });
    const batch = await account.batch(bank, ['one']);
    const gone = { isGone: true };
    const [dead, moved] = [await begun(keys, grant, gone), await begun(keys, grant, gone)];
    // By another connection than the one by which it began.
    keys.askedBy(moved, { isGone: false });
    const next = await begun(keys, grant);
    expect(await codeOf(ask(keys, dead, batch))).toBe('job_unknown');
    for (const alive of [run, moved, next]) expect(await codeOf(ask(keys, alive, batch))).toBe('given');
    expect(await codeOf(begun(keys, grant))).toBe('too_many_jobs');
    keys.askedBy(run, gone);
    expect(await codeOf(begun(keys, grant))).toBe('given');

    const table = new JobTable(() => nowMs, { ...jobLimits, jobs: 1 });
    const [one, other] = [account.accountId, new GrantedAccount(nowMs).accountId];
    const analyser = {
      analyser: 'counter',
      version: '1',
      handoverKey: new Uint8Array(32),
      handed: undefined,
    };
    table.begin({ accountId: one, grant, ...analyser }, { isGone: false });
    expect(() => table.requireRoom(other)).toThrow(AccountRefusal);
    table.endAll();
    table.begin({ accountId: one, grant, ...analyser }, gone);
    table.requireRoom(other);
    expect(table.accountIds()).toEqual(new Set());
  });

  it('a request for one item counts as many, since its record takes as much of the disk', async () => {
    const limits = { ...jobLimits, itemsPerJobMinute: 2 * jobLimits.leastItems };
    const { keys, run } = await standing(undefined, { limits });
    const batch = await account.batch(bank, ['one']);
    const codes = [];
    for (let times = 0; times < 3; times += 1) codes.push(await codeOf(ask(keys, run, batch)));
    expect(codes).toEqual(['given', 'given', 'too_fast']);
    await opened(2);
  });
});

describe('by a grant for one job', () => {
  type Change = Partial<{ readonly header: Uint8Array; readonly names: readonly number[] }>;

  /** Parts are opened here as whoever has sealed them knows them: the form that owners use has tests of its own. */
  async function handedJob(change: Change = {}) {
    bank = account.writer();
    const batch = await account.batch(bank, ['one', 'two', 'three']);
    const other = await account.batch(bank, ['four'], batch.head);
    const named = batch.parsed.items.slice(0, 2);
    const grant = account.grant(worker.identity, account.jobTerms(jobItemsOf(named)), 7 * dayMs);
    const headers = await headersOf(batch);
    const { names = [0, 1] } = change;
    /** One item in each part. */
    const openHanded: OpenHandedPart = (_, { part, grant: place }) => {
      expect(place).toEqual({ sequence: grant, hash: account.log.hashAt(grant) });
      const at = names[part] ?? 0;
      const item = batch.parsed.items[at];
      const header = part === 0 && change.header ? change.header : headers[at];
      if (!item || !header) throw new TypeError('an item');
      const key = keysOf(batch).slice(at * 32, at * 32 + 32);
      const { batchId, writerId, epoch } = batch.parsed;
      const items = [{ ...item, batchId, writerId, epoch }];
      return { items, keys: GuardedSecret.takenFrom(key), headers: [header] };
    };
    const keys = keyholder({ openHanded });
    await upToDate(keys);
    return { keys, grant, batch, other };
  }

  async function headersOf(batch: DeliveredBatch): Promise<Uint8Array[]> {
    const batchKey = batchKeyOf(batch);
    const context = pageContext({ ...batch.parsed, page: 0, version: 0 });
    const records = await decryptPage(batch.pages[0] ?? new Uint8Array(), batchKey, context);
    return records.map(({ header }) => header.slice());
  }

  const partOf = (part: number) => ({ part, bytes: Uint8Array.of(part) });
  const asked = (keys: ItemKeys, run: string, part: number, ...items: readonly ItemId[]) =>
    keys.ofJob(run, partOf(part), { items, withHeaders: true });

  it('a job gets the items that the owner has named, once all were shown, and no other', async () => {
    const { keys, grant, batch, other } = await handedJob();
    const run = await begun(keys, grant);
    const [one, two, three] = idsOf(batch) as [ItemId, ItemId, ItemId];
    await keys.takeHanded(run, [partOf(0)]);
    expect(await codeOf(asked(keys, run, 0, one))).toBe('job_items_missing');
    await keys.takeHanded(run, [partOf(1)]);
    const { sealed, headers } = await asked(keys, run, 1, two);
    expect(taken(sealed)).toEqual(keysOf(batch).slice(32, 64));
    expect(headers.map((header) => parseItemHeader(header).title)).toEqual(['two']);
    expect(await codeOf(asked(keys, run, 0, one))).toBe('given');
    for (const items of [[two], [three], [one, one], [], idsOf(other)])
      expect(await codeOf(asked(keys, run, 0, ...items))).toBe('item_unknown');
    const altered = { part: 0, bytes: Uint8Array.of(7) };
    expect(await codeOf(keys.ofJob(run, altered, { items: [one], withHeaders: true }))).toBe(
      'job_items_differ',
    );
    expect(await codeOf(keys.takeHanded(run, [altered]))).toBe('job_items_differ');
    // A part behind the last one: of a server's own making, or the first one once more.
    expect(await codeOf(keys.takeHanded(run, [partOf(2)]))).toBe('job_items_differ');
    expect(await codeOf(asked(keys, run, 2, one))).toBe('job_items_differ');
    expect(await codeOf(keys.takeHanded(run, [partOf(1)]))).toBe('given');
    expect(await codeOf(ask(keys, run, batch))).toBe('grant_of_job');
    expect(await codeOf(keys.takeKeys(account.accountId, account.keysFor(worker.identity)))).toBe(
      'grant_unknown',
    );
    const accesses = await opened(2);
    expect(accesses.map(({ record }) => record.source.kind)).toEqual(['job', 'job']);
    account.revoke(grant);
    await upToDate(keys);
    expect(await codeOf(asked(keys, run, 0, one))).toBe('job_unknown');
  });

  it('a job of as many items as the log lets one name is taken', async () => {
    const terms = account.jobTerms({ itemCount: maxJobItems, itemsHash: new Uint8Array(32) });
    const grant = account.grant(worker.identity, terms, 7 * dayMs);
    const keys = keyholder({ openHanded: () => Promise.reject(new TypeError('asked for none')) as never });
    await upToDate(keys);
    expect(await codeOf(begun(keys, grant))).toBe('given');
  });

  it('nothing when other items were handed over, more, or with another key or header', async () => {
    const others = await handedJob({ names: [0, 2] });
    const run = await begun(others.keys, others.grant);
    await others.keys.takeHanded(run, [partOf(0), partOf(1)]);
    expect(await codeOf(asked(others.keys, run, 0, ...idsOf(others.batch).slice(0, 1)))).toBe(
      'job_items_differ',
    );
    expect(await codeOf(others.keys.takeHanded(run, [partOf(2)]))).toBe('job_items_differ');
    const swapped = await handedJob({ header: new Uint8Array(20) });
    const later = await begun(swapped.keys, swapped.grant);
    expect(await codeOf(swapped.keys.takeHanded(later, [partOf(0)]))).toBe('job_items_differ');
    const without = keyholder();
    await upToDate(without);
    expect(await codeOf(begun(without, swapped.grant))).toBe('grant_of_job');
  });
});

it('a clock that is set back brings nothing back that has expired', () => {
  let readMs = 1000;
  const clock = ownClock(() => readMs);
  expect(clock()).toBe(1000);
  readMs = 10;
  expect(clock()).toBe(1000);
  readMs = 1001;
  expect(clock()).toBe(1001);
});
