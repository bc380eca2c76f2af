import { AccountId, InviteId, UserId } from '@commonseal/protocol';
import {
  AccountLog,
  type ParsedEntry,
  UserLog,
  accountEntryTypes,
  apply,
  applyUserEntry,
  parseAccountEntry,
  verifyHeadStatement,
  verifyInviteReading,
} from '@commonseal/account-log';
import {
  authorAccountLeft,
  authorEpoch,
  authorInvite,
  authorInviteRevocation,
  authorJoin,
  authorPolicy,
  authorReceipt,
  authorRekey,
  authorRemoval,
  authorRole,
  authorWriter,
  signHeadStatement,
  signInviteReading,
} from '@commonseal/account-log/author';
import type { InviteSeed, UserSeed } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, teamFacts, toHex, userFacts } from '../vectors/facts.ts';
import type { RuleVectors, TeamVectors } from '../vectors/generate-team.ts';
import accountJson from '../vectors/v1-team/account-log.json' with { type: 'json' };
import rulesJson from '../vectors/v1-team/rules.json' with { type: 'json' };
import statementsJson from '../vectors/v1-team/statements.json' with { type: 'json' };
import userJson from '../vectors/v1-team/user-log.json' with { type: 'json' };
import { ada, codeOf, newLog, reasonOf, withMember } from './samples.ts';

const account: TeamVectors = accountJson;
const rules: RuleVectors = rulesJson;
const entries = account.entries.map(({ stored }) => fromHex(stored));
const numbered = account.entries.map((vector, at) => ({ ...vector, at })).slice(1);

beforeAll(cryptoReady);

const logOf = (count: number) => AccountLog.verify(entries.slice(0, count));

/** Writes again what an entry says, with the same keys. */
function written(parsed: ParsedEntry, at: number, signers: readonly Uint8Array[]): Uint8Array {
  const { state } = logOf(at);
  const nowMs = parsed.frame.timeMs;
  const [first, second] = signers as readonly UserSeed[];
  if (!first) throw new TypeError('a signer was expected');
  if (parsed.name === 'join') {
    const inviteSeed = first as Uint8Array as InviteSeed;
    return authorJoin(
      { state, inviteSeed, newcomerSeed: second as UserSeed, nowMs },
      parsed.matter,
      parsed.part,
    );
  }
  if (parsed.author.kind !== 'member') throw new TypeError('a member was expected');
  const authoring = { state, author: { userId: parsed.author.id, seed: first }, nowMs };
  const { part } = parsed;
  switch (parsed.name) {
    case 'invite':
      return authorInvite(authoring, parsed.matter);
    case 'revokeInvite':
      return authorInviteRevocation(authoring, parsed.matter, part);
    case 'role':
      return authorRole(authoring, parsed.matter, part);
    case 'policy':
      return authorPolicy(authoring, parsed.matter);
    case 'receipt':
      return authorReceipt(authoring, parsed.matter);
    case 'writer':
      return authorWriter(authoring, parsed.matter);
    case 'epoch':
      if (part) return authorEpoch(authoring, part);
      break;
    case 'remove':
      if (part) return authorRemoval(authoring, parsed.matter, part);
      break;
    case 'rekey':
      if (part && second) return authorRekey(authoring, parsed.matter, part, second);
      break;
    case 'genesis':
    case 'revokeWriter':
    case 'vouch':
    case 'reset':
    case 'breakGlass':
    case 'withdrawBreakGlass':
    case 'breakGlassUse':
    case 'grant':
    case 'revokeGrant':
    case 'workerWriter':
  }
  throw new TypeError(`not written here: ${parsed.name}`);
}

/** Bytes of each kind's own matter, as docs/wire-format.md has them. */
const matterBytes: Readonly<Record<string, (parsed: ParsedEntry) => number>> = {
  epoch: () => 0,
  writer: () => 377,
  invite: (parsed) => (parsed.name === 'invite' && parsed.matter.opening ? 1634 : 386),
  revokeInvite: () => 32,
  join: () => 2830,
  remove: (parsed) => 34 + 68 * (parsed.name === 'remove' ? parsed.matter.chainEnds.length : 0),
  role: () => 33,
  policy: () => 2,
  rekey: () => 1248,
  receipt: () => 9,
};

function documentedBytes(parsed: ParsedEntry): number {
  const matter = matterBytes[parsed.name]?.(parsed) ?? Number.NaN;
  const withFlag = ['revokeInvite', 'join', 'remove', 'role', 'rekey'].includes(parsed.name) ? 1 : 0;
  const part = parsed.part ? 1256 + 65 * parsed.part.seals.length : 0;
  return (
    4 + 84 + matter + withFlag + part + 1 + 64 * (parsed.name === 'join' || parsed.name === 'rekey' ? 2 : 1)
  );
}

