import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommonsealError, JobId, WriterId } from '@commonseal/protocol';
import { type GrantTerms, currentEpoch, workerIdOf } from '@commonseal/account-log';
import {
  type WorkerSeed,
  cryptoReady,
  generateWorkerSeed,
  receivingPublicKey,
  sign,
  signingPublicKey,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { openAccessRecords } from '@commonseal/vault';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Access, AccessRecords } from '../src/accounts/access-records.ts';
import { AccountRefusal } from '../src/accounts/account-refusal.ts';
import { RecordSeries } from '../src/accounts/record-series.ts';
import { GrantedAccount, dayMs } from './support/granted-account.ts';

beforeAll(cryptoReady);

let folder: string;
let account: GrantedAccount;
let seed: WorkerSeed;
let grant: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonseal-records-'));
  account = new GrantedAccount();
  seed = generateWorkerSeed();
  grant = account.grant({ signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const path = () => join(folder, 'records');
const workerId = () => workerIdOf({ signingKey: signingPublicKey(seed) });

function access(change: Partial<Access> = {}): Access {
  return {
    accountId: account.accountId,
    workerId: workerId(),
    logHead: account.state.head,
    timeMs: account.nowMs,
    grant,
    run: new Uint8Array(16),
    analyser: 'counter',
    version: '1',
    source: { kind: 'batch', writerId: WriterId.fromBytes(new Uint8Array(32)), index: 0 },
    withHeaders: false,
    itemCount: 1,
    itemsHash: new Uint8Array(32),
    ...change,
  };
}

async function written(records: AccessRecords, change: Partial<Access> = {}, by = seed): Promise<void> {
  await records.append(access(change), currentEpoch(account.state), (...message) => sign(...message, by));
}

const stored = () => storedIn(path());
async function storedIn(file: string): Promise<Uint8Array[]> {
  const bytes = await readFile(file);
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32BE(at))
    records.push(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at)));
  return records;
}

function open(records: readonly Uint8Array[], previous?: Parameters<typeof openAccessRecords>[4]) {
  return openAccessRecords(account.log, account.known, workerId(), records, previous);
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'opened';
  } catch (error) {
    if (error instanceof CommonsealError) return error.code;
    throw error;
  }
}

it('members open what was written, under later account keys too, and see what was not granted', async () => {
  const records = new AccessRecords(path());
  await written(records);
  account.rotate();
  await written(new AccessRecords(path()), { timeMs: account.nowMs + 1 });
  await written(new AccessRecords(path()), { grant: 0 });
  await written(new AccessRecords(path()), { timeMs: account.nowMs + 31 * dayMs });
  account.revoke(grant);
  await written(new AccessRecords(path()), { timeMs: account.nowMs + 2 });
  const { accesses, head } = open(await stored());
  expect(accesses.map(({ isGranted }) => isGranted)).toEqual([true, true, false, false, false]);
  expect(head?.index).toBe(4);
  await written(new AccessRecords(path()));
  const all = await stored();
  expect(open(all.slice(5), head).head?.index).toBe(5);
});

it('what a grant does not name was not granted by it: other sources, other jobs, the other kind', async () => {
  const identity = { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) };
  const [named, other] = [writerIdOf(account.writer()), writerIdOf(account.writer())];
  const jobNumber = (number: number) => JobId.fromBytes(new Uint8Array(16).fill(number));
  const [asked, later] = [jobNumber(1), jobNumber(2)];
  const scoped = account.grant(identity, { kind: 'standing', writerIds: [named] });
  const terms = account.jobTerms({ itemCount: 1, itemsHash: new Uint8Array(32) });
  const job = account.grant(identity, { ...terms, jobId: asked } as GrantTerms, 7 * dayMs);
  const batchOf = (writerId: WriterId) => ({ kind: 'batch', writerId, index: 0 }) as const;
  const jobOf = (jobId: JobId) => ({ kind: 'job', jobId }) as const;
  const records = new AccessRecords(path());
  for (const [since, source] of [
    [scoped, batchOf(named)],
    [scoped, batchOf(other)],
    [scoped, jobOf(asked)],
    [job, jobOf(asked)],
    [job, jobOf(later)],
    [job, batchOf(named)],
  ] as const)
    await written(records, { grant: since, source });
  const { accesses } = open(await stored());
  expect(accesses.map(({ isGranted }) => isGranted)).toEqual([true, false, false, true, false, false]);
});

it('none is left out, moved, repeated, or in the place of another', async () => {
  const records = new AccessRecords(path());
  for (const version of ['1', '2', '3']) await written(records, { version });
  const all = await stored();
  const [first, second, third] = all as [Uint8Array, Uint8Array, Uint8Array];
  expect(codeOf(() => open(all))).toBe('opened');
  for (const other of [[second], [first, third], [first, first], [second, first], [first, second, second]])
    expect(codeOf(() => open(other))).toBe('decryption_failed');
  // Made again after the file was thrown away: another second one.
  await truncate(path(), 0);
  await writeFile(path(), '');
  await written(new AccessRecords(path()), { version: '9' });
  await written(new AccessRecords(path()), { version: '10' });
  const [, otherSecond] = (await stored()) as [Uint8Array, Uint8Array];
  expect(codeOf(() => open([first, otherSecond]))).toBe('chain_broken');
  expect(codeOf(() => open([first, second.with(1300, 1)]))).toBe('decryption_failed');
});

it('none counts that the worker has not signed, nor one of another log', async () => {
  await written(new AccessRecords(path()), {}, generateWorkerSeed());
  expect(codeOf(() => open([]))).toBe('opened');
  const [forged] = (await stored()) as [Uint8Array];
  expect(codeOf(() => open([forged]))).toBe('signature_invalid');
  await writeFile(path(), '');
  const { sequence } = account.state.head;
  await written(new AccessRecords(path()), { logHead: { sequence, hash: new Uint8Array(32) } });
  const [beside] = (await stored()) as [Uint8Array];
  expect(codeOf(() => open([beside]))).toBe('log_fork');
  await writeFile(path(), '');
  await written(new AccessRecords(path()), { logHead: { sequence: 99, hash: new Uint8Array(32) } });
  const [beyond] = (await stored()) as [Uint8Array];
  expect(codeOf(() => open([beyond]))).toBe('log_rollback');
});

it('the chain goes on in a next file when one is full, and through all of them after a restart, read once', async () => {
  const bounds = { maxFileBytes: 2 * 2000, maxRecordBytes: 2000 };
  const records = new AccessRecords(path(), bounds);
  for (const version of ['1', '2', '3', '4', '5']) await written(records, { version });
  await written(new AccessRecords(path(), bounds), { version: '6' });
  const all = [path(), `${path()}.2`, `${path()}.3`];
  const files = await Promise.all(all.map(storedIn));
  expect(files.map(({ length }) => length)).toEqual([2, 2, 2]);
  expect(open(files.flat()).accesses.map(({ record }) => record.version)).toEqual('123456'.split(''));

  const series = await RecordSeries.open(path(), bounds, () => undefined);
  const read: Uint8Array[] = [];
  for (let place = 0; ; ) {
    const { records: some, next } = await series.read(place, 3);
    if (some.length === 0) break;
    read.push(...some);
    place = next;
  }
  expect(read.map((bytes) => Buffer.from(bytes))).toEqual(files.flat().map((bytes) => Buffer.from(bytes)));
});

it('a record that cannot be written is said to be none', async () => {
  const records = new AccessRecords(join(folder, 'nowhere', 'records'));
  await expect(written(records)).rejects.toThrow(AccountRefusal);
});
