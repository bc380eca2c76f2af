import { AccountId, CredentialId, UserId } from '@commonseal/protocol';
import { type RefusalReason, UserLog, type UserState, applyUserEntry } from '@commonseal/account-log';
import { authorAccountJoined, authorUserGenesis } from '@commonseal/account-log/author';
import { type UserSeed, receivingPublicKey, sign, signingPublicKey } from '@commonseal/crypto/seal';
import { cryptoReady, hash, hashPurposes, signPurposes } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeSignedEntry, writeEntryFrame } from '../src/signed-entry.ts';
import { reasonsOf } from './reasons.ts';
import {
  codeOf,
  everyBitFlipped,
  everyBitFlippedButKeys,
  everyTruncation,
  flipBit,
  genesisOf,
  keyOf,
  patternBytes,
  reasonOf,
  startMs,
} from './samples.ts';
import { waysInCases } from './ways-in-cases.ts';

beforeAll(cryptoReady);

const seed = keyOf<UserSeed>(1);
const otherSeed = keyOf<UserSeed>(2);
const credentialId = CredentialId.fromBytes(patternBytes(16, 6));
const accountOf = (number: number) => AccountId.fromBytes(patternBytes(32, number));
const headOf = (number: number) => ({ sequence: number, hash: patternBytes(32, number + 60) });

function userGenesis(own = seed, nowMs = startMs): Uint8Array {
  return authorUserGenesis(
    {
      signingKey: signingPublicKey(own),
      receivingKey: receivingPublicKey(own),
      credential: { credentialId, kind: 'password', receivingKey: receivingPublicKey(keyOf<UserSeed>(3)) },
    },
    own,
    nowMs,
  );
}

const joinedEntry = (state: UserState, number = 1, own = seed, nowMs = startMs) =>
  authorAccountJoined(state, { accountId: accountOf(number), head: headOf(number) }, own, nowMs);

function newLog(): UserLog {
  return UserLog.verify([userGenesis()]);
}

function craft(input: {
  state: UserState | undefined;
  type: number;
  payload: Uint8Array;
  sequence?: number;
  previousHash?: Uint8Array;
  timeMs?: number;
  signers?: readonly UserSeed[];
  damage?: (body: Uint8Array) => void;
}): Uint8Array {
  const { state, signers = [seed] } = input;
  const body = writeEntryFrame('userEntry', {
    type: input.type,
    sequence: input.sequence ?? (state ? state.head.sequence + 1 : 0),
    previousHash: input.previousHash ?? state?.head.hash ?? new Uint8Array(32),
    timeMs: input.timeMs ?? startMs,
  })
    .bytes(input.payload)
    .finish();
  input.damage?.(body);
  const subjectId = state ? UserId.toBytes(state.userId) : new Uint8Array(32);
  return encodeSignedEntry(
    body,
    signers.map((signer) => sign(signPurposes.userEntry, subjectId, body, signer)),
  );
}

const payloadOf = (entry: Uint8Array) => entry.slice(4 + 51, -65);
const joinedPayload = () => payloadOf(joinedEntry(newLog().state));

type Case = readonly [what: string, reason: RefusalReason, make: (state: UserState) => Uint8Array];
const joined = 2;

const cases: readonly Case[] = [
  ['nothing', 'malformed', () => new Uint8Array()],
  ["of an account's log", 'malformed', () => genesisOf()],
  ['cut off', 'malformed', (state) => craft({ state, type: joined, payload: joinedPayload().slice(1) })],
  [
    'followed by more',
    'malformed',
    (state) => craft({ state, type: joined, payload: Uint8Array.of(...joinedPayload(), 0) }),
  ],
  [
    'of another suite',
    'malformed',
    (state) => craft({ state, type: joined, payload: joinedPayload(), damage: (body) => body.set([2], 4) }),
  ],
  [
    'without a signature',
    'malformed',
    (state) => craft({ state, type: joined, payload: joinedPayload(), signers: [] }),
  ],
  [
    'left out before it',
    'wrong sequence',
    (state) => craft({ state, type: joined, payload: joinedPayload(), sequence: 2 }),
  ],
  ['that is a first one', 'wrong sequence', () => userGenesis()],
  [
    'that follows another entry',
    'does not follow the previous entry',
    (state) => craft({ state, type: joined, payload: joinedPayload(), previousHash: patternBytes(32) }),
  ],
  [
    'from before the newest',
    'time goes backwards',
    (state) => craft({ state, type: joined, payload: joinedPayload(), timeMs: startMs - 1 }),
  ],
  [
    'signed twice',
    'wrong number of signatures',
    (state) => craft({ state, type: joined, payload: joinedPayload(), signers: [seed, seed] }),
  ],
  ['signed by somebody else', 'signature invalid', (state) => joinedEntry(state, 1, otherSeed)],
  [
    'signed for another person',
    'signature invalid',
    (state) => joinedEntry({ ...state, userId: accountOf(9) as never }),
  ],
  ['of an unknown type', 'unknown entry', (state) => craft({ state, type: 99, payload: new Uint8Array() })],
  [
    'that begins the log again',
    'unknown entry',
    (state) => craft({ state, type: 1, payload: payloadOf(userGenesis()) }),
  ],
  ['joining an account again', 'already there', (state) => joinedEntry({ ...state }, 7)],
];

