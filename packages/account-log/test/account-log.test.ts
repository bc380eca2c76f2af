import { AccountId } from '@commonseal/protocol';
import {
  AccountLog,
  type AccountState,
  apply,
  currentEpoch,
  epochAt,
  recipientsOf,
} from '@commonseal/account-log';
import { receivingPublicKey, signingPublicKey, writerIdOf } from '@commonseal/crypto/seal';
import { cryptoReady, hash, hashPurposes } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ada,
  ben,
  codeOf,
  epochEntry,
  eve,
  flipBit,
  genesisOf,
  ingestKeyOf,
  newLog,
  patternBytes,
  reasonOf,
  revocationEntry,
  startMs,
  withMember,
  writerEntry,
  writerSeedOf,
} from './samples.ts';

beforeAll(cryptoReady);

function accepted(state: AccountState, entry: Uint8Array): AccountState {
  const result = apply(state, entry);
  expect(reasonOf(result)).toBe('accepted');
  return result as AccountState;
}

describe('an account', () => {
  it('is named by the hash of its first entry', () => {
    const genesis = genesisOf();
    const { accountId, head } = AccountLog.verify([genesis]).state;
    const [body, signature] = [genesis.slice(4, -65), genesis.slice(-64)];
    expect(AccountId.toBytes(accountId)).toEqual(hash(hashPurposes.accountEntry, body, signature));
    expect(head).toEqual({ sequence: 0, hash: AccountId.toBytes(accountId) });
  });

  it('begins with its founder as owner, one epoch and nobody who writes', () => {
    const { state } = newLog();
    expect([...state.members.values()]).toMatchObject([
      {
        userId: ada.userId,
        role: 'owner',
        since: 0,
        signingKey: signingPublicKey(ada.seed),
        receivingKey: receivingPublicKey(ada.seed),
      },
    ]);
    expect([...state.epochs]).toEqual([
      {
        epoch: 0,
        since: 0,
        sinceMs: startMs,
        authorId: ada.userId,
        ingestKey: ingestKeyOf(0),
        chainBackHash: undefined,
      },
    ]);
    expect(state.invites.size).toBe(0);
    expect(state.policy).toEqual({ vouchers: 'owners', approvals: 1 });
    expect(state.writers.size).toBe(0);
    expect(state.timeMs).toBe(startMs);
  });

  it('is another one for another founder, time or name', () => {
    const changed = [genesisOf(), genesisOf(ben), genesisOf(ada, startMs + 1)];
    const ids = changed.map((genesis) => AccountLog.verify([genesis]).state.accountId);
    expect(new Set(ids).size).toBe(3);
  });

  it('takes a new account seed from an owner and from any other member', () => {
    const first = accepted(newLog().state, epochEntry(newLog().state));
    expect(currentEpoch(first)).toMatchObject({ epoch: 1, since: 1, ingestKey: ingestKeyOf(1) });
    const both = withMember(first, ben);
    const second = accepted(both, epochEntry(both, {}, ben));
    expect([...second.epochs].map(({ epoch, since }) => [epoch, since])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    expect([0, 1, 2, 9].map((sequence) => epochAt(second, sequence)?.epoch)).toEqual([0, 1, 2, 2]);
  });

  it('admits and withdraws writers', () => {
    const log = newLog();
    log.append(writerEntry(log.state, 0, 'connector'));
    log.append(writerEntry(log.state, 1, 'device'));
    log.append(writerEntry(log.state, 2, 'worker'));
    const kinds = [...log.state.writers.values()].map(({ kind, userId, since }) => [kind, userId, since]);
    expect(kinds).toEqual([
      ['connector', undefined, 1],
      ['device', ada.userId, 2],
      ['worker', undefined, 3],
    ]);
    const lastHash = patternBytes(32, 5);
    log.append(revocationEntry(log.state, 1, { batchCount: 4, lastHash }));
    const withdrawn = log.state.writers.get(writerIdOf(writerSeedOf(1)))?.withdrawn;
    expect(withdrawn).toEqual({ since: 4, sinceMs: startMs, batchCount: 4, lastHash });
    expect(log.state.writers.get(writerIdOf(writerSeedOf(0)))?.withdrawn).toBeUndefined();
  });

  it("lets a member admit and withdraw an own device, and nobody else's", () => {
    const state = withMember(withMember(newLog().state, ben), eve);
    const admitted = accepted(state, writerEntry(state, 1, 'device', ben));
    expect(admitted.writers.get(writerIdOf(writerSeedOf(1)))?.userId).toBe(ben.userId);
    accepted(admitted, revocationEntry(admitted, 1, undefined, ben));
    expect(reasonOf(apply(admitted, revocationEntry(admitted, 1, undefined, eve)))).toBe(
      'author is not entitled',
    );
  });

  it("lets an owner withdraw a member's device", () => {
    const state = withMember(newLog().state, ben);
    const admitted = accepted(state, writerEntry(state, 1, 'device', ben));
    accepted(admitted, revocationEntry(admitted, 1, undefined, ada));
  });

  it('has its members as recipients, in the order in which the log admitted them', () => {
    const state = withMember(withMember(newLog().state, eve), ben);
    const recipients = recipientsOf(state, state.timeMs);
    expect(recipients.map(({ recipient }) => recipient.id)).toEqual([ada.userId, eve.userId, ben.userId]);
    expect(recipients.map(({ receivingKey }) => receivingKey)).toEqual(
      [ada, eve, ben].map(({ seed }) => receivingPublicKey(seed)),
    );
  });

  it('goes on when a clock was set back', () => {
    const log = newLog();
    log.append(epochEntry(log.state, {}, ada, startMs + 5000));
    log.append(epochEntry(log.state, {}, ada, startMs - 5000));
    expect(log.state.timeMs).toBe(startMs + 5000);
  });
});

describe('a verified log', () => {
  function longLog(): { entries: Uint8Array[]; log: AccountLog } {
    const entries = [genesisOf()];
    const log = AccountLog.verify(entries);
    for (const make of [writerEntry, epochEntry, revocationEntry]) {
      const entry = make(log.state);
      entries.push(entry);
      log.append(entry);
    }
    return { entries, log };
  }

  it('is the same read at once as entry by entry', () => {
    const { entries, log } = longLog();
    const again = AccountLog.verify(entries, log.state.accountId);
    expect(again.state).toEqual(log.state);
    expect(again.head).toEqual(log.head);
    expect([0, 1, 2, 3, 4].map((sequence) => again.hashAt(sequence))).toEqual(
      [0, 1, 2, 3, 4].map((sequence) => log.hashAt(sequence)),
    );
    expect(again.hashAt(4)).toBeUndefined();
  });

  it('is refused with an entry left out, doubled or in another place', async () => {
    const { entries } = longLog();
    for (let at = 0; at < entries.length - 1; at += 1) {
      const without = entries.toSpliced(at, 1);
      const doubled = entries.toSpliced(at, 0, entries[at] ?? new Uint8Array());
      const exchanged = entries.toSpliced(at, 2, ...entries.slice(at, at + 2).toReversed());
      for (const list of [without, doubled, exchanged]) {
        expect(await codeOf(() => AccountLog.verify(list))).toBe('log_refused');
      }
    }
  });

  it('is a rollback when it is empty', async () => {
    expect(await codeOf(() => AccountLog.verify([]))).toBe('log_rollback');
  });

  it('is a fork when it is that of another account', async () => {
    const { accountId } = AccountLog.verify([genesisOf(ben)]).state;
    expect(await codeOf(() => AccountLog.verify([genesisOf()], accountId))).toBe('log_fork');
  });

  it('extends every head that it had', () => {
    const { log } = longLog();
    for (let sequence = 0; sequence <= 3; sequence += 1) {
      expect(() =>
        log.requireExtends({ sequence, hash: log.hashAt(sequence) ?? new Uint8Array() }),
      ).not.toThrow();
    }
  });

  it('is a rollback when it ends before a head that was seen', async () => {
    const { entries, log } = longLog();
    const shorter = AccountLog.verify(entries.slice(0, 3));
    expect(await codeOf(() => shorter.requireExtends(log.head))).toBe('log_rollback');
  });

  it('is a fork when another entry stands where one was seen', async () => {
    const { log } = longLog();
    for (let sequence = 0; sequence <= 3; sequence += 1) {
      const hashThere = log.hashAt(sequence) ?? new Uint8Array();
      for (const seen of [
        flipBit(hashThere, 200),
        new Uint8Array(32),
        new Uint8Array(),
        hashThere.slice(0, 31),
      ]) {
        expect(await codeOf(() => log.requireExtends({ sequence, hash: seen }))).toBe('log_fork');
      }
    }
    const other = newLog();
    other.append(epochEntry(other.state));
    expect(
      await codeOf(() => other.requireExtends({ sequence: 1, hash: log.hashAt(1) ?? new Uint8Array() })),
    ).toBe('log_fork');
  });

  it('stays as it was when an entry is refused', async () => {
    const { log } = longLog();
    const { state, head } = log;
    expect(await codeOf(() => log.append(writerEntry(log.state)))).toBe('log_refused');
    expect(log.state).toBe(state);
    expect(log.head).toBe(head);
    expect(log.hashAt(4)).toBeUndefined();
    log.append(epochEntry(log.state));
    expect(log.hashAt(4)).toEqual(log.head.hash);
  });
});
