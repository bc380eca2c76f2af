import { AccountId, BatchId, ItemId, concatBytes } from '@commonseal/protocol';
import {
  AccountLog,
  type ChainHead,
  type Manifest,
  type RefusalReason,
  acceptManifest,
  encodeManifest,
  parseManifest,
} from '@commonseal/account-log';
import { sign, writerIdOf } from '@commonseal/crypto/seal';
import { cryptoReady, hash, hashPurposes, signPurposes } from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { reasonsOf } from './reasons.ts';
import {
  ada,
  codeOf,
  epochEntry,
  everyBitFlipped,
  everyTruncation,
  genesisOf,
  patternBytes,
  reasonOf,
  revocationEntry,
  startMs,
  writerEntry,
  writerSeedOf,
} from './samples.ts';

beforeAll(cryptoReady);

/** Entries: 0 genesis, 1 writer 0, 2 epoch 1, 3 writer 1, 4 epoch 2. */
function buildLog(): AccountLog {
  const log = AccountLog.verify([genesisOf()]);
  log.append(writerEntry(log.state, 0));
  log.append(epochEntry(log.state));
  log.append(writerEntry(log.state, 1));
  log.append(epochEntry(log.state));
  return log;
}

let log: AccountLog;

beforeAll(() => {
  log = buildLog();
});

const headAt = (sequence: number) => ({ sequence, hash: log.hashAt(sequence) ?? new Uint8Array(32) });

const item = (number: number) => ({
  itemId: ItemId.fromBytes(patternBytes(16, number)),
  bodyHash: patternBytes(32, number),
  chunkCount: 1,
  headerHash: patternBytes(32, number + 1),
});

function manifestOf(change: Partial<Manifest> = {}): Manifest {
  return {
    accountId: log.state.accountId,
    writerId: writerIdOf(writerSeedOf(0)),
    index: 0,
    previousHash: new Uint8Array(32),
    epoch: 2,
    logHead: headAt(4),
    timeMs: startMs,
    batchId: BatchId.fromBytes(patternBytes(16, 8)),
    sealHash: patternBytes(32, 1),
    batchKeyCommitment: patternBytes(32, 2),
    pageHashes: [patternBytes(32, 3)],
    items: [item(1), item(2)],
    ...change,
  };
}

function signBody(body: Uint8Array, number = 0, accountId = log.state.accountId): Uint8Array {
  return concatBytes(
    body,
    sign(signPurposes.manifest, AccountId.toBytes(accountId), body, writerSeedOf(number)),
  );
}

const signed = (change: Partial<Manifest> = {}, number = 0) =>
  signBody(encodeManifest(manifestOf(change)), number);

function chainOf(...changes: Partial<Manifest>[]): { heads: ChainHead[]; head: ChainHead | undefined } {
  const heads: ChainHead[] = [];
  for (const change of changes) {
    const previous = heads.at(-1);
    const manifest = signed({
      ...(previous ? { index: previous.index + 1, previousHash: previous.hash } : {}),
      ...change,
    });
    const result = acceptManifest(log, previous, manifest);
    if (!('head' in result)) throw new TypeError(result.reason);
    heads.push(result.head);
  }
  return { heads, head: heads.at(-1) };
}

/** The same log, with writer 0 withdrawn after what was seen of it. */
function withdrawnLog(batchCount: number, lastHash: Uint8Array): AccountLog {
  const withdrawn = buildLog();
  withdrawn.append(revocationEntry(withdrawn.state, 0, { batchCount, lastHash }));
  return withdrawn;
}

interface Attempt {
  readonly log?: AccountLog;
  readonly previous?: ChainHead | undefined;
  readonly manifest: Uint8Array;
}
type Case = readonly [what: string, reason: RefusalReason, make: () => Attempt];

function following(change: Partial<Manifest> = {}, first: Partial<Manifest> = {}): Attempt {
  const { head } = chainOf(first);
  if (!head) throw new TypeError('a chain was expected');
  return { previous: head, manifest: signed({ index: 1, previousHash: head.hash, ...change }) };
}

