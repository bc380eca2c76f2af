/**
 * Writes the vectors of what being let back in added to format version 1: entries of the account log, each rule broken, a
 * request, and the signature by which a log is read with shares.
 *
 *     node --conditions=source --import tsx packages/account-log/vectors/generate-let-back-in.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AccountId, BreakGlassId, UserId } from '@commonseal/protocol';
import { AccountLog, type AccountState, parseResetRequest, resetRequestName } from '@commonseal/account-log';
import { signBreakGlassReading } from '@commonseal/account-log/author';
import { type SigningSeed, writerIdOf } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { backCases, backEntries, backState, gus } from '../test/let-back-in-cases.ts';
import {
  breakGlassEntry,
  breakGlassIdOf,
  breakGlassSeedOf,
  breakGlassUseEntry,
  breakGlassWithdrawalEntry,
  fay,
  gil,
  requestOf,
  resetEntry,
  vouchEntry,
} from '../test/let-back-in-samples.ts';
import { ada, ben, eve, genesisOf, patternBytes, startMs, writerEntry, writerSeedOf } from '../test/samples.ts';
import { cem } from '../test/team-cases.ts';
import { inviteEntry, inviteSeedOf, joinEntry, policyEntry, removalEntry } from '../test/team-samples.ts';
import { backFacts, toHex } from './facts.ts';
import { type Made, accountVectors } from './generate-team.ts';

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
  const admit = (person: typeof ben, number: number, role: 'owner' | 'member') => {
    add(`invite: ${number}`, (state) => inviteEntry(state, number, { nowMs, role }), ada.seed);
    add(`join: ${number}`, (state) => joinEntry(state, number, person, { nowMs }), inviteSeedOf(number), person.seed);
  };
  admit(ben, 1, 'member');
  admit(cem, 2, 'owner');
  admit(gus, 3, 'member');
  add('policy', (state) => policyEntry(state, { vouchers: 'members', approvals: 2 }, { nowMs }), ada.seed);
  add('writer: device', (state) => writerEntry({ ...state, timeMs: nowMs }, 1, 'device', ben), ben.seed);
  add('break-glass: the first', (state) => breakGlassEntry(state, 1, { nowMs, author: cem }), cem.seed);
  const request = requestOf(log.state, ben);
  add('vouch: by an owner', (state) => vouchEntry(state, request, { nowMs, author: cem }), cem.seed);
  add('vouch: by a member', (state) => vouchEntry(state, request, { nowMs, author: gus }), gus.seed);
  const chainEnds = [{ writerId: writerIdOf(writerSeedOf(1)), batchCount: 7, lastHash: patternBytes(32, 77) }];
  add('reset: with the end of a chain', (state) => resetEntry(state, request, { nowMs, chainEnds }), ada.seed);
  add('break-glass: in the place of another', (state) => breakGlassEntry(state, 2, { nowMs, threshold: 3, count: 10 }), ada.seed);
  add('withdraw-break-glass', (state) => breakGlassWithdrawalEntry(state, 2, { nowMs, author: cem }), cem.seed);
  add('break-glass: another', (state) => breakGlassEntry(state, 3, { nowMs, author: cem, count: 2 }), cem.seed);
  const ofOwner = requestOf(log.state, cem, eve);
  add('vouch: for an owner', (state) => vouchEntry(state, ofOwner, { nowMs, author: gus }), gus.seed);
  add('reset: of an owner who made a set', (state) => resetEntry(state, ofOwner, { nowMs }), ada.seed);
  const newSet = breakGlassSeedOf(3);
  add('break-glass-use', (state) => breakGlassUseEntry(state, 3, gil, { nowMs }), newSet, gil.seed);
  add('break-glass: to be voided', (state) => breakGlassEntry(state, 4, { nowMs, author: gil }), gil.seed);
  add('remove: of who made a set', (state) => removalEntry(state, gil, { nowMs }), ada.seed);
  return made;
}

/** Every rule of being let back in, broken once on top of one log. */
function ruleVectors() {
  const state = backState();
  const refused = backCases
    .filter(([, , , since]) => since === undefined)
    .map(([name, reason, make]) => ({ name, stored: toHex(make(state)), reason: reason as string }));
  return { entries: backEntries.map(toHex), state: backFacts(state), refused };
}

function requestVectors() {
  const stored = requestOf(backState(), ben, fay);
  const signed = parseResetRequest(stored);
  const { request, body } = signed;
  return {
    seed: toHex(fay.seed),
    accountId: toHex(AccountId.toBytes(request.accountId)),
    head: { sequence: request.head.sequence, hash: toHex(request.head.hash) },
    memberId: toHex(UserId.toBytes(request.memberId)),
    userId: toHex(UserId.toBytes(request.userId)),
    signingKey: toHex(request.signingKey),
    receivingKey: toHex(request.receivingKey),
    nonce: toHex(request.nonce),
    madeAtMs: request.madeAtMs,
    expiresAtMs: request.expiresAtMs,
    body: toHex(body),
    stored: toHex(stored),
    name: resetRequestName(signed),
  };
}

function readingVectors() {
  const { accountId } = backState();
  const reading = { accountId, breakGlassId: breakGlassIdOf(1), userId: gil.userId, timeMs: startMs + 6 };
  return {
    seed: toHex(breakGlassSeedOf(1)),
    accountId: toHex(AccountId.toBytes(accountId)),
    breakGlassId: toHex(BreakGlassId.toBytes(reading.breakGlassId)),
    userId: toHex(UserId.toBytes(reading.userId)),
    timeMs: reading.timeMs,
    signature: toHex(signBreakGlassReading(reading, breakGlassSeedOf(1))),
  };
}

export type BackVectors = ReturnType<typeof accountVectors<ReturnType<typeof backFacts>>>;
export type BackRuleVectors = ReturnType<typeof ruleVectors>;

async function main(): Promise<void> {
  const folder = join(import.meta.dirname, 'v1-let-back-in');
  if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
  await cryptoReady();
  const files = {
    'account-log': accountVectors(buildLog(), backFacts),
    rules: ruleVectors(),
    request: requestVectors(),
    reading: readingVectors(),
  };
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
