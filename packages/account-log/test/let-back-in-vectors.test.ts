import { AccountId, BreakGlassId, UserId } from '@commonseal/protocol';
import {
  AccountLog,
  type ParsedEntry,
  apply,
  parseAccountEntry,
  parseResetRequest,
  resetRequestName,
  verifyBreakGlassReading,
  verifyResetRequest,
} from '@commonseal/account-log';
import {
  authorBreakGlass,
  authorBreakGlassUse,
  authorBreakGlassWithdrawal,
  authorReset,
  authorVouch,
  signBreakGlassReading,
  signResetRequest,
} from '@commonseal/account-log/author';
import type { BreakGlassSeed, UserSeed } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { backFacts, fromHex, toHex } from '../vectors/facts.ts';
import type { BackRuleVectors, BackVectors } from '../vectors/generate-let-back-in.ts';
import accountJson from '../vectors/v1-let-back-in/account-log.json' with { type: 'json' };
import readingJson from '../vectors/v1-let-back-in/reading.json' with { type: 'json' };
import requestJson from '../vectors/v1-let-back-in/request.json' with { type: 'json' };
import rulesJson from '../vectors/v1-let-back-in/rules.json' with { type: 'json' };
import { reasonOf } from './samples.ts';

const account: BackVectors = accountJson;
const rules: BackRuleVectors = rulesJson;
const entries = account.entries.map(({ stored }) => fromHex(stored));
const numbered = account.entries.map((vector, at) => ({ ...vector, at })).slice(1);

beforeAll(cryptoReady);

const logOf = (count: number) => AccountLog.verify(entries.slice(0, count));
const kinds = ['vouch', 'reset', 'breakGlass', 'withdrawBreakGlass', 'breakGlassUse'];
const own = numbered.filter(({ stored }) => kinds.includes(parseAccountEntry(fromHex(stored)).name));

/** Writes again what an entry says, with the same keys. */
function written(parsed: ParsedEntry, at: number, signers: readonly Uint8Array[]): Uint8Array {
  const { state } = logOf(at);
  const nowMs = parsed.frame.timeMs;
  const [first, second] = signers as readonly UserSeed[];
  const { part } = parsed;
  if (!first) throw new TypeError('a signer was expected');
  if (parsed.name === 'breakGlassUse' && part && second) {
    const breakGlassSeed = first as Uint8Array as BreakGlassSeed;
    return authorBreakGlassUse({ state, breakGlassSeed, newcomerSeed: second, nowMs }, parsed.matter, part);
  }
  if (parsed.author.kind !== 'member') throw new TypeError('a member was expected');
  const authoring = { state, author: { userId: parsed.author.id, seed: first }, nowMs };
  if (parsed.name === 'vouch') return authorVouch(authoring, parsed.matter);
  if (parsed.name === 'reset' && part) return authorReset(authoring, parsed.matter, part);
  if (parsed.name === 'breakGlass' && part) return authorBreakGlass(authoring, parsed.matter, part);
  if (parsed.name === 'withdrawBreakGlass' && part)
    return authorBreakGlassWithdrawal(authoring, parsed.matter, part);
  throw new TypeError(`not written here: ${parsed.name}`);
}

/** Bytes of each kind's payload, as docs/wire-format.md has them. */
function documentedBytes(parsed: ParsedEntry): number {
  const epoch = 1256 + 65 * (parsed.part?.seals.length ?? 0);
  if (parsed.name === 'vouch') return 1498;
  if (parsed.name === 'reset') return 1844 + 68 * parsed.matter.chainEnds.length + 1 + epoch;
  if (parsed.name === 'breakGlass') return 1250 + 344 * parsed.matter.holders.length + epoch;
  if (parsed.name === 'withdrawBreakGlass') return 32 + 1 + epoch;
  return parsed.name === 'breakGlassUse' ? 2830 + 1 + epoch : Number.NaN;
}

describe('the frozen log of people who let each other back in', () => {
  it.each(numbered)('leads to the frozen state: $name', ({ at, state }) => {
    expect(backFacts(logOf(at + 1).state)).toEqual(state);
  });

  it.each(own)('is written as frozen, in the documented size: $name', ({ at, stored, signers }) => {
    const parsed = parseAccountEntry(fromHex(stored));
    expect(toHex(written(parsed, at, signers.map(fromHex)))).toBe(stored);
    const signatures = parsed.name === 'breakGlassUse' ? 2 : 1;
    expect(stored.length / 2).toBe(4 + 84 + documentedBytes(parsed) + 1 + 64 * signatures);
  });

  it.each(account.refused)('refuses $name', ({ after, stored, reason }) => {
    expect(reasonOf(apply(logOf(after).state, fromHex(stored)))).toBe(reason);
  });

  it('has every kind of entry that came with it, and refuses in every category', () => {
    const seen = new Set(own.map(({ stored }) => parseAccountEntry(fromHex(stored)).name));
    expect([...seen].toSorted()).toEqual(kinds.toSorted());
    for (const { name } of own) {
      const refused = account.refused.filter((vector) => vector.name.endsWith(`(${name})`));
      expect(refused.length).toBeGreaterThanOrEqual(12);
    }
  });
});

describe('the frozen rules of being let back in', () => {
  const before = () => AccountLog.verify(rules.entries.map(fromHex)).state;

  it('stand on a log that leads to the frozen state', () => {
    expect(backFacts(before())).toEqual(rules.state);
    expect(rules.refused.length).toBeGreaterThanOrEqual(50);
  });

  it('refuse each entry for the frozen reason', () => {
    const state = before();
    const given = rules.refused.map(({ name, stored }) => [name, reasonOf(apply(state, fromHex(stored)))]);
    expect(given).toEqual(rules.refused.map(({ name, reason }) => [name, reason]));
  });
});

describe('the frozen request to be let back in', () => {
  it('is written and read as frozen', () => {
    const request = {
      accountId: AccountId.fromBytes(fromHex(requestJson.accountId)),
      head: { ...requestJson.head, hash: fromHex(requestJson.head.hash) },
      memberId: UserId.fromBytes(fromHex(requestJson.memberId)),
      userId: UserId.fromBytes(fromHex(requestJson.userId)),
      signingKey: fromHex(requestJson.signingKey),
      receivingKey: fromHex(requestJson.receivingKey),
      nonce: fromHex(requestJson.nonce),
      madeAtMs: requestJson.madeAtMs,
      expiresAtMs: requestJson.expiresAtMs,
    };
    expect(toHex(signResetRequest(request, fromHex(requestJson.seed) as UserSeed))).toBe(requestJson.stored);
    const signed = parseResetRequest(fromHex(requestJson.stored));
    expect(signed.request).toEqual(request);
    expect(toHex(signed.body)).toBe(requestJson.body);
    expect(resetRequestName(signed)).toBe(requestJson.name);
    verifyResetRequest(signed);
  });
});

describe('the frozen signature by which a log is read with shares', () => {
  it('is made and read as frozen', () => {
    const reading = {
      accountId: AccountId.fromBytes(fromHex(readingJson.accountId)),
      breakGlassId: BreakGlassId.fromBytes(fromHex(readingJson.breakGlassId)),
      userId: UserId.fromBytes(fromHex(readingJson.userId)),
      timeMs: readingJson.timeMs,
    };
    const signature = signBreakGlassReading(reading, fromHex(readingJson.seed) as BreakGlassSeed);
    expect(toHex(signature)).toBe(readingJson.signature);
    verifyBreakGlassReading({ ...reading, signature });
  });
});
