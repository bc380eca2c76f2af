/**
 * Writes the test vectors of the logs, manifests, anchors and challenges of format version 1:
 *
 *     node --conditions=source --import tsx packages/account-log/vectors/generate.ts
 *
 * Frozen vectors are never written again: a changed format takes a new version, and a new folder.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AccountId, BatchId, CredentialId, ItemId, UserId, WriterId, concatBytes } from '@commonseal/protocol';
import {
  AccountLog,
  type ChainHead,
  UserLog,
  acceptManifest,
  currentEpoch,
  encodeAnchor,
  encodeManifest,
} from '@commonseal/account-log';
import {
  authorAccountJoined,
  authorUserGenesis,
  authorWriter,
  authorWriterRevocation,
  signWriterChallenge,
} from '@commonseal/account-log/author';
import { type UserSeed, receivingPublicKey, sign, signingPublicKey, writerIdOf } from '@commonseal/crypto/seal';
import { cryptoReady, signPurposes } from '@commonseal/crypto/verify';
import { encodeSignedEntry } from '../src/signed-entry.ts';
import {
  ada,
  ben,
  craftEntry,
  epochEntry,
  eve,
  flipBit,
  genesisOf,
  keyOf,
  nextEpochPart,
  patternBytes,
  payloadOf,
  someName,
  startMs,
  writerSeedOf,
} from '../test/samples.ts';
import { type ManifestFacts, accountFacts, anchorFacts, manifestFacts, manifestOf, toHex, userFacts } from './facts.ts';

export interface RefusedEntry {
  /** Category, then what it is. */
  readonly name: string;
  /** How many of the accepted entries stand before it. */
  readonly after: number;
  readonly stored: string;
  readonly reason: string;
}

/** The damage that every signed thing refuses as such, whatever stands in it. */
function damaged(stored: Uint8Array, at: { prefix: number; signature: number }): [string, Uint8Array, string][] {
  const set = (index: number, byte: number) => stored.with(at.prefix + index, byte);
  return [
    ['other magic', set(0, 0x44), 'malformed'],
    ['other version', set(3, 2), 'malformed'],
    ['other suite', set(4, 2), 'malformed'],
    ['other kind', set(5, 1), 'malformed'],
    ['truncated: nothing left', new Uint8Array(), 'malformed'],
    ['truncated: within the prefix', stored.slice(0, at.prefix + 3), 'malformed'],
    ['truncated: by one byte', stored.slice(0, -1), 'malformed'],
    ['left-over byte', Uint8Array.of(...stored, 0), 'malformed'],
    ['altered: R of the signature', flipBit(stored, 8 * at.signature), 'signature invalid'],
    ['altered: S of the signature', flipBit(stored, 8 * (at.signature + 32)), 'signature invalid'],
  ];
}

function signedAnew(entry: Uint8Array, purpose: keyof typeof signPurposes, subjectId: Uint8Array, seed: UserSeed) {
  const body = entry.slice(4, -65);
  return encodeSignedEntry(body, [sign(signPurposes[purpose], subjectId, body, seed)]);
}

function buildAccountLog() {
  const entries: { name: string; stored: Uint8Array }[] = [{ name: 'genesis', stored: genesisOf() }];
  const log = AccountLog.verify(entries.map(({ stored }) => stored));
  const append = (name: string, stored: Uint8Array) => {
    log.append(stored);
    entries.push({ name, stored });
  };
  const authoring = () => ({ state: log.state, author: ada, nowMs: startMs + 1000 * entries.length });
  const admit = (number: number, kind: 'connector' | 'device' | 'worker') =>
    append(
      `writer: ${kind}`,
      authorWriter(authoring(), { writerId: writerIdOf(writerSeedOf(number)), kind, nameBox: someName }),
    );
  const withdraw = (name: string, number: number, batchCount: number, lastHash: Uint8Array) =>
    append(
      `revoke-writer: ${name}`,
      authorWriterRevocation(authoring(), { writerId: writerIdOf(writerSeedOf(number)), batchCount, lastHash }),
    );
  admit(0, 'connector');
  append('epoch', epochEntry(log.state, {}, ada, startMs + 2000));
  admit(1, 'device');
  admit(2, 'worker');
  const manifests = buildManifests(log);
  const last = manifests.accepted.at(-1)?.head.hash ?? new Uint8Array(32);
  withdraw('after two batches', 0, manifests.accepted.length, last);
  withdraw('without a batch', 1, 0, new Uint8Array(32));
  return { entries, manifests };
}