const cases: readonly Case[] = [
  ['nothing', 'malformed', () => ({ manifest: new Uint8Array() })],
  ['no manifest', 'malformed', () => ({ manifest: patternBytes(500) })],
  ['longer than manifests are', 'malformed', () => ({ manifest: new Uint8Array(256 * 1024 + 1) })],
  [
    'followed by more',
    'malformed',
    () => ({ manifest: signBody(concatBytes(encodeManifest(manifestOf()), new Uint8Array(1))) }),
  ],
  [
    'cut off before its signature',
    'malformed',
    () => ({ manifest: signBody(encodeManifest(manifestOf()).slice(0, -1)) }),
  ],
  ['of another suite', 'malformed', () => ({ manifest: signBody(encodeManifest(manifestOf()).with(4, 2)) })],
  ['that is an entry', 'malformed', () => ({ manifest: signBody(encodeManifest(manifestOf()).with(5, 6)) })],
  ['with an item twice', 'malformed', () => ({ manifest: signed({ items: [item(1), item(2), item(1)] }) })],
  [
    'with an item without chunks',
    'malformed',
    () => ({ manifest: signed({ items: [{ ...item(1), chunkCount: 0 }] }) }),
  ],
  [
    'with an item of more chunks than bodies have',
    'malformed',
    () => ({ manifest: signed({ items: [{ ...item(1), chunkCount: 4097 }] }) }),
  ],
  [
    'with more items than batches have',
    'malformed',
    () => ({
      manifest: signed({
        items: Array.from({ length: 1025 }, (_, at) => ({
          ...item(1),
          itemId: ItemId.fromBytes(Uint8Array.of(at >> 8, at & 0xff, ...new Uint8Array(14))),
        })),
      }),
    }),
  ],
  [
    'with more pages than batches have',
    'malformed',
    () => ({ manifest: signed({ pageHashes: Array.from({ length: 129 }, () => patternBytes(32)) }) }),
  ],
  [
    'of another account',
    'another account',
    () => {
      const accountId = ada.userId as never;
      return { manifest: signBody(encodeManifest(manifestOf({ accountId })), 0, accountId) };
    },
  ],
  ['of a stranger', 'not there', () => ({ manifest: signed({ writerId: writerIdOf(writerSeedOf(9)) }, 9) })],
  ['signed by another writer', 'signature invalid', () => ({ manifest: signed({}, 1) })],
  [
    'signed in the name of another writer',
    'signature invalid',
    () => ({ manifest: signed({ writerId: writerIdOf(writerSeedOf(1)) }) }),
  ],
  [
    'signed for another account',
    'signature invalid',
    () => ({ manifest: signBody(encodeManifest(manifestOf()), 0, ada.userId as never) }),
  ],
  [
    'that is signed as something else',
    'signature invalid',
    () => {
      const body = encodeManifest(manifestOf());
      const subject = AccountId.toBytes(log.state.accountId);
      return {
        manifest: concatBytes(body, sign(signPurposes.writerSession, subject, body, writerSeedOf(0))),
      };
    },
  ],
  ['that is a second one without a first', 'wrong sequence', () => ({ manifest: signed({ index: 1 }) })],
  ['that leaves one out', 'wrong sequence', () => following({ index: 2 })],
  ['that is accepted already', 'wrong sequence', () => ({ ...following(), manifest: signed() })],
  [
    'that begins the chain again',
    'wrong sequence',
    () => following({ index: 0, previousHash: new Uint8Array(32) }),
  ],
  [
    'that follows another',
    'does not follow the previous entry',
    () => following({ previousHash: patternBytes(32) }),
  ],
  [
    'that follows nothing',
    'does not follow the previous entry',
    () => following({ previousHash: new Uint8Array(32) }),
  ],
  [
    'that is a first one and follows something',
    'does not follow the previous entry',
    () => ({ manifest: signed({ previousHash: patternBytes(32) }) }),
  ],
  ['from before the one before', 'time goes backwards', () => following({ timeMs: startMs - 1 })],
  [
    'that forgot what it knew of the log',
    'time goes backwards',
    () => following({ logHead: headAt(3), epoch: 1 }),
  ],
  [
    "that knows nothing of its writer's admission",
    'time goes backwards',
    () => ({ manifest: signed({ writerId: writerIdOf(writerSeedOf(1)), logHead: headAt(2), epoch: 1 }, 1) }),
  ],
  [
    'that names a head beyond the log',
    'head is beyond the log',
    () => ({ manifest: signed({ logHead: { sequence: 5, hash: patternBytes(32) } }) }),
  ],
  [
    'that names another entry at a place of the log',
    'head is not on the chain',
    () => ({ manifest: signed({ logHead: { sequence: 4, hash: headAt(3).hash } }) }),
  ],
  ['of an epoch that had ended at its head', 'epoch differs', () => ({ manifest: signed({ epoch: 1 }) })],
  [
    'of an epoch that had not begun at its head',
    'epoch differs',
    () => ({ manifest: signed({ logHead: headAt(3) }) }),
  ],
  ['of an epoch that is not there', 'epoch differs', () => ({ manifest: signed({ epoch: 3 }) })],
  [
    'of a writer that was withdrawn before it wrote',
    'withdrawn',
    () => ({ log: withdrawnLog(0, new Uint8Array(32)), manifest: signed() }),
  ],
  [
    'beyond where its writer was withdrawn',
    'withdrawn',
    () => {
      const { head } = chainOf({});
      return { ...following(), log: withdrawnLog(1, head?.hash ?? new Uint8Array()) };
    },
  ],
  [
    'other than the last one that counts',
    'withdrawn',
    () => ({ log: withdrawnLog(1, patternBytes(32)), manifest: signed() }),
  ],
];

