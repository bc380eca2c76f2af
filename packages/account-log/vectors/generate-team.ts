/**
 * Writes the vectors of what accounts of several people added to format version 1: entries of both logs, head
 * statements, and the signature by which an invite is read.
 *
 *     node --conditions=source --import tsx packages/account-log/vectors/generate-team.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AccountId, CredentialId, InviteId, UserId } from '@commonseal/protocol';
import { AccountLog, type AccountState, UserLog, apply, applyUserEntry } from '@commonseal/account-log';
import {
  authorAccountJoined,
  authorAccountLeft,
  authorUserGenesis,
  signHeadStatement,
  signInviteReading,
} from '@commonseal/account-log/author';
import { type SigningSeed, type UserSeed, receivingPublicKey, sign, signingPublicKey, writerIdOf } from '@commonseal/crypto/seal';
import { cryptoReady, signPurposes } from '@commonseal/crypto/verify';
import { encodeSignedEntry } from '../src/signed-entry.ts';
import {
  type Person,
  ada,
  ben,
  epochEntry,
  eve,
  flipBit,
  genesisOf,
  keyOf,
  patternBytes,
  reasonOf,
  startMs,
  writerEntry,
  writerSeedOf,
} from '../test/samples.ts';
import { cem, teamCases, teamEntries, teamState } from '../test/team-cases.ts';
import {
  inviteEntry,
  inviteRevocationEntry,
  inviteSeedOf,
  joinEntry,
  newSeedOf,
  policyEntry,
  receiptEntry,
  rekeyEntry,
  removalEntry,
  roleEntry,
} from '../test/team-samples.ts';
import { teamFacts, toHex, userFacts } from './facts.ts';
import type { RefusedEntry } from './generate.ts';

export interface Made {
  /** Kind, then what is particular to it. */
  readonly name: string;
  readonly stored: Uint8Array;
  readonly signers: readonly SigningSeed[];
}

function buildLog(): Made[] {
  const made: Made[] = [{ name: 'genesis', stored: genesisOf(), signers: [ada.seed] }];
  const log = AccountLog.verify([genesisOf()]);
  let nowMs = startMs;
  const add = (name: string, make: (state: AccountState) => Uint8Array, ...signers: SigningSeed[]) => {
    nowMs += 1000;
    const stored = make(log.state);
    log.append(stored);
    made.push({ name, stored, signers });
  };
  const newBen: Person = { ...ben, seed: newSeedOf(ben) };
  const [left, right] = [inviteSeedOf(1), inviteSeedOf(2)];
  add('invite: a member', (state) => inviteEntry(state, 1, { nowMs }), ada.seed);
  add('join', (state) => joinEntry(state, 1, ben, { nowMs }), left, ben.seed);
  add('invite: an owner, opening at once', (state) => inviteEntry(state, 2, { nowMs, role: 'owner', opens: true }), ada.seed);
  add('epoch: to an invite too', (state) => epochEntry(state, {}, ben, nowMs), ben.seed);
  add('join: with an epoch', (state) => joinEntry(state, 2, cem, { nowMs }), right, cem.seed);
  add('role: owner', (state) => roleEntry(state, ben, 'owner', { nowMs }), ada.seed);
  add('role: member', (state) => roleEntry(state, ben, 'member', { nowMs }), ada.seed);
  add('policy', (state) => policyEntry(state, undefined, { nowMs }), ada.seed);
  add('writer: device', (state) => writerEntry({ ...state, timeMs: nowMs }, 1, 'device', ben), ben.seed);
  add('invite: another', (state) => inviteEntry(state, 3, { nowMs, author: cem }), cem.seed);
  add('revoke-invite', (state) => inviteRevocationEntry(state, 3, { nowMs }), ada.seed);
  add('invite: opening', (state) => inviteEntry(state, 4, { nowMs, opens: true }), ada.seed);
  add('revoke-invite: with an epoch', (state) => inviteRevocationEntry(state, 4, { nowMs, author: cem }), cem.seed);
  add("invite: opening, of one who is to be a member", (state) => inviteEntry(state, 5, { nowMs, opens: true, author: cem }), cem.seed);
  add('role: with an epoch', (state) => roleEntry(state, cem, 'member', { nowMs }), ada.seed);
  add('rekey', (state) => rekeyEntry(state, { nowMs, author: ben }), ben.seed, newBen.seed);
  add('receipt', (state) => receiptEntry(state, {}, { nowMs }), ada.seed);
  add('invite: to be voided', (state) => inviteEntry(state, 6, { nowMs }), ada.seed);
  const end = { writerId: writerIdOf(writerSeedOf(1)), batchCount: 7, lastHash: patternBytes(32, 77) };
  add('remove: with the end of a chain', (state) => removalEntry(state, ben, { nowMs, chainEnds: [end] }), ada.seed);
  add('remove: leaving', (state) => removalEntry(state, cem, { nowMs, author: cem }), cem.seed);
  return made;
}