function accountVectors(entries: readonly { name: string; stored: Uint8Array }[]) {
  const stored = entries.map((entry) => entry.stored);
  const stateAfter = (count: number) => AccountLog.verify(stored.slice(0, count)).state;
  const refused: RefusedEntry[] = [];
  const refuse = (name: string, after: number, bytes: Uint8Array, reason: string) =>
    refused.push({ name, after, stored: toHex(bytes), reason });

  for (const [name, after] of [
    ['genesis', 0],
    ['epoch', 2],
    ['writer', 1],
    ['revoke-writer', 5],
  ] as const) {
    const good = stored[after] ?? new Uint8Array();
    const subjectId = after === 0 ? new Uint8Array(32) : AccountId.toBytes(stateAfter(1).accountId);
    for (const [what, bytes, reason] of damaged(good, { prefix: 4, signature: good.length - 64 })) {
      refuse(`${what} (${name})`, after, bytes, reason);
    }
    refuse(`wrong key (${name})`, after, signedAnew(good, 'accountEntry', subjectId, ben.seed), 'signature invalid');
    refuse(`wrong purpose (${name})`, after, signedAnew(good, 'userEntry', subjectId, ada.seed), 'signature invalid');
    const otherSubject = signedAnew(good, 'accountEntry', patternBytes(32, 9), ada.seed);
    refuse(`wrong account (${name})`, after, otherSubject, 'signature invalid');
    refuse(`wrong place: at the head (${name})`, entries.length, good, 'wrong sequence');
  }

  const [beforeEpoch, beforeWriter, end] = [stateAfter(2), stateAfter(1), stateAfter(entries.length)];
  const writerPayload = payloadOf(stored[1] ?? new Uint8Array());
  const crafted = (change: Partial<Parameters<typeof craftEntry>[0]>) =>
    craftEntry({ state: beforeWriter, type: 3, payload: writerPayload, ...change });
  refuse('frame: previous hash', 1, crafted({ previousHash: patternBytes(32) }), 'does not follow the previous entry');
  refuse('frame: time', 1, crafted({ timeMs: startMs - 1 }), 'time goes backwards');
  refuse('frame: sequence', 1, crafted({ sequence: 2 }), 'wrong sequence');
  refuse('frame: type', 1, crafted({ type: 9 }), 'unknown entry');
  refuse('frame: author', 1, crafted({ author: eve }), 'author is no member');
  refuse('frame: signed twice', 1, crafted({ signers: [ada, ada] }), 'wrong number of signatures');
  const epoch = (change: Partial<ReturnType<typeof nextEpochPart>>) => epochEntry(beforeEpoch, change, ada, startMs + 2000);
  refuse('rule: number of the epoch', 2, epoch({ epoch: 2 }), 'epoch differs');
  refuse('rule: no recipients', 2, epoch({ seals: [] }), 'recipients differ');
  const [sole] = nextEpochPart(beforeEpoch).seals;
  if (!sole) throw new TypeError('no recipient');
  refuse('rule: a recipient twice', 2, epoch({ seals: [sole, sole] }), 'recipients differ');
  const usedKey = currentEpoch(beforeEpoch).ingestKey;
  refuse('rule: ingest key of before', 2, epoch({ ingestKey: usedKey }), 'key was used before');
  refuse('rule: ingest key that is none', 2, epoch({ ingestKey: new Uint8Array(1216).fill(0xff) }), 'malformed');
  const authoring = { state: end, author: ada, nowMs: startMs + 60_000 };
  const admitted = { kind: 'connector', nameBox: someName } as const;
  const count = entries.length;
  const again = authorWriter(authoring, { ...admitted, writerId: writerIdOf(writerSeedOf(0)) });
  refuse('rule: a withdrawn writer again', count, again, 'already there');
  const noBatches = { batchCount: 0, lastHash: new Uint8Array(32) };
  const withdraw = (number: number, change: object = {}) =>
    authorWriterRevocation(authoring, { writerId: writerIdOf(writerSeedOf(number)), ...noBatches, ...change });
  refuse('rule: a stranger withdrawn', count, withdraw(7), 'not there');
  refuse('rule: withdrawn already', count, withdraw(0), 'withdrawn');
  refuse('rule: hash of no batch', count, withdraw(2, { lastHash: patternBytes(32) }), 'malformed');

  return {
    author: { userId: toHex(UserId.toBytes(ada.userId)), seed: toHex(ada.seed) },
    entries: entries.map(({ name, stored: bytes }, at) => ({
      name,
      stored: toHex(bytes),
      state: accountFacts(stateAfter(at + 1)),
    })),
    refused,
  };
}

