// Why this file is long: what a landing does is told of one person with many ways in, around whom each case builds the same account.
import { currentEpoch } from '@commonseal/account-log';
import {
  authorAccountJoined,
  authorBreakGlassWithdrawal,
  authorUserRekey,
} from '@commonseal/account-log/author';
import {
  generateBreakGlassSeed,
  generateUserSeed,
  generateWriterSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestPasskey } from '../../../e2e/fixtures/test-passkey.ts';
import { TestAccount } from './support/account.ts';
import { EventReader } from './support/event-reader.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { newSeedFor } from './support/new-seed.ts';
import { logIn, provePassword, uniqueEmail } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import { TestReturn, comeAnew, findReturn, requestFor, textOfRequest } from './support/returning.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, openServer } from './support/server.ts';
import { WaysInAuthor, keyLogin, newDevice, newKit, newPasskey, newPassword } from './support/ways-in.ts';

let server: TestServer;
let origin: string;
let home: TestAccount;
let member: TestNewcomer;
let email: string;

beforeAll(async () => {
  server = await openServer();
  origin = await server.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());
beforeEach(async () => {
  home = await TestAccount.create(server);
  member = await TestNewcomer.create(server);
  await member.join(await home.invite());
  email = member.person.email;
  await leaveOwn(member);
});

/** Then they are where they have joined, and nowhere else. */
async function leaveOwn({ person, userId }: TestNewcomer): Promise<void> {
  await server.app.pg.query('delete from account_members where account_id = $1 and user_id = $2', [
    hashOf(person.accountId),
    hashOf(userId),
  ]);
}
/** Whoever was let in, as somebody who goes on from there. */
function newPersonOf({ coming, userId, api }: TestReturn): TestNewcomer {
  const { credentialId } = coming.body.credential;
  const person = { ...member.person, userId, userSeed: coming.userSeed, credentialId };
  return Object.create(member, {
    person: { value: person },
    visitor: { value: coming.visitor },
    api: { value: api },
    log: { value: coming.log, writable: true },
  }) as TestNewcomer;
}

const at = (account: TestAccount) => account.person.accountId;
const hashOf = (userId: string) => Buffer.from(userId, 'base64url');
async function secondHome(): Promise<TestAccount> {
  const other = await TestAccount.create(server);
  await member.join(await other.invite());
  return other;
}
async function countOf(table: string, userId: string): Promise<number> {
  const { rows } = await server.app.pg.query<{ count: number }>(
    `select count(*)::integer as count from ${table} where user_id = $1`,
    [hashOf(userId)],
  );
  return rows[0]?.count ?? 0;
}

describe('the log of an account', () => {
  it('takes a break-glass set with its seal, and its withdrawal', async () => {
    const { body, accountSeed } = await home.authorBreakGlass(generateBreakGlassSeed());
    const withoutSeal = { ...body, seals: body.seals.filter(({ kind }) => kind !== 'breakGlass') };
    expect(await codeOf(home.send(withoutSeal))).toBe('invalid_request');
    await home.send(body);
    const later = await home.authoring();
    const id = later.state.breakGlass?.id ?? expect.fail();
    const { rows } = await server.app.pg.query(
      "select epoch from account_seals where recipient_kind = 'breakGlass' and account_id = $1",
      [hashOf(at(home))],
    );
    expect(rows).toEqual([{ epoch: currentEpoch(later.state).epoch }]);

    const readers = { ...later.state, breakGlass: undefined };
    const { part, seals, chainBack } = newSeedFor({ ...later, readers, previous: accountSeed });
    const withdrawal = encodeBase64url(authorBreakGlassWithdrawal(later, id, part));
    await home.send({ entry: withdrawal, seals, chainBack });
    const after = (await home.log()).state;
    expect(after.breakGlass).toBeUndefined();
    expect(currentEpoch(after).epoch).toBe(part.epoch);
  });
});

describe('whoever is let back in', () => {
  it('is a member in the place of who they were, and signs in with the new password', async () => {
    const asked = await TestReturn.ask(server, email);
    await home.letIn(asked.requestTo(at(home)));
    const { state } = await home.log();
    expect(state.members.get(asked.userId)?.succeeds).toBe(member.userId);
    expect(state.members.has(member.userId)).toBe(false);
    expect(await asked.standings()).toEqual({ [at(home)]: 'granted' });
    // The address is theirs: they sign in like everybody.
    expect(await codeOf(findReturn(server.visitor().api, email, asked.coming.password))).toBe('login_failed');

    const entered = await asked.enter();
    expect(entered).toEqual({ userId: asked.userId, credential: asked.coming.body.credential });
    const { seals } = await asked.api.call(endpoints.epochSeals, { params: home.params });
    expect(seals.map(({ epoch }) => epoch)).toEqual([currentEpoch(state).epoch]);
    const userState = asked.coming.log.state;
    const place = { accountId: at(home) as never, head: state.head };
    const entry = authorAccountJoined(userState, place, asked.coming.userSeed, Date.now());
    const { credentialId, anchor } = asked.coming.body.credential;
    const body = { entry: encodeBase64url(entry), credentialId, anchor };
    expect((await asked.api.call(endpoints.appendUserEntry, { body })).sequence).toBe(1);

    const { api } = server.visitor();
    expect((await logIn(api, asked.coming)).userId).toBe(asked.userId);
    const { requests } = await api.call(endpoints.ownReturns, {});
    expect(requests.map(({ standing }) => standing)).toEqual(['granted']);
    expect((await home.api.call(endpoints.ownReturns, {})).requests).toEqual([]);
    const listed = await home.api.call(endpoints.resetRequests, { params: home.params });
    expect(listed.requests.map(({ standing }) => standing)).toEqual(['granted']);
  });

  it('ends every way in of who they were, and whatever was begun with one', async () => {
    const author = new WaysInAuthor(member);
    const { api } = member;
    author.accountSeeds.clear();
    const [kit, device] = [newKit(), newDevice()];
    await author.add(kit);
    await author.add(device);
    const register = async () => (await api.call(endpoints.passkeyRegistration, {})).challenge;
    const [unlocking, signing] = [new TestPasskey(), new TestPasskey()];
    await author.add(newPasskey(unlocking.register(await register())));
    const passkey = signing.register(await register());
    await api.call(endpoints.addSignInPasskey, { body: { name: 'Key', passkey } });
    const { secret } = await api.call(endpoints.authenticatorStart, {});
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    await api.call(endpoints.authenticatorConfirm, { body: { code } });
    await newPassword(api, 'begun and not finished');
    await register();
    await provePassword(server.visitor().api, member.person);
    await server.app.pg.query(
      `insert into login_attempts (login_id, user_id, server_state, expires_at) values ('\\x01', $1, '\\x01', now() + interval '1 day')`,
      [hashOf(member.userId)],
    );
    const tables = [
      'credentials',
      'key_credentials',
      'passkeys',
      'passkey_owners',
      'authenticator_apps',
      'backup_codes',
      'password_registrations',
      'login_attempts',
      'second_factor_attempts',
      'passkey_challenges',
      'sessions',
    ];
    for (const table of tables)
      expect([table, (await countOf(table, member.userId)) > 0]).toEqual([table, true]);
    const reader = await EventReader.open(origin, member.visitor, at(home));
    const asked = await TestReturn.ask(server, email);

    await home.letIn(asked.requestTo(at(home)));

    for (const table of tables) expect([table, await countOf(table, member.userId)]).toEqual([table, 0]);
    // At once, not with the next beat.
    await expect.poll(() => reader.hasEnded, { timeout: 2_000 }).toBe(true);
    expect(await codeOf(api.call(endpoints.userLog, { query: {} }))).toBe('unauthenticated');
    const stranger = server.visitor().api;
    expect(await codeOf(provePassword(stranger, member.person))).toBe('login_failed');
    for (const wayIn of [kit, device]) expect(await codeOf(keyLogin(stranger, wayIn))).toBe('login_failed');
    for (const key of [unlocking, signing]) {
      const { challenge } = await stranger.call(endpoints.passkeyChallenge, {});
      const body = { passkey: key.assert(challenge) };
      expect(await codeOf(stranger.call(endpoints.passkeyLogin, { body }))).toBe('login_failed');
    }
  });

  it('is let in by other accounts later, with nothing of the new person ended', async () => {
    const other = await secondHome();
    const asked = await TestReturn.ask(server, email);
    await home.letIn(asked.requestTo(at(home)));
    await asked.enter();
    expect((await other.log()).state.members.has(member.userId)).toBe(true);
    await other.letIn(asked.requestTo(at(other)));
    expect((await other.log()).state.members.get(asked.userId)?.succeeds).toBe(member.userId);
    expect(await asked.standings()).toMatchObject({ [at(home)]: 'granted', [at(other)]: 'granted' });
    expect(await codeOf(asked.api.call(endpoints.epochSeals, { params: other.params }))).toBeUndefined();
    await logIn(server.visitor().api, asked.coming);
  });

  it('is not let in by a second account with keys that they have replaced since', async () => {
    const other = await secondHome();
    const asked = await TestReturn.ask(server, email);
    await home.letIn(asked.requestTo(at(home)));
    const newSeed = generateUserSeed();
    const keys = { signingKey: signingPublicKey(newSeed), receivingKey: receivingPublicKey(newSeed) };
    const placing = { state: asked.coming.log.state, seed: asked.coming.userSeed, nowMs: Date.now() };
    const rekey = authorUserRekey(placing, { ...keys, withdrawn: [], added: [] }, newSeed);
    await server.app.pg.query('insert into user_log (user_id, sequence, entry) values ($1, 1, $2)', [
      hashOf(asked.userId),
      rekey,
    ]);
    const before = await rowsOf(server);
    expect(await codeOf(other.letIn(asked.requestTo(at(other))))).toBe('request_over');
    expect(await rowsOf(server)).toEqual(before);
  });

  it('ends what else was asked under the address in the account, and in no other one', async () => {
    const other = await secondHome();
    const attacker = await TestReturn.ask(server, email, {}, await comeAnew(server, email, 'of an attacker'));
    const asked = await TestReturn.ask(server, email);
    await home.letIn(attacker.requestTo(at(home)));
    expect(await codeOf(home.letIn(asked.requestTo(at(home))))).toBe('request_over');
    expect(await codeOf(home.vouch(asked.requestTo(at(home))))).toBe('request_over');
    expect(await asked.standings()).toMatchObject({ [at(home)]: 'overtaken', [at(other)]: 'open' });
    await other.letIn(asked.requestTo(at(other)));
    await asked.enter();
  });

  it('is answered again when the answer was lost, and nothing happens twice', async () => {
    const asked = await TestReturn.ask(server, email);
    const body = await home.authorReset(asked.requestTo(at(home)));
    const sequence = await home.send(body);
    await asked.enter();
    const before = await rowsOf(server);
    expect(await home.send(body)).toBe(sequence);
    expect(await rowsOf(server)).toEqual(before);
    await asked.api.call(endpoints.userLog, { query: {} });
  });

  it('needs as many vouches as the account asks for', async () => {
    const other = await TestNewcomer.create(server);
    await other.join(await home.invite());
    await home.setPolicy({ vouchers: 'members', approvals: 2 });
    const asked = await TestReturn.ask(server, email);
    const signed = asked.requestTo(at(home));
    expect(await codeOf(home.letIn(signed))).toBe('log_refused');
    await home.vouch(signed);
    const author = { userId: other.userId, seed: other.person.userSeed };
    const body = await home.authorReset(signed, author);
    expect(await codeOf(home.send(body))).toBe('forbidden');
    await other.api.call(endpoints.appendEntry, { params: home.params, body });
    expect(await codeOf(asked.enter())).toBeUndefined();
  });

  it('is not let in by what no longer waits, nor by what never did', async () => {
    const before = (await home.log()).head;
    const withdrawn = await TestReturn.ask(server, email);
    await withdrawn.withdraw();
    const coming = await comeAnew(server, email);
    const place = coming.places.find(({ accountId }) => accountId === at(home)) ?? expect.fail();
    const unknown = requestFor(coming, place);
    const stranger = await comeAnew(server, uniqueEmail());
    const unfit = requestFor(stranger, place);
    await stranger.visitor.api.call(endpoints.returnAsk, {
      body: { ...stranger.body, requests: [textOfRequest(unfit)] },
    });
    for (const signed of [withdrawn.requestTo(at(home)), unknown, unfit]) {
      expect(await codeOf(home.vouch(signed))).toBe('request_over');
      expect(await codeOf(home.letIn(signed))).toBe('request_over');
    }
    expect((await home.log()).head).toEqual(before);
    await logIn(server.visitor().api, member.person);
  });

  it('does not come in the place of somebody who has another address by now, or as a person that there is', async () => {
    const asked = await TestReturn.ask(server, email);
    await server.app.pg.query('update email_addresses set user_id = $1 where email = $2', [
      hashOf(home.person.userId),
      email,
    ]);
    expect(await codeOf(home.letIn(asked.requestTo(at(home))))).toBe('request_over');
    await server.app.pg.query('update email_addresses set user_id = $1 where email = $2', [
      hashOf(member.userId),
      email,
    ]);
    await server.app.pg.query('insert into users (user_id) values ($1)', [hashOf(asked.userId)]);
    expect(await codeOf(home.letIn(asked.requestTo(at(home))))).toBe('request_over');
    await logIn(server.visitor().api, member.person);
  });

  it('comes in once, whichever accounts and returns land at the same moment', async () => {
    const other = await secondHome();
    const [first, second] = [await TestReturn.ask(server, email), await TestReturn.ask(server, email)];
    const bodies = [
      [home, await home.authorReset(first.requestTo(at(home)))] as const,
      [other, await other.authorReset(second.requestTo(at(other)))] as const,
    ];
    const codes = await Promise.all(bodies.map(([account, body]) => codeOf(account.send(body))));
    expect(codes).toEqual([undefined, undefined]);
    const { rows } = await server.app.pg.query<{ user_id: Buffer }>(
      'select user_id from email_addresses where email = $1',
      [email],
    );
    expect(rows).toHaveLength(1);
    expect([hashOf(first.userId), hashOf(second.userId)]).toContainEqual(rows[0]?.user_id);
    await first.enter();
    await second.enter();

    const third = await TestNewcomer.create(server);
    await third.join(await home.invite());
    await third.join(await other.invite());
    const asked = await TestReturn.ask(server, third.person.email);
    const both = [home, other].map(async (account) => account.letIn(asked.requestTo(at(account))));
    expect(await Promise.all(both)).toHaveLength(2);
    expect(new Set(Object.values(await asked.standings()))).toEqual(new Set(['granted', 'open']));
    await asked.enter();
  });

  it('is asked for more than the ticket once they have set up a second step, or have another password', async () => {
    const asked = await TestReturn.ask(server, email);
    await home.letIn(asked.requestTo(at(home)));
    await asked.enter();
    const { secret } = await asked.api.call(endpoints.authenticatorStart, {});
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    await asked.api.call(endpoints.authenticatorConfirm, { body: { code } });
    // As if the address were not theirs yet.
    await server.app.pg.query('update waiting_returns set slot = 0 where user_id = $1', [
      hashOf(asked.userId),
    ]);
    const find = () => findReturn(server.visitor().api, email, asked.coming.password);
    expect(await codeOf(find())).toBe('login_failed');
    const ticket = { body: { ticket: asked.ticket } };
    expect(await codeOf(server.visitor().api.call(endpoints.returnEnter, ticket))).toBe('not_found');
    await server.app.pg.query('delete from authenticator_apps where user_id = $1', [hashOf(asked.userId)]);
    await server.app.pg.query('update waiting_returns set slot = null where user_id = $1', [
      hashOf(asked.userId),
    ]);
    // Whatever was begun before somebody ends other sessions is not finished afterwards, a ticket included.
    await asked.api.call(endpoints.endOtherSessions, {});
    expect(await codeOf(server.visitor().api.call(endpoints.returnEnter, ticket))).toBe('not_found');
  });
});

describe('whoever is in several accounts', () => {
  it('keeps all ways in and the address until the last one has let them in, who come in by their return meanwhile', async () => {
    const other = await secondHome();
    const kit = newKit();
    const author = new WaysInAuthor(member);
    await author.add(kit);
    const asked = await TestReturn.ask(server, email);
    await home.letIn(asked.requestTo(at(home)));

    const stranger = () => server.visitor().api;
    await keyLogin(stranger(), kit);
    await logIn(stranger(), member.person);
    expect(await codeOf(member.api.call(endpoints.epochSeals, { params: other.params }))).toBeUndefined();
    expect(await codeOf(member.api.call(endpoints.epochSeals, { params: home.params }))).toBe('not_found');

    await server.app.pg.query(
      "update waiting_returns set waits_until = now() - interval '9 days' where email = $1",
      [email],
    );
    const { ticket } = await findReturn(stranger(), email, asked.coming.password);
    await asked.api.call(endpoints.returnEnter, { body: { ticket } });
    // It would be a second step that the way in by the return does not ask for.
    expect(await codeOf(asked.api.call(endpoints.authenticatorStart, {}))).toBe('forbidden');
    const who = newPersonOf(asked);
    const next = await newPassword(asked.api, 'yet another password');
    await new WaysInAuthor(who).send(await new WaysInAuthor(who).changingPassword(next));
    expect(await codeOf(stranger().call(endpoints.returnEnter, { body: { ticket } }))).toBe('not_found');
    expect(await codeOf(findReturn(stranger(), email, asked.coming.password))).toBe('login_failed');
    const again = await findReturn(stranger(), email, 'yet another password');
    await asked.api.call(endpoints.returnEnter, { body: { ticket: again.ticket } });

    await other.letIn(asked.requestTo(at(other)));
    expect(await codeOf(keyLogin(stranger(), kit))).toBe('login_failed');
    expect(await codeOf(provePassword(stranger(), member.person))).toBe('login_failed');
    expect((await logIn(stranger(), { email, password: 'yet another password' })).userId).toBe(asked.userId);
  });

  it('has no address by somebody else being removed: another account may have let in whom it liked', async () => {
    const other = await secondHome();
    const asked = await TestReturn.ask(server, email);
    await home.letIn(asked.requestTo(at(home)));
    await other.remove(member.userId);
    await provePassword(server.visitor().api, member.person);
    expect(await codeOf(logIn(server.visitor().api, asked.coming))).toBe('login_failed');
    await asked.enter();
  });

  it('gives the address to the one who was let in by the last of them, whoever has asked later', async () => {
    const other = await secondHome();
    const strange = await secondHome();
    const asked = await TestReturn.ask(server, email);
    await home.letIn(asked.requestTo(at(home)));
    const later = await TestReturn.ask(server, email, {}, await comeAnew(server, email, 'of an attacker'));
    await strange.letIn(later.requestTo(at(strange)));
    await other.letIn(asked.requestTo(at(other)));
    expect((await logIn(server.visitor().api, asked.coming)).userId).toBe(asked.userId);
  });

  it('is let in anew where they were let in before, when the new password is lost as well', async () => {
    await secondHome();
    const first = await TestReturn.ask(server, email);
    await home.letIn(first.requestTo(at(home)));
    await first.enter();
    const second = await TestReturn.ask(server, email, {}, await comeAnew(server, email, 'the second one'));
    await home.letIn(second.requestTo(at(home)));
    expect((await home.log()).state.members.get(second.userId)?.succeeds).toBe(first.userId);
    expect(await codeOf(first.api.call(endpoints.userLog, { query: {} }))).toBe('unauthenticated');
    expect(await codeOf(findReturn(server.visitor().api, email, first.coming.password))).toBe('login_failed');
    await second.enter();
    await logIn(server.visitor().api, member.person);
  });

  it('asks again where nobody has let them in, with the ticket or signed in, and with the keys that they have then', async () => {
    const other = await secondHome();
    const asked = await TestReturn.ask(server, email);
    await home.letIn(asked.requestTo(at(home)));
    await other.setPolicy({ vouchers: 'owners', approvals: 1 });
    expect((await asked.standings())[at(other)]).toBe('overtaken');
    const placesOf = async (body: { ticket?: string }) =>
      (await asked.api.call(endpoints.returnPlaces, { body })).places;
    const again = (request: string, body: { ticket?: string } = {}) =>
      asked.api.call(endpoints.returnAskAgain, { body: { ...body, requests: [request] } });
    const { ticket } = asked;
    const [place, ...more] = await placesOf({ ticket });
    expect(more).toEqual([]);
    expect(place).toMatchObject({ accountId: at(other), memberId: member.userId });
    const anew = () => requestFor(asked.coming, place ?? expect.fail());
    expect(await codeOf(again(textOfRequest(anew())))).toBe('unauthenticated');
    const foreign = requestFor({ ...asked.coming, userSeed: generateUserSeed() }, place ?? expect.fail());
    expect(await codeOf(again(textOfRequest(foreign), { ticket }))).toBe('invalid_request');
    await again(textOfRequest(anew()), { ticket });
    expect(await asked.standings()).toEqual({ [at(home)]: 'granted', [at(other)]: 'open' });

    await asked.enter();
    expect(await placesOf({})).toEqual([place]);
    const last = anew();
    await again(textOfRequest(last));
    const listed = await other.api.call(endpoints.resetRequests, { params: other.params });
    expect(listed.requests.map(({ request }) => request)).toEqual([textOfRequest(last)]);
    expect(
      await codeOf(
        again(textOfRequest(requestFor(asked.coming, { ...place, accountId: at(home) } as never))),
      ),
    ).toBe('invalid_request');
    await other.letIn(last);
    expect(await placesOf({ ticket })).toEqual([]);
    expect(await codeOf(again(textOfRequest(anew())))).toBe('request_over');
  });

  it('takes back what waits when they replace their keys, and asks again with the new ones', async () => {
    const other = await secondHome();
    const asked = await TestReturn.ask(server, email);
    await home.letIn(asked.requestTo(at(home)));
    await asked.enter();
    const author = new WaysInAuthor(newPersonOf(asked));
    author.accountSeeds.clear();
    author.accountSeeds.set(home.person.accountId, home.person.accountSeed);
    const { body, newSeed } = await author.rekeying();
    await author.replace(body);
    expect(await codeOf(asked.api.call(endpoints.returnState, { body: { ticket: asked.ticket } }))).toBe(
      'not_found',
    );
    const { requests } = await asked.api.call(endpoints.ownReturns, {});
    expect(requests.map(({ standing }) => standing).toSorted()).toEqual(['granted', 'withdrawn']);
    const [place] = (await asked.api.call(endpoints.returnPlaces, { body: {} })).places;
    const request = requestFor({ ...asked.coming, userSeed: newSeed }, place ?? expect.fail());
    await asked.api.call(endpoints.returnAskAgain, { body: { requests: [textOfRequest(request)] } });
    await other.letIn(request);
    await logIn(server.visitor().api, asked.coming);
  });
});

describe('a request that is over by the log alone', () => {
  it('is over for the server as well', async () => {
    const asked = await TestReturn.ask(server, email, { expiresAtMs: Date.now() + 3_600_000 });
    await home.append(await home.authorAdmission('device', generateWriterSeed(), Date.now() + 2 * 3_600_000));
    expect(await codeOf(home.letIn(asked.requestTo(at(home))))).toBe('request_over');
    const { requests } = await home.api.call(endpoints.resetRequests, { params: home.params });
    expect(requests.map(({ standing }) => standing)).toEqual(['overtaken']);
  });
});