const firstCases: readonly (readonly [string, RefusalReason, () => Uint8Array])[] = [
  [
    'of a later type',
    'unknown entry',
    () => craft({ state: undefined, type: joined, payload: joinedPayload() }),
  ],
  [
    'that follows something',
    'does not follow the previous entry',
    () =>
      craft({ state: undefined, type: 1, payload: payloadOf(userGenesis()), previousHash: patternBytes(32) }),
  ],
  [
    'signed by another key than its own',
    'signature invalid',
    () => craft({ state: undefined, type: 1, payload: payloadOf(userGenesis()), signers: [otherSeed] }),
  ],
  [
    'with a credential of an unknown kind',
    'malformed',
    () => craft({ state: undefined, type: 1, payload: payloadOf(userGenesis()).with(1264, 2) }),
  ],
  [
    'with a credential that nothing can be sealed to',
    'malformed',
    () => craft({ state: undefined, type: 1, payload: payloadOf(userGenesis()).fill(0xff, 1265) }),
  ],
];

describe("a person's log", () => {
  it('names the person by the hash of its first entry, and begins with keys and a way in', () => {
    const genesis = userGenesis();
    const { state } = UserLog.verify([genesis]);
    expect(UserId.toBytes(state.userId)).toEqual(
      hash(hashPurposes.userEntry, genesis.slice(4, -65), genesis.slice(-64)),
    );
    expect(state).toMatchObject({
      generation: 0,
      signingKey: signingPublicKey(seed),
      receivingKey: receivingPublicKey(seed),
      timeMs: startMs,
    });
    expect([...state.credentials.values()]).toMatchObject([{ credentialId, kind: 'password', since: 0 }]);
    expect(state.accounts.size).toBe(0);
  });

  it('remembers accounts with the head that they were joined at', () => {
    const log = newLog();
    const { userId } = log.state;
    log.append(joinedEntry(log.state, 1));
    log.append(joinedEntry(log.state, 2));
    expect([...log.state.accounts]).toEqual([
      [accountOf(1), headOf(1)],
      [accountOf(2), headOf(2)],
    ]);
    expect([log.state.userId, log.head.sequence]).toEqual([userId, 2]);
  });

  it.each(cases)('refuses an entry %s: %s', (_, reason, make) => {
    const log = newLog();
    if (reason === 'already there') log.append(joinedEntry(log.state, 7));
    const { state } = log;
    const before = structuredClone(state);
    expect(reasonOf(applyUserEntry(state, make(state)))).toBe(reason);
    expect(state).toEqual(before);
  });

  it.each(firstCases)('refuses a first entry %s: %s', (_, reason, make) => {
    expect(reasonOf(applyUserEntry(undefined, make()))).toBe(reason);
  });

  it('has a case for every reason that it can give, and for no other', () => {
    const provoked = new Set<string>([...cases, ...firstCases, ...waysInCases].map(([, reason]) => reason));
    expect([...provoked].toSorted()).toEqual([...reasonsOf('user entry')].toSorted());
  });

  it('takes the same entries when nothing is wrong with them', () => {
    const { state } = newLog();
    expect(reasonOf(applyUserEntry(state, craft({ state, type: joined, payload: joinedPayload() })))).toBe(
      'accepted',
    );
    const first = craft({ state: undefined, type: 1, payload: payloadOf(userGenesis()) });
    expect(reasonOf(applyUserEntry(undefined, first))).toBe('accepted');
  });

  it('refuses its first entry with any bit flipped (in its keys: of any byte), and wherever it is cut off', () => {
    let count = 0;
    const flipped = everyBitFlippedButKeys(userGenesis(), [4 + 51 + 32, 4 + 51 + 1265]);
    for (const copies of [flipped, everyTruncation(userGenesis())]) {
      for (const copy of copies) {
        if (reasonOf(applyUserEntry(undefined, copy)) === 'accepted') expect.fail(`copy ${count}`);
        count += 1;
      }
    }
    expect(count).toBe(9 * (2601 - 2 * 1216) + 2 * 2 * 1216);
  });

  it('refuses a later entry with any bit flipped, and wherever it is cut off', () => {
    const { state } = newLog();
    let count = 0;
    for (const copies of [everyBitFlipped(joinedEntry(state)), everyTruncation(joinedEntry(state))]) {
      for (const copy of copies) {
        if (reasonOf(applyUserEntry(state, copy)) === 'accepted') expect.fail(`copy ${count}`);
        count += 1;
      }
    }
    expect(count).toBe(9 * 188);
  });

  it('is a rollback when it is empty or ends too early, and a fork when it is another', async () => {
    const log = newLog();
    const first = log.head;
    log.append(joinedEntry(log.state));
    expect(await codeOf(() => UserLog.verify([]))).toBe('log_rollback');
    expect(await codeOf(() => newLog().requireExtends(log.head))).toBe('log_rollback');
    const other = newLog();
    other.append(joinedEntry(other.state, 5));
    expect(await codeOf(() => other.requireExtends(log.head))).toBe('log_fork');
    expect(await codeOf(() => UserLog.verify([userGenesis()], UserId.fromBytes(patternBytes(32))))).toBe(
      'log_fork',
    );
    expect(() => log.requireExtends(first)).not.toThrow();
    expect(await codeOf(() => log.requireExtends({ ...first, hash: flipBit(first.hash, 0) }))).toBe(
      'log_fork',
    );
  });

  it('stays as it was when an entry is refused', async () => {
    const log = newLog();
    const { state } = log;
    expect(await codeOf(() => log.append(joinedEntry(state, 1, otherSeed)))).toBe('log_refused');
    expect(log.state).toBe(state);
    expect(log.hashAt(1)).toBeUndefined();
  });
});