describe("the frozen log of several people's account", () => {
  it.each(numbered)('leads to the frozen state: $name', ({ at, state }) => {
    expect(teamFacts(logOf(at + 1).state)).toEqual(state);
  });

  it.each(numbered)('is written as frozen, in the documented size: $name', ({ at, stored, signers }) => {
    const parsed = parseAccountEntry(fromHex(stored));
    expect(toHex(written(parsed, at, signers.map(fromHex)))).toBe(stored);
    expect(stored.length / 2).toBe(documentedBytes(parsed));
  });

  it.each(account.refused)('refuses $name', ({ after, stored, reason }) => {
    expect(reasonOf(apply(logOf(after).state, fromHex(stored)))).toBe(reason);
  });

  it('has every kind of entry that accounts of several people brought, and refuses in every category', () => {
    const seen = new Set(entries.map((entry) => parseAccountEntry(entry).name));
    const others = [
      'revokeWriter',
      'vouch',
      'reset',
      'breakGlass',
      'withdrawBreakGlass',
      'breakGlassUse',
      'grant',
      'revokeGrant',
      'workerWriter',
    ];
    expect([...seen, ...others].toSorted()).toEqual(Object.keys(accountEntryTypes).toSorted());
    for (const { name } of numbered) {
      const own = account.refused.filter((vector) => vector.name.endsWith(`(${name})`));
      expect(own.length).toBeGreaterThanOrEqual(12);
    }
  });
});

describe('the frozen rules', () => {
  const teamLog = () => AccountLog.verify(rules.entries.map(fromHex));

  it('stand on a log that leads to the frozen state', () => {
    expect(teamFacts(teamLog().state)).toEqual(rules.state);
    expect(rules.refused.length).toBeGreaterThanOrEqual(50);
  });

  it('refuse each entry for the frozen reason', () => {
    const { state } = teamLog();
    const given = rules.refused.map(({ name, stored }) => [name, reasonOf(apply(state, fromHex(stored)))]);
    expect(given).toEqual(rules.refused.map(({ name, reason }) => [name, reason]));
  });
});

describe("the frozen person's log with an account left", () => {
  const userEntries = userJson.entries.map(fromHex);

  it('leads to the frozen state, and is written as frozen', () => {
    expect(userFacts(UserLog.verify(userEntries).state)).toEqual(userJson.state);
    const { state } = UserLog.verify(userEntries.slice(0, 2));
    const [accountId] = state.accounts.keys();
    if (accountId === undefined) throw new TypeError('an account was expected');
    const entry = authorAccountLeft(
      state,
      accountId,
      fromHex(userJson.seed) as UserSeed,
      userJson.state.timeMs,
    );
    expect(toHex(entry)).toBe(userJson.entries[2]);
    expect(entry.length).toBe(4 + 51 + 32 + 65);
  });

  it.each(userJson.refused)('refuses $name', ({ stored, reason }) => {
    const { state } = UserLog.verify(userEntries.slice(0, 2));
    expect(reasonOf(applyUserEntry(state, fromHex(stored)))).toBe(reason);
  });
});

describe('frozen statements', () => {
  const accountId = AccountId.fromBytes(fromHex(statementsJson.accountId));
  const { headStatement, inviteReading } = statementsJson;

  it('of heads are made and read as frozen', () => {
    const userId = UserId.fromBytes(fromHex(headStatement.userId));
    const statement = {
      userId,
      head: { sequence: headStatement.sequence, hash: fromHex(headStatement.hash) },
      timeMs: headStatement.timeMs,
    };
    const signed = signHeadStatement(accountId, statement, fromHex(headStatement.seed) as UserSeed);
    expect([toHex(signed.message), toHex(signed.signature)]).toEqual([
      headStatement.message,
      headStatement.signature,
    ]);
    expect(signed.message).toHaveLength(76);
    const state = { ...withMember(newLog().state, ada, 'owner'), accountId };
    expect(verifyHeadStatement(state, signed)).toEqual(statement);
  });

  it('of the reader of an invite are made and read as frozen', async () => {
    const reading = {
      accountId,
      inviteId: InviteId.fromBytes(fromHex(inviteReading.inviteId)),
      userId: UserId.fromBytes(fromHex(inviteReading.userId)),
      timeMs: inviteReading.timeMs,
    };
    const signature = signInviteReading(reading, fromHex(inviteReading.seed) as InviteSeed);
    expect(toHex(signature)).toBe(inviteReading.signature);
    verifyInviteReading({ ...reading, signature });
    for (const change of [
      { timeMs: reading.timeMs + 1 },
      { userId: ada.userId },
      { accountId: ada.userId as never },
    ]) {
      const read = () => verifyInviteReading({ ...reading, ...change, signature });
      expect(await codeOf(read)).toBe('signature_invalid');
    }
  });
});
