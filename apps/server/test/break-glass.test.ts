import { AccountLog, type Head, UserLog, apply, currentEpoch, nameBoxBytes } from '@commonseal/account-log';
import {
  authorAccountJoined,
  authorBreakGlassUse,
  signBreakGlassReading,
} from '@commonseal/account-log/author';
import { breakGlassIdOf } from '@commonseal/crypto/break-glass';
import {
  type AccountSeed,
  type BreakGlassSeed,
  generateBreakGlassSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { sealBytes } from '@commonseal/crypto/verify';
import { type AccountId, type UserId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { type BodyOf, endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestAccount } from './support/account.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { newSeedFor } from './support/new-seed.ts';
import { logIn, provePassword, uniqueEmail } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import { type Coming, TestReturn, comeAnew } from './support/returning.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, openServer } from './support/server.ts';
import { anchorBytesOf } from './support/ways-in.ts';

type UseBody = BodyOf<typeof endpoints.breakGlassUse>;

let server: TestServer;
let home: TestAccount;
let seed: BreakGlassSeed;
let accountSeed: AccountSeed;

beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  home = await TestAccount.create(server);
  ({ seed, accountSeed } = await home.makeBreakGlass());
});

async function leaveOwn({ person, userId }: TestNewcomer): Promise<void> {
  const ids = [person.accountId, userId].map((id) => Buffer.from(id, 'base64url'));
  await server.app.pg.query('delete from account_members where account_id = $1 and user_id = $2', ids);
}

const homeId = () => home.person.accountId;
const find = (of = seed) =>
  server.visitor().api.call(endpoints.findBreakGlass, { body: { breakGlassId: breakGlassIdOf(of) } });

interface Reading {
  readonly of?: BreakGlassSeed;
  readonly accountId?: AccountId;
  readonly timeMs?: number;
  /** In whose name it is sent. */
  readonly sentBy?: UserId;
}

function read(
  who: Pick<Coming, 'log'>,
  { of = seed, accountId = homeId(), timeMs = Date.now(), sentBy }: Reading = {},
) {
  const { userId } = who.log.state;
  const breakGlassId = breakGlassIdOf(of);
  const signature = signBreakGlassReading({ accountId, breakGlassId, userId, timeMs }, of);
  const body = { accountId, userId: sentBy ?? userId, timeMs, signature: encodeBase64url(signature) };
  return server.visitor().api.call(endpoints.breakGlassLog, { params: { breakGlassId }, body });
}

/** All that somebody sends who comes in. */
async function authorUse(who: Coming, of = seed, joinedAt?: Head): Promise<UseBody> {
  const { state } = await home.log();
  const { userSeed } = who;
  const nowMs = Date.now();
  const joining = {
    userId: who.log.state.userId,
    signingKey: signingPublicKey(userSeed),
    receivingKey: receivingPublicKey(userSeed),
    nameSeal: new Uint8Array(sealBytes),
    nameBox: new Uint8Array(nameBoxBytes),
  };
  const owner = { ...joining, role: 'owner', succeeds: undefined, since: 0, sinceMs: 0 } as const;
  const readers = { ...state, members: state.members.set(joining.userId, owner), breakGlass: undefined };
  const { part, seals, chainBack } = newSeedFor({ state, readers, previous: accountSeed, nowMs });
  const entry = authorBreakGlassUse(
    { state, breakGlassSeed: of, newcomerSeed: userSeed, nowMs },
    joining,
    part,
  );
  const after = apply(state, entry);
  const head = joinedAt ?? ('head' in after ? after.head : state.head);
  const joined = authorAccountJoined(who.log.state, { accountId: homeId(), head }, userSeed, nowMs);
  const { userEntry, ...body } = who.body;
  return {
    ...body,
    userEntries: [userEntry, encodeBase64url(joined)],
    accountId: homeId(),
    entry: encodeBase64url(entry),
    seals,
    chainBack,
  };
}

const use = (who: Coming, body: UseBody, of = seed) =>
  who.visitor.api.call(endpoints.breakGlassUse, { params: { breakGlassId: breakGlassIdOf(of) }, body });

describe('whoever has brought shares together', () => {
  it('finds the account, and reads its log and the newest seal', async () => {
    expect(await find()).toEqual({ accountId: homeId() });
    const who = await comeAnew(server, uniqueEmail());
    const { entries, more, seal } = await read(who);
    expect(more).toBe(false);
    const { state } = AccountLog.verify(entries.map(parseBase64url), homeId());
    expect(state.breakGlass?.id).toBe(breakGlassIdOf(seed));
    const { rows } = await server.app.pg.query<{ seal: Buffer }>(
      "select seal from account_seals where recipient_kind = 'breakGlass' and epoch = $1 and account_id = $2",
      [currentEpoch(state).epoch, Buffer.from(homeId(), 'base64url')],
    );
    expect(rows.map((row) => encodeBase64url(row.seal))).toEqual([seal]);
  });

  it('is told nothing for another key, another time, another reader, or a set that has ended', async () => {
    const who = await comeAnew(server, uniqueEmail());
    const other = await TestAccount.create(server);
    const stray = generateBreakGlassSeed();
    expect(await codeOf(find(stray))).toBe('not_found');
    expect(await codeOf(read(who, { of: stray }))).toBe('not_found');
    expect(await codeOf(read(who, { accountId: other.person.accountId }))).toBe('not_found');
    expect(await codeOf(read(who, { sentBy: home.person.userId }))).toBe('not_found');
    for (const away of [-6, 6]) {
      expect(await codeOf(read(who, { timeMs: Date.now() + away * 60_000 }))).toBe('forbidden');
    }
    await home.makeBreakGlass();
    expect(await codeOf(find())).toBe('not_found');
    expect(await codeOf(read(who))).toBe('not_found');
  });

  it('is led to the account that named the set first, whoever names it as well', async () => {
    const other = await TestAccount.create(server);
    await other.makeBreakGlass(seed);
    expect(await find()).toEqual({ accountId: homeId() });
  });
});

