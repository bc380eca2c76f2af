import { appendFile, mkdir, mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountLog, workerIdOf } from '@commonseal/account-log';
import {
  type WorkerSeed,
  cryptoReady,
  generateWorkerSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccountRefusal } from '../src/accounts/account-refusal.ts';
import { Accounts } from '../src/accounts/accounts.ts';
import { FollowedAccount } from '../src/accounts/followed-account.ts';
import { freshnessBounds, requireFresh } from '../src/accounts/freshness.ts';
import { requireGrant } from '../src/accounts/grants.ts';
import { GrantedAccount, dayMs } from './support/granted-account.ts';

beforeAll(cryptoReady);

const seed = (made = generateWorkerSeed()) => {
  return { signingKey: signingPublicKey(made), receivingKey: receivingPublicKey(made) };
};
let folder: string;
let workerSeed: WorkerSeed;
let worker: ReturnType<typeof seed>;
let account: GrantedAccount;
let since: number;
let nowMs: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonseal-accounts-'));
  workerSeed = generateWorkerSeed();
  worker = seed(workerSeed);
  nowMs = Date.now();
  account = new GrantedAccount(nowMs);
  since = account.grant(worker);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** As after a start. */
const started = () => new Accounts(join(folder, 'accounts'), workerIdOf(worker), () => nowMs);
const shown = (from = 0, more = false) => ({ from, entries: account.entries.slice(from), more });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AccountRefusal ? error.code : Promise.reject(error)),
  );
const take = (accounts: Accounts, from = 0, more = false) =>
  codeOf(accounts.takeLog(account.accountId, shown(from, more)));
const fresh = (accounts: Accounts) =>
  codeOf(
    accounts.with(account.accountId, async (followed) => requireFresh(followed, freshnessBounds, nowMs)),
  );
const heads = (accounts: Accounts) => accounts.with(account.accountId, async ({ state }) => state.head);

