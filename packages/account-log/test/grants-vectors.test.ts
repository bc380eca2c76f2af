import { ItemId } from '@commonseal/protocol';
import { AccountLog, type ParsedEntry, apply, jobItemsOf, parseAccountEntry } from '@commonseal/account-log';
import { authorGrant, authorGrantRevocation, authorWorkerWriter } from '@commonseal/account-log/author';
import type { UserSeed, WorkerSeed, WriterSeed } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, grantFacts, toHex } from '../vectors/facts.ts';
import type { GrantRuleVectors, GrantVectors } from '../vectors/generate-grants.ts';
import accountJson from '../vectors/v1-grants/account-log.json' with { type: 'json' };
import itemsJson from '../vectors/v1-grants/job-items.json' with { type: 'json' };
import rulesJson from '../vectors/v1-grants/rules.json' with { type: 'json' };
import { reasonOf } from './samples.ts';

const account = accountJson as GrantVectors;
const rules = rulesJson as GrantRuleVectors;
const entries = account.entries.map(({ stored }) => fromHex(stored));
const numbered = account.entries.map((vector, at) => ({ ...vector, at })).slice(1);

beforeAll(cryptoReady);

const logOf = (count: number) => AccountLog.verify(entries.slice(0, count));
const kinds = ['grant', 'revokeGrant', 'workerWriter'];
const own = numbered.filter(({ stored }) => kinds.includes(parseAccountEntry(fromHex(stored)).name));

/** Writes again what an entry says, with the same keys. */
function written(parsed: ParsedEntry, at: number, [seed, second]: readonly Uint8Array[]): Uint8Array {
  const { state } = logOf(at);
  const nowMs = parsed.frame.timeMs;
  if (parsed.name === 'workerWriter')
    return authorWorkerWriter({ state, workerSeed: seed as WorkerSeed, nowMs }, second as WriterSeed);
  if (parsed.author.kind !== 'member') throw new TypeError('a member was expected');
  const authoring = { state, author: { userId: parsed.author.id, seed: seed as UserSeed }, nowMs };
  if (parsed.name === 'grant') return authorGrant(authoring, parsed.matter);
  if (parsed.name === 'revokeGrant') return authorGrantRevocation(authoring, parsed.matter, parsed.part);
  throw new TypeError(`not written here: ${parsed.name}`);
}

/** Bytes of each kind's payload, as docs/wire-format.md has them. */
function documentedBytes(parsed: ParsedEntry): number {
  if (parsed.name === 'workerWriter') return 32;
  if (parsed.name === 'grant') {
    const { terms } = parsed.matter;
    if (terms.kind === 'job') return 1997;
    return terms.writerIds ? 1603 + 32 * terms.writerIds.length : 1602;
  }
  if (parsed.name !== 'revokeGrant') return Number.NaN;
  const part = parsed.part ? 1257 + 65 * parsed.part.seals.length : 1;
  return 6 + 68 * parsed.matter.chainEnds.length + part;
}

describe('the frozen log with grants to workers', () => {
  it.each(numbered)('leads to the frozen state: $name', ({ at, state }) => {
    expect(grantFacts(logOf(at + 1).state)).toEqual(state);
  });

  it.each(own)('is written as frozen, in the documented size: $name', ({ at, stored, signers }) => {
    const parsed = parseAccountEntry(fromHex(stored));
    expect(toHex(written(parsed, at, signers.map(fromHex)))).toBe(stored);
    expect(stored.length / 2).toBe(4 + 84 + documentedBytes(parsed) + 1 + 64 * signers.length);
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

describe('the frozen rules of grants', () => {
  const before = () => AccountLog.verify(rules.entries.map(fromHex)).state;

  it('stand on a log that leads to the frozen state', () => {
    expect(grantFacts(before())).toEqual(rules.state);
    expect(rules.refused.length).toBeGreaterThanOrEqual(50);
  });

  it('refuse each entry for the frozen reason', () => {
    const state = before();
    const given = rules.refused.map(({ name, stored }) => [name, reasonOf(apply(state, fromHex(stored)))]);
    expect(given).toEqual(rules.refused.map(({ name, reason }) => [name, reason]));
  });
});

describe('the frozen hashes over the items of a job', () => {
  it.each(itemsJson)('are made as frozen: $hash', ({ items, hash }) => {
    const given = items.map(({ itemId, bodyHash, headerHash }) => ({
      itemId: ItemId.fromBytes(fromHex(itemId)),
      bodyHash: fromHex(bodyHash),
      headerHash: fromHex(headerHash),
    }));
    expect(toHex(jobItemsOf(given).itemsHash)).toBe(hash);
  });
});
