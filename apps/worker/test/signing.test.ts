import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountId, JobId, type WriterId } from '@commonseal/protocol';
import {
  type ChainHead,
  acceptManifest,
  currentEpoch,
  parseManifest,
  verifyWorkerChallenge,
  verifyWriterChallenge,
  workerIdOf,
} from '@commonseal/account-log';
import { BatchSealer } from '@commonseal/account-log/author';
import { concatBytes } from '@commonseal/protocol';
import { cryptoReady } from '@commonseal/crypto/seal';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccountRefusal } from '../src/accounts/account-refusal.ts';
import { Accounts } from '../src/accounts/accounts.ts';
import { freshnessBounds } from '../src/accounts/freshness.ts';
import { type WorkerKeys, deriveWorkerKeys } from '../src/keyholder/worker-keys.ts';
import { Signing } from '../src/signing/signing.ts';
import { GrantedAccount, dayMs } from './support/granted-account.ts';

beforeAll(cryptoReady);

const origin = 'https://seal.example';
let folder: string;
let worker: WorkerKeys;
let account: GrantedAccount;
let accounts: Accounts;
let signing: Signing;
let isSealed: boolean;
let nowMs: number;
let grant: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonseal-signing-'));
  worker = deriveWorkerKeys(GuardedSecret.random(32));
  isSealed = false;
  nowMs = Date.now();
  account = new GrantedAccount(nowMs);
  grant = account.grant(worker.identity);
  await start();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** As a keyholder that knows of what was before no more than what is on its disk. @param name of its state */
async function start(name = 'accounts'): Promise<void> {
  const workerId = workerIdOf(worker.identity);
  accounts = new Accounts(join(folder, name), workerId, () => nowMs);
  const judging = { workerId, workerKeys: () => (isSealed ? undefined : worker), nowMs: () => nowMs };
  signing = new Signing({ ...judging, accounts, origin });
  await upToDate();
}

async function upToDate(): Promise<void> {
  await accounts.takeLog(account.accountId, { from: 0, entries: account.entries, more: false });
}

async function admit(): Promise<WriterId> {
  const entry = await signing.admitWriter(account.accountId);
  if (!entry) throw new TypeError('an entry');
  account.append(entry);
  await upToDate();
  return (await signing.placement(account.accountId)).writerId;
}

/** The body of a manifest, as whoever has sealed a batch brings it. */
async function bodyOf(
  previous?: ChainHead,
  change: { readonly accountId?: AccountId; readonly writerId?: WriterId } = {},
): Promise<Uint8Array> {
  const { writerId, ...placement } = await signing.placement(account.accountId);
  let body = new Uint8Array();
  const sign = (bytes: Uint8Array) => {
    body = bytes.slice();
    return new Uint8Array(64);
  };
  const signer = { writerId: change.writerId ?? writerId, sign };
  const { accountId = account.accountId } = change;
  await new BatchSealer({ accountId, ...placement, signer }).finish(previous, nowMs);
  return body;
}

const sign = (body: Uint8Array, previous?: Uint8Array) => signing.manifest(account.accountId, body, previous);

async function signedHead(
  body: Uint8Array,
): Promise<{ readonly signed: Uint8Array; readonly head: ChainHead }> {
  const signed = concatBytes(body, await sign(body));
  const { manifest, hash } = parseManifest(signed);
  const { index, timeMs, logHead } = manifest;
  return { signed, head: { index, hash, timeMs, logSequence: logHead.sequence } };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'signed',
    (error: unknown) => (error instanceof AccountRefusal ? error.code : Promise.reject(error)),
  );
const codeNow = (work: () => unknown) => codeOf(Promise.resolve().then(work));