describe("a writer's chain", () => {
  it.each(cases)('refuses a manifest %s: %s', (_, reason, make) => {
    const { log: seen = log, previous, manifest } = make();
    expect(reasonOf(acceptManifest(seen, previous, manifest))).toBe(reason);
  });

  it('has a case for every reason that it can give, and for no other', () => {
    const provoked = new Set<string>(cases.map(([, reason]) => reason));
    expect([...provoked].toSorted()).toEqual([...reasonsOf('manifest')].toSorted());
  });

  it('takes manifests one after the other, under the epoch of the head that each names', () => {
    const { heads } = chainOf(
      { logHead: headAt(1), epoch: 0 },
      { logHead: headAt(1), epoch: 0, timeMs: startMs + 5 },
      { logHead: headAt(2), epoch: 1, timeMs: startMs + 5 },
      { logHead: headAt(3), epoch: 1, timeMs: startMs + 9 },
      { logHead: headAt(4), epoch: 2, timeMs: startMs + 9, items: [], pageHashes: [] },
    );
    expect(heads.map(({ index, logSequence, timeMs }) => [index, logSequence, timeMs - startMs])).toEqual([
      [0, 1, 0],
      [1, 1, 5],
      [2, 2, 5],
      [3, 3, 9],
      [4, 4, 9],
    ]);
    expect(new Set(heads.map((head) => String(head.hash))).size).toBe(5);
  });

  it('takes what a withdrawn writer wrote before, to the last one that counts', () => {
    const { heads } = chainOf({}, {});
    const withdrawn = withdrawnLog(2, heads[1]?.hash ?? new Uint8Array());
    expect(reasonOf(acceptManifest(withdrawn, undefined, signed()))).toBe('accepted');
    const second = signed({ index: 1, previousHash: heads[0]?.hash ?? new Uint8Array() });
    expect(reasonOf(acceptManifest(withdrawn, heads[0], second))).toBe('accepted');
  });

  it('refuses a manifest with any bit flipped, or cut off anywhere', () => {
    const manifest = signed({ items: [item(1)] });
    expect(reasonOf(acceptManifest(log, undefined, manifest))).toBe('accepted');
    const answers = new Map<string, number>();
    for (const copies of [everyBitFlipped(manifest), everyTruncation(manifest)]) {
      for (const copy of copies) {
        const answer = reasonOf(acceptManifest(log, undefined, copy));
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      }
    }
    expect([...answers.keys()].toSorted()).toEqual([
      'another account',
      'malformed',
      'not there',
      'signature invalid',
    ]);
    expect([...answers.values()].reduce((sum, count) => sum + count)).toBe(9 * manifest.length);
  });
});

describe('a manifest', () => {
  const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

  it('survives the way to bytes and back', () => {
    const anyManifest = fc.record({
      index: fc.integer({ min: 0, max: 0xffffffff }),
      previousHash: bytes32,
      epoch: fc.integer({ min: 0, max: 0xffffffff }),
      logHead: fc.record({ sequence: fc.integer({ min: 0, max: 0xffffffff }), hash: bytes32 }),
      timeMs: fc.maxSafeNat(),
      pageHashes: fc.array(bytes32, { maxLength: 5 }),
      items: fc
        .integer({ min: 0, max: 5 })
        .map((count) => Array.from({ length: count }, (_, at) => item(at))),
    });
    fc.assert(
      fc.property(anyManifest, (change) => {
        const manifest = manifestOf(change);
        expect(parseManifest(signBody(encodeManifest(manifest))).manifest).toEqual(manifest);
      }),
    );
  });

  it('is named by the hash of what was signed and of the signature', () => {
    const manifest = signed();
    const expected = hash(hashPurposes.manifest, manifest.slice(0, -64), manifest.slice(-64));
    expect(parseManifest(manifest).hash).toEqual(expected);
    expect(chainOf({}).head?.hash).toEqual(expected);
  });

  it('has as many bytes as the format says, and at its largest still fits', async () => {
    const items = Array.from({ length: 1024 }, (_, at) => ({
      ...item(1),
      itemId: ItemId.fromBytes(Uint8Array.of(at >> 8, at & 0xff, ...new Uint8Array(14))),
      chunkCount: 4096,
    }));
    const largest = signed({ items, pageHashes: Array.from({ length: 128 }, () => patternBytes(32)) });
    expect(largest).toHaveLength(302 + 32 * 128 + 84 * 1024);
    expect(await codeOf(() => parseManifest(largest))).toBeUndefined();
  });
});