describe("an account's log, as a keyholder follows it", () => {
  it('goes on after a restart from where it was, and refuses what ends before, but for a while of catching up', async () => {
    expect(await take(started())).toBe('done');
    account.rotate();
    const accounts = started();
    expect(await fresh(accounts)).toBe('log_not_current');
    expect(await take(accounts, 2)).toBe('done');
    expect(await heads(accounts)).toEqual(account.state.head);
    expect(await fresh(accounts)).toBe('done');

    const again = started();
    const { head } = account.state;
    account.goBackTo(1);
    expect(await take(again, 0, true)).toBe('done');
    expect(await take(again)).toBe('log_rollback');
    expect(await fresh(again)).toBe('log_not_current');
    const pin = await started().with(account.accountId, async (followed) => followed.pin);
    expect(pin).toMatchObject({ head, isForked: false, troubles: [{ kind: 'rollback', sequence: 2 }] });
  });

  it('gives nothing any more when two logs were signed, after a restart neither', async () => {
    account.writer();
    const accounts = started();
    expect(await take(accounts)).toBe('done');
    account.goBackTo(1);
    account.writer();
    expect(await take(accounts)).toBe('log_fork');
    expect(await fresh(accounts)).toBe('log_held');
    const later = started();
    account.goBackTo(1);
    expect(await take(later, 0, true)).toBe('done');
    expect(await fresh(later)).toBe('log_held');
  });

  it('is not taken back by two who fetch it at a time, and what the slower one shows is not news', async () => {
    const accounts = started();
    expect(await take(accounts)).toBe('done');
    const { accountId } = account;
    const slower = {
      ...shown(),
      entries: account.entries.slice(),
      knownAtFetch: account.state.head.sequence,
    };
    account.rotate();
    expect(await take(accounts)).toBe('done');
    expect(await codeOf(accounts.takeLog(accountId, slower))).toBe('done');
    expect(await fresh(accounts)).toBe('done');
    const pin = () => accounts.with(accountId, async (followed) => followed.pin);
    expect((await pin()).troubles).toEqual([]);
    nowMs += freshnessBounds.shownMs + 1;
    expect(await codeOf(accounts.takeLog(accountId, slower))).toBe('done');
    expect(await fresh(accounts)).toBe('log_not_current');
    const later = { ...slower, knownAtFetch: account.state.head.sequence };
    expect(await codeOf(accounts.takeLog(accountId, later))).toBe('log_rollback');
    expect((await pin()).troubles).toMatchObject([{ kind: 'rollback' }]);
  });

  it('is judged by only as far as the disk has it, and two logs hold it though the disk takes nothing', async () => {
    account.writer();
    const accounts = started();
    expect(await take(accounts)).toBe('done');
    const unwritable = `${accounts.folderOf(account.accountId).pin}.new`;
    await mkdir(unwritable);
    account.rotate();
    await expect(accounts.takeLog(account.accountId, shown())).rejects.toThrow(/EISDIR|directory/);
    expect(await fresh(accounts)).toBe('log_unwritten');
    await rmdir(unwritable);
    expect(await take(accounts)).toBe('done');
    expect(await fresh(accounts)).toBe('done');
    expect(await heads(started())).toEqual(account.state.head);

    await mkdir(unwritable);
    account.goBackTo(1);
    account.writer();
    await expect(accounts.takeLog(account.accountId, shown())).rejects.toThrow(/EISDIR|directory/);
    expect(await fresh(accounts)).toBe('log_held');
  });

  it('is gone through once more for what somebody entitled may have signed, with pauses, and for nothing else', async () => {
    const again = vi.spyOn(AccountLog, 'verifyInPieces');
    for (let made = 0; made < 140; made += 1) account.writer();
    const accounts = started();
    expect(await take(accounts)).toBe('done');
    const { accountId } = account;
    const altered = (at: number) => account.entries[135]?.with(at, (account.entries[135]?.[at] ?? 0) ^ 1);
    const { length } = account.entries[135] ?? [];
    // A byte of its signature, one of the hash that it names as the one before, one of its matter.
    for (const at of [length - 1, 4 + 20, length - 80] as number[]) {
      const other = { from: 135, entries: [altered(at) ?? new Uint8Array()], more: true };
      expect(await codeOf(accounts.takeLog(accountId, other))).toBe('log_refused');
    }
    expect(again).not.toHaveBeenCalled();
    account.goBackTo(134);
    account.writer();
    expect(await take(accounts, 135, true)).toBe('log_fork');
    expect(again).toHaveBeenCalledOnce();
    again.mockRestore();
    let pauses = 0;
    const pause = async () => void (pauses += 1);
    const log = await AccountLog.verifyInPieces(account.entries, { accountId }, pause);
    expect([log.head, pauses]).toEqual([account.state.head, 1]);
  });

  it('is held up by nobody who has signed nothing', async () => {
    const accounts = started();
    expect(await take(accounts)).toBe('done');
    const { accountId } = account;
    const entry = account.entries[1]?.slice() ?? new Uint8Array();
    entry[entry.length - 1] = (entry.at(-1) ?? 0) ^ 1;
    const other = { from: 1, entries: [entry], more: false };
    expect(await codeOf(accounts.takeLog(accountId, other))).toBe('log_refused');
    expect(await codeOf(accounts.takeLog(accountId, { ...other, from: 5 }))).toBe('log_gap');
    const rubbish = { ...other, entries: [new Uint8Array(9)] };
    expect(await codeOf(accounts.takeLog(accountId, rubbish))).toBe('log_refused');
    expect(await take(accounts)).toBe('done');
    expect(await fresh(accounts)).toBe('done');
  });

  it('is the one that its id is the hash of', async () => {
    const other = new GrantedAccount(nowMs);
    other.grant(worker);
    expect(await codeOf(started().takeLog(other.accountId, shown()))).toBe('log_refused');
  });

  it('of an account that has granted this worker nothing is kept nowhere', async () => {
    account.goBackTo(0);
    const accounts = started();
    expect(await take(accounts)).toBe('done');
    expect(await codeOf(heads(started()) as never)).toBe('account_unknown');
    account.grant(worker);
    expect(await take(accounts, 1)).toBe('done');
    expect(await heads(started())).toEqual(account.state.head);
  });

  it('survives a power cut at the end of the file, and no other damage', async () => {
    expect(await take(started())).toBe('done');
    const { log, pin } = started().folderOf(account.accountId);
    await appendFile(log, Uint8Array.of(0, 0, 3, 232, 1, 2, 3));
    account.rotate();
    expect(await take(started(), 2)).toBe('done');
    expect(await heads(started())).toEqual(account.state.head);
    const whole = await readFile(log);
    await writeFile(log, whole.subarray(0, -1));
    expect(await codeOf(heads(started()) as never)).toBe('account_damaged');
    await writeFile(log, whole);
    await writeFile(pin, (await readFile(pin, 'utf8')).replace('"sequence":2', '"sequence":1'));
    expect(await codeOf(heads(started()) as never)).toBe('account_damaged');
  });
});