describe('results', () => {
  it('are signed as the rules of chains ask, by a writer that the log admits first', async () => {
    const early = await bodyOf();
    expect(await codeOf(sign(early))).toBe('writer_not_admitted');
    const writerId = await admit();
    expect(await signing.admitWriter(account.accountId)).toBeUndefined();
    expect(account.state.writers.get(writerId)).toMatchObject({
      kind: 'worker',
      workerId: workerIdOf(worker.identity),
    });
    const first = await signedHead(await bodyOf());
    expect(acceptManifest(account.log, undefined, first.signed)).toMatchObject({ head: first.head });
    const second = await signedHead(await bodyOf(first.head));
    expect(acceptManifest(account.log, first.head, second.signed)).toMatchObject({ head: second.head });
  });

  it('of another account, writer, place or key of the account are not', async () => {
    const bank = account.writer();
    await upToDate();
    await admit();
    const other = AccountId.fromBytes(new Uint8Array(32).fill(7));
    expect(await codeOf(sign(await bodyOf(undefined, { accountId: other })))).toBe('manifest_refused');
    const theirs = await account.batch(bank, ['one']);
    expect(await codeOf(sign(await bodyOf(undefined, { writerId: theirs.parsed.writerId })))).toBe(
      'manifest_refused',
    );
    expect(await codeOf(sign(await bodyOf({ ...theirs.head, index: 4 })))).toBe('manifest_refused');
    expect(await codeOf(sign(Uint8Array.of(1, 2, 3)))).toBe('manifest_refused');
    const old = await bodyOf();
    account.rotate();
    await upToDate();
    expect(await codeOf(sign(old))).toBe('manifest_epoch_ended');
    expect(await codeOf(sign(await bodyOf()))).toBe('signed');
  });

  it('are not signed under an account key that somebody has made in leaving (C2)', async () => {
    await admit();
    const early = await bodyOf();
    account.joinAndLeave();
    await upToDate();
    expect(await codeOf(bodyOf())).toBe('key_to_be_replaced');
    expect(await codeOf(sign(early))).toBe('key_to_be_replaced');
    account.rotate();
    await upToDate();
    expect(await codeOf(sign(await bodyOf()))).toBe('signed');
  });

  it('never fork: not by whoever asks, and not by a restart', async () => {
    await admit();
    const body = await bodyOf();
    const { head } = await signedHead(body);
    const another = await bodyOf();
    for (const again of [false, true]) {
      if (again) await start();
      expect(await codeOf(sign(another))).toBe('manifest_fork');
      expect(concatBytes(body, await sign(body))).toEqual((await signedHead(body)).signed);
    }
    const next = await signedHead(await bodyOf(head));
    expect(await codeOf(sign(body))).toBe('manifest_fork');
    // A chain that says to go on elsewhere.
    const beside = { ...next.head, hash: new Uint8Array(32) };
    expect(await codeOf(sign(await bodyOf(beside)))).toBe('manifest_refused');
    expect(await codeOf(sign(await bodyOf({ ...next.head, index: 5 })))).toBe('manifest_refused');
  });

  it('go on where they were after the state was lost, by what this very key has signed', async () => {
    await admit();
    const first = await signedHead(await bodyOf());
    const second = await signedHead(await bodyOf(first.head));
    const third = await bodyOf(second.head);
    await start('restored');
    expect(await codeOf(sign(third))).toBe('manifest_refused');
    const forged = second.signed.map((byte, at) => (at === second.signed.length - 1 ? byte ^ 1 : byte));
    expect(await codeOf(sign(third, forged))).toBe('manifest_refused');
    expect(await codeOf(sign(third, first.signed))).toBe('manifest_refused');
    expect(await codeOf(sign(third, second.signed))).toBe('signed');
    expect(await codeOf(sign(await bodyOf(second.head), second.signed))).toBe('manifest_fork');
  });

  it('are signed once more for a place only when the account key was replaced since', async () => {
    await admit();
    const first = await signedHead(await bodyOf());
    await signedHead(await bodyOf(first.head));
    account.rotate();
    await upToDate();
    const again = await bodyOf(first.head);
    expect(parseManifest((await signedHead(again)).signed).manifest).toMatchObject({ index: 1, epoch: 1 });
    expect(await codeOf(sign(await bodyOf(first.head)))).toBe('manifest_fork');
    account.rotate();
    await upToDate();
    expect(await codeOf(sign(await bodyOf(undefined)))).toBe('manifest_fork');
  });

  it('are not signed once nothing is granted, the keyholder is sealed, or the log is old', async () => {
    const writerId = await admit();
    const body = await bodyOf();
    isSealed = true;
    for (const work of [sign(body), signing.admitWriter(account.accountId)])
      expect(await codeOf(work)).toBe('sealed');
    isSealed = false;
    nowMs += freshnessBounds.shownMs + 1;
    expect(await codeOf(sign(body))).toBe('log_not_current');
    await upToDate();
    expect(await codeOf(sign(body))).toBe('signed');
    account.revoke(grant);
    await upToDate();
    expect(await codeOf(sign(body))).toBe('grant_ended');
    expect(await codeOf(signing.admitWriter(account.accountId))).toBe('grant_ended');
    // What is granted anew takes another writer: the one of before has ended for good.
    account.nowMs = nowMs;
    account.grant(worker.identity);
    await upToDate();
    const another = await admit();
    expect(another).not.toBe(writerId);
    expect(await codeOf(sign(await bodyOf()))).toBe('signed');
    nowMs += 31 * dayMs;
    await upToDate();
    expect(await codeOf(sign(await bodyOf()))).toBe('grant_ended');
  });
});

it('nothing is asked of the owners of an account that the operator has not chosen', async () => {
  const other = new GrantedAccount(nowMs);
  const chosen = new Set([account.accountId]);
  const workerId = workerIdOf(worker.identity);
  const judging = { workerId, workerKeys: () => worker, nowMs: () => nowMs, origin };
  const picky = new Signing({
    ...judging,
    accounts: new Accounts(join(folder, 'chosen'), workerId, () => nowMs, { chosen }),
  });
  const jobId = JobId.fromBytes(new Uint8Array(16).fill(1));
  const asked = { jobId, analyser: 'text', version: '2', writerIds: undefined, lifetimeMs: dayMs };
  const codeFor = ({ accountId }: GrantedAccount) => codeNow(() => picky.jobRequest({ ...asked, accountId }));
  expect(await codeFor(account)).toBe('signed');
  expect(await codeFor(other)).toBe('account_not_chosen');
});

describe('sessions', () => {
  const challenge = new Uint8Array(32).fill(3);

  it('are signed for the server that the operator has named, and for no other', async () => {
    const answered = signing.session({ origin, challenge });
    verifyWorkerChallenge({ ...answered, origin, challenge });
    for (const other of ['https://seal.example.evil', 'http://seal.example', ''])
      expect(await codeNow(() => signing.session({ origin: other, challenge }))).toBe('origin_refused');
    isSealed = true;
    expect(await codeNow(() => signing.session({ origin, challenge }))).toBe('sealed');
  });

  it('of the writer, once it is admitted', async () => {
    const { accountId } = account;
    expect(await codeOf(signing.writerSession(accountId, challenge))).toBe('writer_not_admitted');
    const writerId = await admit();
    const answered = await signing.writerSession(accountId, challenge);
    expect(answered.writerId).toBe(writerId);
    verifyWriterChallenge({ ...answered, accountId, challenge });
    expect(currentEpoch(account.state).ingestKey).toEqual((await signing.placement(accountId)).ingestKey);
  });
});
