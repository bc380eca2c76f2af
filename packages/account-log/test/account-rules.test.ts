import { ByteWriter } from '@commonseal/protocol';
import { type AccountState, type RefusalReason, apply } from '@commonseal/account-log';
import { writerIdOf } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountEntryTypes } from '../src/account/entry-kind.ts';
import { encodeSignedEntry } from '../src/signed-entry.ts';
import { backCases, backState } from './let-back-in-cases.ts';
import { reasonsOf } from './reasons.ts';
import { type Case, teamCases, teamState } from './team-cases.ts';
import {
  ada,
  ben,
  craftEntry,
  epochEntry,
  eve,
  genesisOf,
  ingestKeyOf,
  newLog,
  nextEpochPart,
  patternBytes,
  payloadOf,
  reasonOf,
  revocationEntry,
  startMs,
  withMember,
  writerEntry,
  writerSeedOf,
} from './samples.ts';

beforeAll(cryptoReady);

const { epoch, writer, revokeWriter, genesis } = accountEntryTypes;

/** Ada owns, Ben is a member; a connector 0, Ben's device 1 and a withdrawn connector 2; epoch 1, at a later time. */
function richState(): AccountState {
  let state = withMember(newLog().state, ben);
  const append = (entry: Uint8Array) => {
    const result = apply(state, entry);
    if (reasonOf(result) !== 'accepted') throw new TypeError(reasonOf(result));
    state = result as AccountState;
  };
  append(writerEntry(state, 0));
  append(writerEntry(state, 1, 'device', ben));
  append(writerEntry(state, 2));
  append(revocationEntry(state, 2));
  append(epochEntry(state, {}, ada, startMs + 1000));
  return state;
}

const newWriter = (state: AccountState) => payloadOf(writerEntry(state, 7));
const altered = (payload: Uint8Array, at: number, ...bytes: number[]) => {
  const copy = payload.slice();
  copy.set(bytes, at);
  return copy;
};
const sealsOf = (state: AccountState) => nextEpochPart(state).seals;