describe('accounts', () => {
  const limits = { open: 2, pins: 3, unusedMs: 15 * 60_000 };
  const limited = () => new Accounts(join(folder, 'accounts'), workerIdOf(worker), () => nowMs, { limits });
  function another(): GrantedAccount {
    // Its grant ends later than those before.
    nowMs += 1;
    account = new GrantedAccount(nowMs);
    since = account.grant(worker);
    return account;
  }

  it('of which all grants have ended make room, stay pinned, and are forgotten when no log of before is of use', async () => {
    const first = account;
    expect(await take(limited())).toBe('done');
    another();
    expect(await take(limited())).toBe('done');
    const second = [account, since] as const;
    another();
    expect(await take(limited())).toBe('too_many_accounts');
    const third = [account, since] as const;
    [account, since] = second;
    account.revoke(since);
    const accounts = limited();
    expect(await take(accounts)).toBe('done');
    [account, since] = third;
    expect(await take(accounts)).toBe('done');
    account.revoke(since);
    expect(await take(accounts)).toBe('done');
    // Three pins, two of which have ended: what was revoked would be in force by the log of before.
    another();
    expect(await take(accounts)).toBe('too_many_accounts');
    account = second[0];
    account.goBackTo(1);
    expect(await take(accounts)).toBe('log_rollback');

    nowMs += 30 * dayMs;
    another();
    expect(await take(limited())).toBe('done');
    account = first;
    expect(await codeOf(heads(limited()) as never)).toBe('account_unknown');
  });

  it('that nobody has asked for of late leave memory, and are read again', async () => {
    const load = vi.spyOn(FollowedAccount, 'load');
    const accounts = limited();
    expect(await take(accounts)).toBe('done');
    load.mockClear();
    nowMs += limits.unusedMs;
    accounts.forgetUnused();
    await heads(accounts);
    expect(load).not.toHaveBeenCalled();
    nowMs += limits.unusedMs + 1;
    // A look does not count, and brings nothing back.
    await accounts.look(account.accountId, async () => undefined);
    accounts.forgetUnused();
    let looked = 0;
    await accounts.look(account.accountId, async () => void (looked += 1));
    expect([load.mock.calls.length, looked]).toEqual([0, 0]);
    expect(await heads(accounts)).toEqual(account.state.head);
    expect(load).toHaveBeenCalledOnce();
    load.mockRestore();
  });

  it('are those that the operator has named, where any were named', async () => {
    const chosen = new Set([account.accountId]);
    const named = new Accounts(join(folder, 'accounts'), workerIdOf(worker), () => nowMs, { chosen });
    expect(await take(named)).toBe('done');
    another();
    expect(await take(named)).toBe('account_not_chosen');
    expect(await take(started())).toBe('done');
    expect(await codeOf(heads(named) as never)).toBe('account_not_chosen');
  });
});

