import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { encodeBase64url } from '@commonseal/protocol';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestNewcomer } from './support/newcomer.ts';
import { type Person, logIn, ownStateOf, signUp } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, type Visitor, openServer } from './support/server.ts';
import { WaysInAuthor, keyLogin, newDevice, newKit, newPassword } from './support/ways-in.ts';

describe('a session', () => {
  let server: TestServer;
  let person: Person;
  let db: pg.Client;

  beforeAll(async () => {
    server = await openServer({ sessionLifetime: { idleSeconds: 12 * 3600, totalSeconds: 30 * 86_400 } });
    person = await signUp(server.visitor().api);
    db = new pg.Client({ connectionString: server.database.connectionString });
    await db.connect();
  });
  afterAll(async () => {
    await db.end();
    await server.close();
  });

  async function signedIn(): Promise<Visitor> {
    const visitor = server.visitor();
    await logIn(visitor.api, person);
    return visitor;
  }
  const readOwnState = ({ api }: Visitor) => codeOf(api.call(endpoints.ownState, {}));

  it('is not stored in a form that could be used', async () => {
    const { browser } = await signedIn();
    const token = browser.cookies.get('commonseal') ?? '';
    const { rows } = await db.query<{ row: string }>('select sessions::text as row from sessions');
    const hex = Buffer.from(token, 'base64url').toString('hex');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ row }) => row.includes(token) || row.includes(hex))).toEqual([]);
  });

  it('ends at logout, at the server too', async () => {
    const visitor = await signedIn();
    const kept = new Map(visitor.browser.cookies);
    await visitor.api.call(endpoints.logout, {});
    expect(visitor.browser.cookies.size).toBe(0);
    for (const [name, value] of kept) visitor.browser.cookies.set(name, value);
    expect(await readOwnState(visitor)).toBe('unauthenticated');
  });

  it('leaves other sessions of the person alone at logout', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    await one.api.call(endpoints.logout, {});
    expect(await readOwnState(other)).toBeUndefined();
  });

  it('ends for good when another login takes its place', async () => {
    const visitor = await signedIn();
    const before = visitor.browser.cookies.get('commonseal') ?? '';
    await logIn(visitor.api, person);
    const after = visitor.browser.cookies.get('commonseal');
    expect(after).not.toBe(before);
    visitor.browser.cookies.set('commonseal', before);
    expect(await readOwnState(visitor)).toBe('unauthenticated');
  });

  it.each(['idle_expires_at', 'expires_at'])('ends by its %s', async (column) => {
    const visitor = await signedIn();
    expect(await readOwnState(visitor)).toBeUndefined();
    await db.query(`update sessions set ${column} = now() - interval '1 second'`);
    expect(await readOwnState(visitor)).toBe('unauthenticated');
  });

  it('lives longer while it is used, and never beyond its end', async () => {
    const visitor = await signedIn();
    await db.query(`update sessions set idle_expires_at = now() + interval '1 minute'`);
    expect(await readOwnState(visitor)).toBeUndefined();
    const { rows } = await db.query<{ hours: number; days: number }>(`
      select extract(epoch from idle_expires_at - now())::float8 / 3600 as hours,
        extract(epoch from expires_at - now())::float8 / 86400 as days
      from sessions order by created_at desc limit 1`);
    expect(rows[0]?.hours).toBeCloseTo(12, 1);
    expect(rows[0]?.days).toBeCloseTo(30, 1);
  });

  it.each(['', 'x', 'A'.repeat(43), 'A'.repeat(5000)])('is not opened by the cookie %j', async (value) => {
    const visitor = server.visitor();
    visitor.browser.cookies.set('commonseal', value);
    expect(await readOwnState(visitor)).toBe('unauthenticated');
  });

  describe("of a person, for the person's own state", () => {
    const stateOf = (version: number) => encodeBase64url(ownStateOf(person.userSeed, person.userId, version));

    it('replaces it by the next version only', async () => {
      const { api } = await signedIn();
      const { version } = await api.call(endpoints.ownState, {});
      const next = { version: version + 1, state: stateOf(version + 1) };
      await api.call(endpoints.putOwnState, { body: next });
      expect(await api.call(endpoints.ownState, {})).toEqual(next);
      for (const wrong of [version + 1, version + 3]) {
        const body = { version: wrong, state: stateOf(wrong) };
        expect(await codeOf(api.call(endpoints.putOwnState, { body }))).toBe('own_state_conflict');
      }
      expect(await api.call(endpoints.ownState, {})).toEqual(next);
    });

    it('lets one of several devices be first', async () => {
      const { api } = await signedIn();
      const { version } = await api.call(endpoints.ownState, {});
      const puts = Array.from({ length: 6 }, () => {
        const body = { version: version + 1, state: stateOf(version + 1) };
        return codeOf(api.call(endpoints.putOwnState, { body }));
      });
      const codes = await Promise.all(puts);
      expect(codes.filter((code) => code === undefined)).toHaveLength(1);
      expect(codes.filter((code) => code === 'own_state_conflict')).toHaveLength(5);
    });
  });

  describe('of a person, for the anchor', () => {
    const anchor = encodeBase64url(new Uint8Array(200).fill(7));

    it("replaces the caller's own", async () => {
      const { api } = await signedIn();
      const { credentialId } = person;
      await api.call(endpoints.putAnchor, { params: { credentialId }, body: { anchor } });
      expect((await logIn(api, person)).credential.anchor).toBe(anchor);
    });

    it("refuses another person's", async () => {
      const { api } = await signedIn();
      const { credentialId } = await signUp(server.visitor().api);
      const call = api.call(endpoints.putAnchor, { params: { credentialId }, body: { anchor } });
      expect(await codeOf(call)).toBe('not_found');
    });

    it('replaces none of a way in that was not shown in this session', async () => {
      const who = await TestNewcomer.create(server);
      const author = new WaysInAuthor(who);
      const [kit, device] = [newKit(), newDevice()];
      await author.add(kit);
      await author.add(device);
      const put = (api: ApiClient, credentialId: string) =>
        codeOf(api.call(endpoints.putAnchor, { params: { credentialId }, body: { anchor } }));
      const password = who.person.credentialId;
      const ids = [password, kit.credential.credentialId, device.credential.credentialId] as const;
      const codesOf = async ({ api }: Visitor) => {
        const codes = [];
        for (const id of ids) codes.push(await put(api, id));
        return codes;
      };
      const [ok, no] = [undefined, 'not_found'] as const;
      expect(await codesOf(who.visitor)).toEqual([ok, no, no]);
      const visitor = server.visitor();
      await keyLogin(visitor.api, device);
      expect(await codesOf(visitor)).toEqual([no, no, ok]);
      // In the same browser, what was shown before still counts; in that of somebody else it does not.
      await logIn(visitor.api, who.person);
      expect(await codesOf(visitor)).toEqual([ok, no, ok]);
      const other = await TestNewcomer.create(server);
      await keyLogin(other.api, kit);
      expect(await codesOf(other.visitor)).toEqual([no, ok, no]);
      await logIn(other.api, other.person);
      expect(await codesOf(other.visitor)).toEqual([no, no, no]);
      await keyLogin(other.api, device);
      await server.app.pg.query(`update sessions set idle_expires_at = now() - interval '1 second'`);
      await logIn(other.api, who.person);
      expect(await codesOf(other.visitor)).toEqual([ok, no, no]);
    });

    it('stays as it is when a step was made with a way in that was not shown in this session', async () => {
      const who = await TestNewcomer.create(server);
      const author = new WaysInAuthor(who);
      const kit = newKit();
      await author.add(kit);
      const { credentialId } = kit.credential;
      const body = { ...(await who.authorLeaving(who.person.accountId)), credentialId };
      await who.api.call(endpoints.appendUserEntry, { body });
      expect((await keyLogin(server.visitor().api, kit)).credential.anchor).toBe(kit.added.anchor);
    });

    it('is that of the new password once it is changed, with the keys or without', async () => {
      const who = await TestNewcomer.create(server);
      const author = new WaysInAuthor(who);
      const kit = newKit();
      await author.add(kit);
      const visitor = server.visitor();
      await keyLogin(visitor.api, kit);
      const first = await newPassword(visitor.api, 'the first new password');
      const { credentialId } = first.credential;
      await visitor.api.call(endpoints.changeWaysIn, { body: await author.changingPassword(first) });
      await visitor.api.call(endpoints.putAnchor, { params: { credentialId }, body: { anchor } });

      const second = await newPassword(visitor.api, 'the second new password');
      const later = await logIn(server.visitor().api, {
        ...who.person,
        password: 'the first new password',
      });
      expect(later.credential.anchor).toBe(anchor);
      await logIn(who.api, { ...who.person, password: 'the first new password' });
      const withdrawn = [credentialId, kit.credential.credentialId];
      const { body } = await author.rekeying({ withdrawn, added: [second] });
      await visitor.api.call(endpoints.replaceKeys, { body });
      const params = { credentialId: second.credential.credentialId };
      await visitor.api.call(endpoints.putAnchor, { params, body: { anchor } });
    });
  });
});