const cases: readonly Case[] = [
  ['nothing', 'malformed', () => new Uint8Array()],
  ['no entry', 'malformed', () => patternBytes(500)],
  [
    'of a user log',
    'malformed',
    (state) =>
      craftEntry({ state, type: writer, payload: newWriter(state), damage: (body) => body.set([7], 5) }),
  ],
  [
    'of another format version',
    'malformed',
    (state) =>
      craftEntry({ state, type: writer, payload: newWriter(state), damage: (body) => body.set([2], 3) }),
  ],
  [
    'cut off',
    'malformed',
    (state) => craftEntry({ state, type: writer, payload: newWriter(state).slice(0, -1) }),
  ],
  [
    'followed by more',
    'malformed',
    (state) => craftEntry({ state, type: writer, payload: Uint8Array.of(...newWriter(state), 0) }),
  ],
  [
    'without a signature',
    'malformed',
    (state) => craftEntry({ state, type: writer, payload: newWriter(state), signers: [] }),
  ],
  [
    'with five signatures',
    'malformed',
    (state) =>
      craftEntry({ state, type: writer, payload: newWriter(state), signers: [ada, ada, ada, ada, ada] }),
  ],
  [
    'admitting a key of small order',
    'malformed',
    (state) =>
      craftEntry({ state, type: writer, payload: altered(newWriter(state), 0, ...new Uint8Array(32)) }),
  ],
  [
    'admitting a writer of kind 0',
    'malformed',
    (state) => craftEntry({ state, type: writer, payload: altered(newWriter(state), 32, 0) }),
  ],
  [
    'admitting a writer of kind 4',
    'malformed',
    (state) => craftEntry({ state, type: writer, payload: altered(newWriter(state), 32, 4) }),
  ],
  [
    'naming the last of no batches',
    'malformed',
    (state) => revocationEntry(state, 0, { batchCount: 0, lastHash: patternBytes(32) }),
  ],
  [
    'sealing to an unknown kind of recipient',
    'malformed',
    (state) => craftEntry({ state, type: epoch, payload: altered(payloadOf(epochEntry(state)), 1256, 5) }),
  ],
  [
    'promising more recipients than may be',
    'malformed',
    (state) =>
      craftEntry({
        state,
        type: epoch,
        payload: altered(payloadOf(epochEntry(state)), 1252, 0, 0, 0x27, 0x11),
      }),
  ],
  [
    'with an ingest key that nothing can be sealed to',
    'malformed',
    (state) =>
      craftEntry({ state, type: epoch, payload: altered(payloadOf(epochEntry(state)), 4, 0xff, 0xff, 0xff) }),
  ],
  [
    'with an author of an unknown kind',
    'malformed',
    (state) => craftEntry({ state, type: writer, payload: newWriter(state), authorKind: 5 }),
  ],
  [
    'of an unknown type',
    'unknown entry',
    (state) => craftEntry({ state, type: 99, payload: new Uint8Array() }),
  ],
  [
    'that begins the account again',
    'unknown entry',
    (state) => craftEntry({ state, type: genesis, payload: payloadOf(genesisOf()) }),
  ],
  [
    'left out before it',
    'wrong sequence',
    (state) =>
      craftEntry({ state, type: writer, payload: newWriter(state), sequence: state.head.sequence + 2 }),
  ],
  [
    'in the place of the newest',
    'wrong sequence',
    (state) => craftEntry({ state, type: writer, payload: newWriter(state), sequence: state.head.sequence }),
  ],
  ['that is a first one', 'wrong sequence', () => genesisOf()],
  [
    'that follows another entry',
    'does not follow the previous entry',
    (state) => craftEntry({ state, type: writer, payload: newWriter(state), previousHash: patternBytes(32) }),
  ],
  [
    'from before the newest',
    'time goes backwards',
    (state) => craftEntry({ state, type: writer, payload: newWriter(state), timeMs: state.timeMs - 1 }),
  ],
  [
    'signed twice',
    'wrong number of signatures',
    (state) => craftEntry({ state, type: writer, payload: newWriter(state), signers: [ada, ada] }),
  ],
  [
    'signed by somebody else',
    'signature invalid',
    (state) => craftEntry({ state, type: writer, payload: newWriter(state), signers: [ben] }),
  ],
  [
    'signed for another account',
    'signature invalid',
    (state) => writerEntry({ ...state, accountId: ben.userId as never }, 7),
  ],
  [
    'with the signature of the entry before',
    'signature invalid',
    (state) => encodeSignedEntry(writerEntry(state, 7).slice(4, -65), [writerEntry(state, 8).slice(-64)]),
  ],
  ['of a stranger', 'author is no member', (state) => writerEntry(state, 7, 'device', eve)],
  ['of a stranger with a new seed', 'author is no member', (state) => epochEntry(state, {}, eve)],
  [
    'by which a member admits a connector',
    'author is not entitled',
    (state) => writerEntry(state, 7, 'connector', ben),
  ],
  [
    'by which a member admits a worker',
    'author is not entitled',
    (state) => writerEntry(state, 7, 'worker', ben),
  ],
  [
    'by which a member withdraws a connector',
    'author is not entitled',
    (state) => revocationEntry(state, 0, undefined, ben),
  ],
  ['admitting a writer again', 'already there', (state) => writerEntry(state, 0)],
  ['admitting a withdrawn writer again', 'already there', (state) => writerEntry(state, 2)],
  ["taking over somebody's device", 'already there', (state) => writerEntry(state, 1, 'device', ada)],
  ['withdrawing a stranger', 'not there', (state) => revocationEntry(state, 7)],
  ['withdrawing a writer again', 'withdrawn', (state) => revocationEntry(state, 2)],
  ['sealing to nobody', 'recipients differ', (state) => epochEntry(state, { seals: [] })],
  [
    'leaving a member out',
    'recipients differ',
    (state) => epochEntry(state, { seals: sealsOf(state).slice(1) }),
  ],
  [
    'leaving the newest member out',
    'recipients differ',
    (state) => epochEntry(state, { seals: sealsOf(state).slice(0, 1) }),
  ],
  [
    'sealing to a member twice',
    'recipients differ',
    (state) => epochEntry(state, { seals: sealsOf(state).map(() => sealsOf(state)[0] as never) }),
  ],
  [
    'sealing to a stranger too',
    'recipients differ',
    (state) => epochEntry(state, { seals: sealsOf(withMember(state, eve)) }),
  ],
  [
    'sealing to a stranger in place of a member',
    'recipients differ',
    (state) => epochEntry(state, { seals: sealsOf(withMember(state, eve)).toSpliced(1, 1) }),
  ],
  [
    'sealing in another order',
    'recipients differ',
    (state) => epochEntry(state, { seals: sealsOf(state).toReversed() }),
  ],
  ['beginning the current epoch again', 'epoch differs', (state) => epochEntry(state, { epoch: 1 })],
  ['leaving an epoch out', 'epoch differs', (state) => epochEntry(state, { epoch: 3 })],
  [
    'going back to the first epoch',
    'epoch differs',
    (state) => epochEntry(state, { epoch: 0, ingestKey: ingestKeyOf(0) }),
  ],
  [
    'with the key of the current epoch',
    'key was used before',
    (state) => epochEntry(state, { ingestKey: ingestKeyOf(1) }),
  ],
  [
    'with the key of the first epoch',
    'key was used before',
    (state) => epochEntry(state, { ingestKey: ingestKeyOf(0) }),
  ],
];