/** The damage that every entry refuses as such, whatever stands in it. */
export function damaged(stored: Uint8Array, signers: number): [string, Uint8Array, string][] {
  const set = (index: number, byte: number) => stored.with(4 + index, byte);
  const first = stored.length - 64 * signers;
  return [
    ['other magic', set(0, 0x44), 'malformed'],
    ['other version', set(3, 2), 'malformed'],
    ['other suite', set(4, 2), 'malformed'],
    ['other kind', set(5, 1), 'malformed'],
    ['truncated: by one byte', stored.slice(0, -1), 'malformed'],
    ['left-over byte', Uint8Array.of(...stored, 0), 'malformed'],
    ['altered: R of the signature', flipBit(stored, 8 * first), 'signature invalid'],
    ['altered: S of the signature', flipBit(stored, 8 * (first + 32)), 'signature invalid'],
  ];
}

export function signedAnew(
  stored: Uint8Array,
  signers: readonly SigningSeed[],
  subjectId: Uint8Array,
  purpose: keyof typeof signPurposes = 'accountEntry',
): Uint8Array {
  const body = stored.slice(4, 4 + new DataView(stored.buffer, stored.byteOffset).getUint32(0));
  return encodeSignedEntry(
    body,
    signers.map((seed) => sign(signPurposes[purpose], subjectId, body, seed)),
  );
}

export function accountVectors<Facts>(made: readonly Made[], factsOf: (state: AccountState) => Facts) {
  const stored = made.map((one) => one.stored);
  const stateAfter = (count: number) => AccountLog.verify(stored.slice(0, count)).state;
  const subjectId = AccountId.toBytes(stateAfter(1).accountId);
  const refused: RefusedEntry[] = [];
  for (const [after, { name, stored: good, signers }] of made.entries()) {
    if (after === 0) continue;
    const before = stateAfter(after);
    const refuse = (what: string, bytes: Uint8Array, reason: string) => {
      const answer = reasonOf(apply(before, bytes));
      if (answer !== reason) throw new TypeError(`${what} (${name}): ${answer}`);
      refused.push({ name: `${what} (${name})`, after, stored: toHex(bytes), reason });
    };
    for (const [what, bytes, reason] of damaged(good, signers.length)) refuse(what, bytes, reason);
    const others = signers.map((seed, at) => (at === signers.length - 1 ? eve.seed : seed));
    refuse('wrong key', signedAnew(good, others, subjectId), 'signature invalid');
    refuse('wrong purpose', signedAnew(good, signers, subjectId, 'userEntry'), 'signature invalid');
    refuse('wrong account', signedAnew(good, signers, patternBytes(32, 9)), 'signature invalid');
    if (signers.length > 1) {
      refuse('signed once', signedAnew(good, signers.slice(0, 1), subjectId), 'wrong number of signatures');
      refuse('signed in another order', signedAnew(good, signers.toReversed(), subjectId), 'signature invalid');
    }
    refuse('signed too often', signedAnew(good, [...signers, eve.seed], subjectId), 'wrong number of signatures');
  }
  return {
    entries: made.map(({ name, stored: bytes, signers }, at) => ({
      name,
      signers: signers.map(toHex),
      stored: toHex(bytes),
      state: factsOf(stateAfter(at + 1)),
    })),
    refused,
  };
}