function buildManifests(log: AccountLog) {
  const { accountId } = log.state;
  const headAt = (sequence: number) => ({ sequence, hash: log.hashAt(sequence) ?? new Uint8Array() });
  const item = (number: number, chunkCount: number) => ({
    itemId: ItemId.fromBytes(patternBytes(16, number)),
    bodyHash: patternBytes(32, number),
    chunkCount,
    headerHash: patternBytes(32, number + 1),
  });
  const shared = {
    accountId,
    writerId: writerIdOf(writerSeedOf(0)),
    sealHash: patternBytes(32, 1),
    batchKeyCommitment: patternBytes(32, 2),
  };
  const signed = (facts: ManifestFacts, number = 0, purpose: keyof typeof signPurposes = 'manifest') => {
    const body = encodeManifest(manifestOf(facts));
    const subjectId = AccountId.toBytes(accountId);
    return concatBytes(body, sign(signPurposes[purpose], subjectId, body, writerSeedOf(number)));
  };
  const accepted: { name: string; facts: ManifestFacts; stored: Uint8Array; head: ChainHead }[] = [];
  const add = (name: string, facts: ManifestFacts) => {
    const stored = signed(facts);
    const result = acceptManifest(log, accepted.at(-1)?.head, stored);
    if (!('head' in result)) throw new TypeError(result.reason);
    accepted.push({ name, facts, stored, head: result.head });
    return result.head;
  };
  const first = manifestFacts({
    ...shared,
    index: 0,
    previousHash: new Uint8Array(32),
    epoch: 0,
    logHead: headAt(1),
    timeMs: startMs + 1500,
    batchId: BatchId.fromBytes(patternBytes(16, 8)),
    pageHashes: [patternBytes(32, 3), patternBytes(32, 4)],
    items: [item(10, 1), item(20, 4096)],
  });
  const { hash } = add('two pages, two items', first);
  const second = {
    ...first,
    index: 1,
    previousHash: toHex(hash),
    epoch: 1,
    logHead: { sequence: 2, hash: toHex(headAt(2).hash) },
    timeMs: startMs + 2500,
    batchId: toHex(patternBytes(16, 9)),
    pageHashes: [],
    items: [],
  };
  add('empty, of the next epoch', second);

  const refused: RefusedEntry[] = [];
  const refuse = (name: string, after: number, bytes: Uint8Array, reason: string) =>
    refused.push({ name, after, stored: toHex(bytes), reason });
  const good = signed(second);
  for (const [what, bytes, reason] of damaged(good, { prefix: 0, signature: good.length - 64 })) {
    // A manifest has no length of its own: what is cut off or added moves the boundary of the signature.
    refuse(what, 1, bytes, reason);
  }
  refuse('wrong key', 1, signed(second, 1), 'signature invalid');
  refuse('wrong purpose', 1, signed(second, 0, 'writerSession'), 'signature invalid');
  refuse('wrong account', 1, signed({ ...second, accountId: toHex(patternBytes(32, 9)) }), 'another account');
  refuse('wrong writer: a stranger', 1, signed({ ...second, writerId: toHex(patternBytes(32, 9)) }), 'not there');
  refuse('wrong place: first', 0, good, 'wrong sequence');
  refuse('wrong place: again', 2, good, 'wrong sequence');
  const change = (name: string, facts: Partial<ManifestFacts>, reason: string) =>
    refuse(name, 1, signed({ ...second, ...facts }), reason);
  change('chain: previous hash', { previousHash: toHex(patternBytes(32)) }, 'does not follow the previous entry');
  change('chain: time', { timeMs: startMs }, 'time goes backwards');
  change('knowledge: another entry', { logHead: { sequence: 2, hash: toHex(patternBytes(32)) } }, 'head is not on the chain');
  change('knowledge: beyond the log', { logHead: { sequence: 99, hash: toHex(patternBytes(32)) } }, 'head is beyond the log');
  change('knowledge: less than before', { logHead: { sequence: 0, hash: toHex(headAt(0).hash) }, epoch: 0 }, 'time goes backwards');
  change('wrong epoch', { epoch: 0 }, 'epoch differs');
  const [one] = first.items;
  if (!one) throw new TypeError('no item');
  change('content: an item twice', { items: [one, one] }, 'malformed');
  change('content: no chunk', { items: [{ ...one, chunkCount: 0 }] }, 'malformed');
  return { accepted, refused };
}