const firstCases: readonly (readonly [string, RefusalReason, () => Uint8Array])[] = [
  [
    'of a later type',
    'unknown entry',
    () => craftEntry({ state: undefined, type: writer, payload: newWriter(newLog().state) }),
  ],
  ['of a later log', 'wrong sequence', () => writerEntry(newLog().state)],
  [
    'that follows something',
    'does not follow the previous entry',
    () =>
      craftEntry({
        state: undefined,
        type: genesis,
        payload: payloadOf(genesisOf()),
        previousHash: patternBytes(32),
      }),
  ],
  [
    'signed by another than its owner',
    'signature invalid',
    () => craftEntry({ state: undefined, type: genesis, payload: payloadOf(genesisOf()), signers: [ben] }),
  ],
  [
    'by another than its owner',
    'author is not entitled',
    () => craftEntry({ state: undefined, type: genesis, payload: payloadOf(genesisOf()), author: ben }),
  ],
  [
    'signed twice',
    'wrong number of signatures',
    () =>
      craftEntry({ state: undefined, type: genesis, payload: payloadOf(genesisOf()), signers: [ada, ada] }),
  ],
  ...([32, 64, 1624] as const).map(
    (at) =>
      [
        `with a key that is none (at ${at})`,
        'malformed',
        () =>
          craftEntry({
            state: undefined,
            type: genesis,
            payload: altered(payloadOf(genesisOf()), at, ...patternBytes(32).fill(0xff)),
          }),
      ] as const,
  ),
  [
    'followed by more',
    'malformed',
    () =>
      craftEntry({ state: undefined, type: genesis, payload: Uint8Array.of(...payloadOf(genesisOf()), 0) }),
  ],
];

describe("an account's log", () => {
  it.each(cases)('refuses an entry %s: %s', (_, reason, make) => {
    const state = richState();
    const before = structuredClone(state);
    expect(reasonOf(apply(state, make(state)))).toBe(reason);
    expect(state).toEqual(before);
  });

  it.each(teamCases.map(([what, reason, make, since]) => ({ what, reason, make, since })))(
    'of several people refuses an entry $what: $reason',
    ({ reason, make, since }) => {
      const state = since ? since(teamState()) : teamState();
      const before = structuredClone(state);
      expect(reasonOf(apply(state, make(state)))).toBe(reason);
      expect(state).toEqual(before);
    },
  );

  it.each(backCases.map(([what, reason, make, since]) => ({ what, reason, make, since })))(
    'of people who let each other back in refuses an entry $what: $reason',
    ({ reason, make, since }) => {
      const state = since ? since(backState()) : backState();
      const before = structuredClone(state);
      expect(reasonOf(apply(state, make(state)))).toBe(reason);
      expect(state).toEqual(before);
    },
  );

  it.each(firstCases)('refuses a first entry %s: %s', (_, reason, make) => {
    expect(reasonOf(apply(undefined, make()))).toBe(reason);
  });

  it('has a case for every reason that it can give, and for no other', () => {
    const provoked = new Set<string>(
      [...cases, ...teamCases, ...backCases, ...firstCases].map(([, reason]) => reason),
    );
    expect([...provoked].toSorted()).toEqual([...reasonsOf('account entry')].toSorted());
  });

  it('takes the same entries when nothing is wrong with them', () => {
    const state = richState();
    const good = [
      craftEntry({ state, type: writer, payload: newWriter(state) }),
      craftEntry({ state, type: writer, payload: newWriter(state), timeMs: state.timeMs + 1 }),
      craftEntry({ state, type: epoch, payload: payloadOf(epochEntry(state)) }),
      craftEntry({ state, type: epoch, payload: payloadOf(epochEntry(state)), author: ben }),
      craftEntry({ state, type: revokeWriter, payload: payloadOf(revocationEntry(state)) }),
      epochEntry(state, {}, ben),
      writerEntry(state, 7, 'device', ben),
    ];
    for (const entry of good) expect(reasonOf(apply(state, entry))).toBe('accepted');
  });

  it('refuses an entry longer than entries may be before it looks at it', () => {
    const long = new ByteWriter()
      .u32(1024 * 1024 + 1)
      .bytes(new Uint8Array(1024 * 1024 + 66))
      .finish();
    expect(reasonOf(apply(undefined, long))).toBe('malformed');
  });

  it('makes a new state and keeps the old one', () => {
    const state = richState();
    const before = structuredClone(state);
    const result = apply(state, writerEntry(state, 7));
    expect(state).toEqual(before);
    expect((result as AccountState).writers.has(writerIdOf(writerSeedOf(7)))).toBe(true);
  });
});