describe('freshness', () => {
  const statements = (accounts: Accounts, ...all: ReturnType<GrantedAccount['statement']>[]) =>
    codeOf(accounts.with(account.accountId, (followed) => followed.takeStatements(all)));

  it('ends when no member was heard of for longer than it may be, and begins again with one who is', async () => {
    const accounts = started();
    // What a worker says itself is no sign of anybody else.
    account.nowMs += dayMs;
    account.writerOf(workerSeed);
    nowMs = account.nowMs + 89.5 * dayMs;
    await take(accounts);
    expect(await fresh(accounts)).toBe('log_silent');
    // Of a clock far ahead: it would vouch for years.
    expect(await statements(accounts, account.statement(nowMs + 2 * dayMs))).toBe('done');
    expect(await fresh(accounts)).toBe('log_silent');
    expect(await statements(accounts, account.statement(nowMs - dayMs))).toBe('done');
    expect(await fresh(accounts)).toBe('done');
    nowMs += freshnessBounds.shownMs + 1;
    expect(await fresh(accounts)).toBe('log_not_current');
  });

  it('is over when a member has seen more than is shown, until that is shown too', async () => {
    const accounts = started();
    await take(accounts);
    account.revoke(since);
    expect(await statements(accounts, account.statement())).toBe('log_withheld');
    const later = started();
    const before = { ...shown(), entries: account.entries.slice(0, 2) };
    const pin = () => later.with(account.accountId, async (followed) => followed.pin);
    await later.takeLog(account.accountId, before);
    expect(await fresh(later)).toBe('log_withheld');
    // It may have been made after the log was fetched; not any more some time later.
    expect((await pin()).troubles).toEqual([]);
    nowMs += freshnessBounds.shownMs + 1;
    await later.takeLog(account.accountId, before);
    expect((await pin()).troubles).toMatchObject([{ kind: 'withheld', sequence: 2 }]);
    expect(await take(later)).toBe('done');
    expect(await fresh(later)).toBe('done');
  });

  it('is over for good when a member was shown another log, and not by what no member has signed', async () => {
    const accounts = started();
    await take(accounts);
    const stranger = new GrantedAccount(nowMs);
    expect(
      await statements(accounts, stranger.statement(nowMs, { sequence: 9, hash: new Uint8Array(32) })),
    ).toBe('done');
    const forged = account.statement(nowMs, { sequence: 1, hash: new Uint8Array(32) });
    expect(await statements(accounts, { ...forged, signature: new Uint8Array(64) })).toBe(
      'statement_refused',
    );
    expect(await fresh(accounts)).toBe('done');
    expect(await statements(accounts, forged)).toBe('log_fork');
    expect(await fresh(accounts)).toBe('log_held');
  });
});

it('a grant counts for its worker, until it expires or is revoked, by the later of both clocks', async () => {
  const judge = (atMs: number, place = since, id = workerIdOf(worker)) => {
    try {
      return requireGrant(account.state, id, { since: place, nowMs: atMs }).since;
    } catch (error) {
      return (error as AccountRefusal).code;
    }
  };
  expect(judge(nowMs)).toBe(since);
  expect(judge(nowMs, 0)).toBe('grant_unknown');
  expect(judge(nowMs, since, workerIdOf(seed()))).toBe('grant_unknown');
  expect(judge(nowMs + 30 * dayMs - 1)).toBe(since);
  expect(judge(nowMs + 30 * dayMs)).toBe('grant_expired');
  account.nowMs += 30 * dayMs;
  account.rotate();
  expect(judge(nowMs)).toBe('grant_expired');
  account.nowMs = nowMs;
  account.goBackTo(1);
  account.revoke(since);
  expect(judge(nowMs)).toBe('grant_ended');
});