function manifestVectors({ accepted, refused }: ReturnType<typeof buildManifests>, entries: number) {
  return {
    /** The chain stands on the log that account-log.json begins with. */
    logEntries: entries,
    writerSeed: toHex(writerSeedOf(0)),
    accepted: accepted.map(({ name, facts, stored, head }) => ({
      name,
      manifest: facts,
      stored: toHex(stored),
      hash: toHex(head.hash),
    })),
    refused,
  };
}

function userVectors() {
  const seed = keyOf<UserSeed>(1);
  const genesis = {
    signingKey: signingPublicKey(seed),
    receivingKey: receivingPublicKey(seed),
    credential: {
      credentialId: CredentialId.fromBytes(patternBytes(16, 6)),
      kind: 'password',
      receivingKey: receivingPublicKey(keyOf<UserSeed>(3)),
    },
  } as const;
  const first = authorUserGenesis(genesis, seed, startMs);
  const log = UserLog.verify([first]);
  const joining = (number: number) => ({
    accountId: AccountId.fromBytes(patternBytes(32, number)),
    head: { sequence: number, hash: patternBytes(32, number + 60) },
  });
  const second = authorAccountJoined(log.state, joining(5), seed, startMs + 1000);
  const before = log.state;
  log.append(second);
  const refused: RefusedEntry[] = [];
  const refuse = (name: string, after: number, bytes: Uint8Array, reason: string) =>
    refused.push({ name, after, stored: toHex(bytes), reason });
  for (const [name, after, good] of [
    ['genesis', 0, first],
    ['account-joined', 1, second],
  ] as const) {
    const subjectId = after === 0 ? new Uint8Array(32) : UserId.toBytes(before.userId);
    for (const [what, bytes, reason] of damaged(good, { prefix: 4, signature: good.length - 64 })) {
      refuse(`${what} (${name})`, after, bytes, reason);
    }
    refuse(`wrong key (${name})`, after, signedAnew(good, 'userEntry', subjectId, ben.seed), 'signature invalid');
    refuse(`wrong purpose (${name})`, after, signedAnew(good, 'accountEntry', subjectId, seed), 'signature invalid');
    refuse(`wrong person (${name})`, after, signedAnew(good, 'userEntry', patternBytes(32, 9), seed), 'signature invalid');
    refuse(`wrong place: at the head (${name})`, 2, good, 'wrong sequence');
  }
  refuse('other log', 0, genesisOf(), 'malformed');
  refuse('rule: joined already', 2, authorAccountJoined(log.state, joining(5), seed, startMs + 2000), 'already there');
  const otherHead = { ...before, head: { sequence: 0, hash: patternBytes(32) } };
  const astray = authorAccountJoined(otherHead, joining(6), seed, startMs + 1000);
  refuse('frame: previous hash', 1, astray, 'does not follow the previous entry');
  const early = authorAccountJoined({ ...before, timeMs: 0 }, joining(6), seed, startMs - 1);
  refuse('frame: time', 1, early, 'time goes backwards');
  return {
    seed: toHex(seed),
    entries: [
      { name: 'genesis', stored: toHex(first), state: userFacts(before) },
      { name: 'account-joined', stored: toHex(second), state: userFacts(log.state) },
    ],
    refused,
  };
}