describe('coming in by shares', () => {
  it('makes a new person an owner, signed in, and spends the set', async () => {
    const who = await comeAnew(server, uniqueEmail());
    const body = await authorUse(who);
    expect(await use(who, body)).toEqual({ userId: who.log.state.userId });
    const { state } = await home.log();
    expect(state.members.get(who.log.state.userId)?.role).toBe('owner');
    expect(state.breakGlass).toBeUndefined();
    const { seals } = await who.visitor.api.call(endpoints.epochSeals, { params: { accountId: homeId() } });
    expect(seals.map(({ epoch }) => epoch)).toEqual([currentEpoch(state).epoch]);
    const { entries } = await who.visitor.api.call(endpoints.userLog, { query: {} });
    expect(UserLog.verify(entries.map(parseBase64url)).state.accounts.has(homeId())).toBe(true);
    await logIn(server.visitor().api, who);
    const before = await rowsOf(server);
    expect(await codeOf(use(who, body))).toBe('not_found');
    const second = await comeAnew(server, uniqueEmail());
    expect(await codeOf(use(second, await authorUse(second)))).toBe('not_found');
    expect((await rowsOf(server)).account_log).toEqual(before.account_log);
    expect((await rowsOf(server)).users).toEqual(before.users);
  });

  it("takes a member's address, with nothing left of their ways in, and of whoever waits under it", async () => {
    const member = await TestNewcomer.create(server);
    await member.join(await home.invite());
    const { email } = member.person;
    const useNow = async () => {
      const somebody = await comeAnew(server, email);
      return codeOf(use(somebody, await authorUse(somebody)));
    };
    // As long as they are in an account of their own as well, nobody takes their ways into that one.
    expect(await useNow()).toBe('email_taken');
    await logIn(server.visitor().api, member.person);
    await leaveOwn(member);
    const waiting = await TestReturn.ask(server, email);
    const who = await comeAnew(server, email);
    await use(who, await authorUse(who));
    expect(await codeOf(member.api.call(endpoints.userLog, { query: {} }))).toBe('unauthenticated');
    expect(await codeOf(provePassword(server.visitor().api, member.person))).toBe('login_failed');
    expect((await logIn(server.visitor().api, who)).userId).toBe(who.log.state.userId);
    expect((await home.log()).state.members.has(member.userId)).toBe(true);
    expect(new Set(Object.values(await waiting.standings()))).toEqual(new Set(['overtaken']));
    expect(await codeOf(home.letIn(waiting.requestTo(homeId())))).toBe('request_over');
  });

  it('does not take the address of somebody who is not in the account', async () => {
    const stranger = await TestNewcomer.create(server);
    const who = await comeAnew(server, stranger.person.email);
    const body = await authorUse(who);
    const before = await rowsOf(server);
    expect(await codeOf(use(who, body))).toBe('email_taken');
    expect(await rowsOf(server)).toEqual(before);
    expect((await home.log()).state.breakGlass?.id).toBe(breakGlassIdOf(seed));
    await logIn(server.visitor().api, stranger.person);
  });

  it('refuses what does not belong together, and keeps nothing of it', async () => {
    const who = await comeAnew(server, uniqueEmail());
    const other = await comeAnew(server, uniqueEmail());
    const [body, others] = [await authorUse(who), await authorUse(other)];
    const stray = generateBreakGlassSeed();
    const { userEntries } = others;
    const beside = { sequence: 1, hash: new Uint8Array(32) };
    const forged = parseBase64url(body.entry);
    // In the first of two signatures.
    forged[forged.length - 100] = (forged.at(-100) ?? 0) ^ 1;
    const wrong: readonly (readonly [string, UseBody, BreakGlassSeed?])[] = [
      ['log_refused', { ...body, entry: (await home.authorRotation()).entry }],
      ['log_refused', body, stray],
      ['not_found', await authorUse(who, stray), stray],
      ['not_found', { ...body, entry: encodeBase64url(forged) }],
      ['log_refused', await authorUse(who, seed, beside)],
      ['log_refused', { ...body, userEntries }],
      ['forbidden', { ...body, userEntries, credential: others.credential }],
      ['log_refused', { ...body, credential: { ...body.credential, credentialId: 'A'.repeat(22) } }],
      ['invalid_request', { ...body, seals: body.seals.slice(1) }],
      ['invalid_request', { ...body, email: uniqueEmail() }],
      ['invalid_request', { ...body, returnId: 'A'.repeat(22) }],
    ];
    const before = await rowsOf(server);
    for (const [code, sent, of] of wrong)
      expect([code, await codeOf(use(who, sent, of))]).toEqual([code, code]);
    expect(await rowsOf(server)).toEqual(before);
    await use(who, { ...body, credential: { ...body.credential, anchor: anchorBytesOf() } });
  });

  it('lets one come in when two do at the same moment', async () => {
    const member = await TestNewcomer.create(server);
    await member.join(await home.invite());
    await leaveOwn(member);
    const both = await Promise.all([1, 2].map(() => comeAnew(server, member.person.email)));
    const bodies = await Promise.all(both.map(async (who) => [who, await authorUse(who)] as const));
    const codes = await Promise.all(bodies.map(([who, body]) => codeOf(use(who, body))));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'not_found')).toHaveLength(1);
  });
});