/** Every rule of an account of several people, broken once on top of one log. */
function ruleVectors() {
  const state = teamState();
  const refused = teamCases
    .filter(([, , , since]) => since === undefined)
    .map(([name, reason, make]) => ({ name, stored: toHex(make(state)), reason: reason as string }));
  return { entries: teamEntries.map(toHex), state: teamFacts(state), refused };
}

function userVectors() {
  const seed = keyOf<UserSeed>(1);
  const keys = { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) };
  const credential = {
    credentialId: CredentialId.fromBytes(patternBytes(16, 6)),
    kind: 'password',
    receivingKey: receivingPublicKey(keyOf<UserSeed>(3)),
  } as const;
  const accountId = AccountId.fromBytes(patternBytes(32, 5));
  const entries = [authorUserGenesis({ ...keys, credential }, seed, startMs)];
  const log = UserLog.verify(entries);
  const add = (entry: Uint8Array) => {
    log.append(entry);
    entries.push(entry);
  };
  add(authorAccountJoined(log.state, { accountId, head: { sequence: 5, hash: patternBytes(32, 65) } }, seed, startMs + 1));
  const before = log.state;
  const left = authorAccountLeft(before, accountId, seed, startMs + 2);
  const refused: Omit<RefusedEntry, 'after'>[] = [];
  const refuse = (name: string, bytes: Uint8Array, reason: string) => {
    const answer = reasonOf(applyUserEntry(before, bytes));
    if (answer !== reason) throw new TypeError(`${name}: ${answer}`);
    refused.push({ name, stored: toHex(bytes), reason });
  };
  const subjectId = UserId.toBytes(before.userId);
  for (const [what, bytes, reason] of damaged(left, 1)) refuse(what, bytes, reason);
  refuse('wrong key', signedAnew(left, [ben.seed], subjectId, 'userEntry'), 'signature invalid');
  refuse('wrong purpose', signedAnew(left, [seed], subjectId, 'accountEntry'), 'signature invalid');
  refuse('wrong person', signedAnew(left, [seed], patternBytes(32, 9), 'userEntry'), 'signature invalid');
  const unknown = AccountId.fromBytes(patternBytes(32, 6));
  refuse('rule: an account never joined', authorAccountLeft(before, unknown, seed, startMs + 2), 'not there');
  add(left);
  return { seed: toHex(seed), entries: entries.map(toHex), state: userFacts(log.state), refused };
}

function statementVectors() {
  const accountId = AccountId.fromBytes(patternBytes(32, 1));
  const head = { sequence: 70_000, hash: patternBytes(32, 2) };
  const statement = { userId: ada.userId, head, timeMs: startMs + 5 };
  const { message, signature } = signHeadStatement(accountId, statement, ada.seed);
  const seed = inviteSeedOf(1);
  const inviteId = InviteId.fromBytes(signingPublicKey(seed));
  const reading = { accountId, inviteId, userId: eve.userId, timeMs: startMs + 6 };
  return {
    accountId: toHex(AccountId.toBytes(accountId)),
    headStatement: {
      seed: toHex(ada.seed),
      userId: toHex(UserId.toBytes(statement.userId)),
      sequence: head.sequence,
      hash: toHex(head.hash),
      timeMs: statement.timeMs,
      message: toHex(message),
      signature: toHex(signature),
    },
    inviteReading: {
      seed: toHex(seed),
      inviteId: toHex(InviteId.toBytes(inviteId)),
      userId: toHex(UserId.toBytes(reading.userId)),
      timeMs: reading.timeMs,
      signature: toHex(signInviteReading(reading, seed)),
    },
  };
}

export type TeamVectors = ReturnType<typeof accountVectors<ReturnType<typeof teamFacts>>>;
export type RuleVectors = ReturnType<typeof ruleVectors>;

async function main(): Promise<void> {
  const folder = join(import.meta.dirname, 'v1-team');
  if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
  await cryptoReady();
  const files = {
    'account-log': accountVectors(buildLog(), teamFacts),
    rules: ruleVectors(),
    'user-log': userVectors(),
    statements: statementVectors(),
  };
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