function anchorVectors() {
  const head = (number: number) => ({ sequence: number, hash: patternBytes(32, number) });
  const encoded = [0, 1, 3].map((count) => {
    const accounts = Array.from({ length: count }, (_, at) => [
      AccountId.fromBytes(patternBytes(32, 20 + at)),
      head(40 + at),
    ] as const);
    const anchor = { userId: UserId.fromBytes(patternBytes(32, 7)), userHead: head(2), accounts: new Map(accounts) };
    return { name: `${count} accounts`, anchor: anchorFacts(anchor), encoded: toHex(encodeAnchor(anchor)) };
  });
  const good = encodeAnchor({
    userId: UserId.fromBytes(patternBytes(32, 7)),
    userHead: head(2),
    accounts: new Map([[AccountId.fromBytes(patternBytes(32, 20)), head(40)]]),
  });
  const twice = Uint8Array.of(...good.with(69, 2), ...good.slice(70));
  const refused = [
    ['truncated: nothing left', new Uint8Array()],
    ['truncated: within the head', good.slice(0, 50)],
    ['truncated: by one byte', good.slice(0, -1)],
    ['left-over byte', Uint8Array.of(...good, 0)],
    ['count: one more than there are', good.with(69, 2)],
    ['count: one less than there are', good.with(69, 0)],
    ['count: above the bound', Uint8Array.of(...good.with(68, 1).with(69, 0xf5), ...new Uint8Array(500 * 68))],
    ['content: an account twice', twice],
  ] as const;
  return { encoded, refused: refused.map(([name, bytes]) => ({ name, encoded: toHex(bytes) })) };
}

function challengeVectors() {
  const seed = writerSeedOf(0);
  const challenge = {
    accountId: AccountId.fromBytes(patternBytes(32, 1)),
    writerId: writerIdOf(seed),
    challenge: patternBytes(32, 2),
  };
  const good = {
    name: 'a challenge',
    seed: toHex(seed),
    accountId: toHex(AccountId.toBytes(challenge.accountId)),
    writerId: toHex(WriterId.toBytes(challenge.writerId)),
    challenge: toHex(challenge.challenge),
    signature: toHex(signWriterChallenge(challenge, seed)),
  };
  const flipped = (hex: string) => (hex.startsWith('0') ? `1${hex.slice(1)}` : `0${hex.slice(1)}`);
  const message = concatBytes(WriterId.toBytes(challenge.writerId), challenge.challenge);
  const subjectId = AccountId.toBytes(challenge.accountId);
  return {
    valid: [good],
    refused: [
      { ...good, name: 'wrong key', signature: toHex(signWriterChallenge(challenge, writerSeedOf(1))) },
      { ...good, name: 'wrong purpose', signature: toHex(sign(signPurposes.manifest, subjectId, message, seed)) },
      { ...good, name: 'wrong account', accountId: flipped(good.accountId) },
      { ...good, name: 'wrong writer', writerId: toHex(WriterId.toBytes(writerIdOf(writerSeedOf(1)))) },
      { ...good, name: 'wrong challenge', challenge: flipped(good.challenge) },
      { ...good, name: 'truncated: challenge', challenge: good.challenge.slice(2) },
      { ...good, name: 'truncated: signature', signature: good.signature.slice(2) },
      { ...good, name: 'left-over byte', signature: `${good.signature}00` },
      { ...good, name: 'altered: signature', signature: flipped(good.signature) },
    ],
  };
}

export type AccountVectors = ReturnType<typeof accountVectors>;
export type UserVectors = ReturnType<typeof userVectors>;
export type ManifestVectors = ReturnType<typeof manifestVectors>;

async function main(): Promise<void> {
  const folder = join(import.meta.dirname, 'v1');
  if (existsSync(folder)) {
    throw new Error(`${folder} is frozen: a changed format takes a new version, and its vectors a new folder.`);
  }
  await cryptoReady();
  const { entries, manifests } = buildAccountLog();
  const files = {
    'account-log': accountVectors(entries),
    'user-log': userVectors(),
    manifest: manifestVectors(manifests, 5),
    anchor: anchorVectors(),
    'writer-challenge': challengeVectors(),
  };
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
    process.stdout.write(`written ${name}.json\n`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
