import { UserLog } from '@commonseal/account-log';
import { authorAccountJoined } from '@commonseal/account-log/author';
import * as opaque from '@commonseal/crypto/opaque-client';
import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, type SignUpBody, logIn, preparePerson, signUp, uniqueEmail } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, openServer } from './support/server.ts';

describe('signing up', () => {
  let server: TestServer;
  let db: pg.Client;

  beforeAll(async () => {
    server = await openServer();
    db = new pg.Client({ connectionString: server.database.connectionString });
    await db.connect();
  });
  afterAll(async () => {
    await db.end();
    await server.close();
  });

  /** Rows of every table in which a person or an account leaves something. */
  async function countRows(): Promise<Record<string, number>> {
    const tables = ['email_addresses', 'users', 'user_log', 'credentials', 'own_states', 'accounts'];
    tables.push('account_log', 'account_members', 'account_seals');
    const counts: Record<string, number> = {};
    for (const table of tables) {
      const { rows } = await db.query<{ count: string }>(`select count(*) from ${table}`);
      counts[table] = Number(rows[0]?.count);
    }
    return counts;
  }

  it('creates a person and their first account, who can then log in', async () => {
    const { api } = server.visitor();
    const person = await preparePerson(api);
    const created = await api.call(endpoints.signUpFinish, { body: person.body });
    expect(created).toEqual({ userId: person.userId });

    const { userId, credential } = await logIn(api, person);
    expect(userId).toBe(person.userId);
    expect(credential).toEqual(person.body.credential);

    const { entries } = await api.call(endpoints.userLog, { query: {} });
    expect(entries).toEqual(person.body.userEntries);
    expect(UserLog.verify(entries.map(parseBase64url), person.userId).head).toEqual(person.userLog.head);
    const rest = await api.call(endpoints.userLog, { query: { after: 0 } });
    expect(rest.entries).toEqual(person.body.userEntries.slice(1));
    const ownState = await api.call(endpoints.ownState, {});
    expect(ownState).toEqual({ version: 1, state: person.body.ownState });
  });

  it('creates a person without an account, who is about to join one', async () => {
    const { api } = server.visitor();
    const { body, ...person } = await preparePerson(api);
    const { account: _, ...alone } = { ...body, userEntries: body.userEntries.slice(0, 1) };
    const accountsBefore = (await countRows())['accounts'];
    expect(await api.call(endpoints.signUpFinish, { body: alone })).toEqual({ userId: person.userId });
    expect((await countRows())['accounts']).toBe(accountsBefore);
    expect((await api.call(endpoints.userLog, { query: {} })).entries).toEqual(alone.userEntries);
    expect((await logIn(server.visitor().api, person)).userId).toBe(person.userId);
  });

  it('says at its start that an address is taken, however it is written', async () => {
    const { api } = server.visitor();
    const { email } = await signUp(api);
    const { request: registrationRequest } = opaque.startRegistration('another good password');
    for (const spelling of [email, email.toUpperCase(), ` ${email} `]) {
      const call = api.call(endpoints.signUpStart, { body: { email: spelling, registrationRequest } });
      expect(await codeOf(call)).toBe('email_taken');
    }
  });

  it('refuses the slower of two who finish with one address, and keeps nothing of theirs', async () => {
    const { api } = server.visitor();
    const email = uniqueEmail();
    const people = [await preparePerson(api, { email }), await preparePerson(api, { email })];
    const before = await countRows();
    const codes = await Promise.all(
      people.map(({ body }) => codeOf(api.call(endpoints.signUpFinish, { body }))),
    );
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.find((code) => code !== undefined)).toMatch(/^(email_taken|invalid_request)$/);
    const after = await countRows();
    expect(after['users']).toBe((before['users'] ?? 0) + 1);
    expect(after['accounts']).toBe((before['accounts'] ?? 0) + 1);
    expect(after['user_log']).toBe((before['user_log'] ?? 0) + 2);
  });

  it('lets one of many at the same moment have an address', async () => {
    const { api } = server.visitor();
    const first = await preparePerson(api);
    const codes = await Promise.all(
      Array.from({ length: 5 }, () => codeOf(api.call(endpoints.signUpFinish, { body: first.body }))),
    );
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    await logIn(api, first);
  });

  it('refuses what is no message of OPAQUE', async () => {
    const { api } = server.visitor();
    const body = { email: uniqueEmail(), registrationRequest: 'AAAA' };
    expect(await codeOf(api.call(endpoints.signUpStart, { body }))).toBe('malformed');
  });

  it('refuses what is no e-mail address', async () => {
    const { api } = server.visitor();
    const { request: registrationRequest } = opaque.startRegistration('a good password');
    for (const email of ['nobody', 'two@at@signs', 'with space@example.org']) {
      const call = api.call(endpoints.signUpStart, { body: { email, registrationRequest } });
      expect(await codeOf(call)).toMatch(/^(malformed|invalid_request)$/);
    }
  });

  describe('keeps nothing when', () => {
    const flipLast = (text: string) => {
      const bytes = parseBase64url(text);
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      return encodeBase64url(bytes);
    };
    const wrongJoin = (person: Person, change: Partial<{ accountId: never; sequence: number }>) => {
      const { userLog, accountLog, userSeed, body } = person;
      const { state } = UserLog.verify(body.userEntries.slice(0, 1).map(parseBase64url));
      const accountId = change.accountId ?? accountLog.state.accountId;
      const head = { ...accountLog.head, sequence: change.sequence ?? 0 };
      const joined = authorAccountJoined(state, { accountId, head }, userSeed, userLog.state.timeMs);
      return { userEntries: [body.userEntries[0] ?? '', encodeBase64url(joined)] };
    };
    const faults: Record<string, (person: Person, other: Person) => Partial<SignUpBody>> = {
      "the user log's signature is wrong": ({ body }) => ({ userEntries: body.userEntries.map(flipLast) }),
      "the account's signature is wrong": ({ body }) => ({
        account: { ...body.account, genesis: flipLast(body.account.genesis) },
      }),
      'the account is owned by somebody else': ({ body }, other) => ({
        account: { ...body.account, genesis: other.body.account.genesis },
      }),
      "the user log is somebody else's": (_, other) => ({ userEntries: other.body.userEntries }),
      'the user log joins another account': (person, other) =>
        wrongJoin(person, { accountId: other.accountId as never }),
      'the user log joins at another head': (person) => wrongJoin(person, { sequence: 1 }),
      'the credential is not the one of the log': ({ body }, other) => ({
        credential: { ...body.credential, credentialId: other.credentialId },
      }),
      'the log joins an account that does not come along': () => ({ account: undefined as never }),
      'an account comes along that the log does not join': ({ body }) => ({
        userEntries: body.userEntries.slice(0, 1),
      }),
      'the log is in the wrong order': ({ body }) => ({ userEntries: body.userEntries.toReversed() }),
      'the seal is cut off': ({ body }) => ({
        account: { ...body.account, accountSeal: `${body.account.accountSeal.slice(0, -4)}!!!!` },
      }),
      'the registration record is no record': () => ({ registrationRecord: 'AAAA' }),
      'the cost is not one that clients know': () => ({ stretching: 'argon2id-1MiB-1-1' as never }),
    };

    it.each(Object.keys(faults))('%s', async (name) => {
      const { api } = server.visitor();
      const [person, other] = [await preparePerson(api), await preparePerson(api)];
      const before = await countRows();
      const body = { ...person.body, ...faults[name]?.(person, other) };
      expect(await codeOf(api.call(endpoints.signUpFinish, { body }))).toMatch(
        /^(malformed|invalid_request|log_refused|signature_invalid)$/,
      );
      expect(await countRows()).toEqual(before);
    });
  });

  it('signs the new person in', async () => {
    const { api } = server.visitor();
    const person = await signUp(api);
    expect((await api.call(endpoints.userLog, { query: {} })).entries).toEqual(person.body.userEntries);
  });

  it('takes a finish only for the address, and the attempt, of its start', async () => {
    const { api } = server.visitor();
    const [one, other] = [await preparePerson(api), await preparePerson(api)];
    const before = await countRows();
    for (const change of [{ email: uniqueEmail() }, { signUpId: other.body.signUpId }]) {
      const body = { ...one.body, ...change };
      expect(await codeOf(api.call(endpoints.signUpFinish, { body }))).toBe('invalid_request');
    }
    expect(await countRows()).toEqual(before);
  });

  it('refuses logs that are there already under another address', async () => {
    const { api } = server.visitor();
    const person = await signUp(api);
    const other = await preparePerson(api);
    const { email, signUpId } = other.body;
    const before = await countRows();
    const call = api.call(endpoints.signUpFinish, { body: { ...person.body, email, signUpId } });
    expect(await codeOf(call)).toBe('log_conflict');
    expect(await countRows()).toEqual(before);
  });

  it('refuses a finish that comes too late', async () => {
    const { api } = server.visitor();
    const { body } = await preparePerson(api);
    await db.query(`update sign_up_attempts set expires_at = now() - interval '1 second'`);
    expect(await codeOf(api.call(endpoints.signUpFinish, { body }))).toBe('invalid_request');
  });
});
