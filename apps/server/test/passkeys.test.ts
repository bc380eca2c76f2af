import { type ErrorCode, encodeBase64url } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyNewPasskey } from '../src/passkeys.ts';
import { type Deviation, TestPasskey } from '../../../e2e/fixtures/test-passkey.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { signUp } from './support/person.ts';
import { codeOf, refusalOf } from './support/refusal.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, openServer } from './support/server.ts';
import { WaysInAuthor, newDevice, newPasskey } from './support/ways-in.ts';

let server: TestServer;
let who: TestNewcomer;
let author: WaysInAuthor;

beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  who = await TestNewcomer.create(server);
  author = new WaysInAuthor(who);
});

const creation = (as = who) => as.api.call(endpoints.passkeyRegistration, {});
const challengeOf = async (api: ApiClient) => (await api.call(endpoints.passkeyChallenge, {})).challenge;
const login = (api: ApiClient, passkey: ReturnType<TestPasskey['assert']>) =>
  api.call(endpoints.passkeyLogin, { body: { passkey } });

async function addSignInPasskey(as = who): Promise<TestPasskey> {
  const passkey = new TestPasskey();
  const { challenge } = await creation(as);
  await as.api.call(endpoints.addSignInPasskey, {
    body: { name: 'Key', passkey: passkey.register(challenge) },
  });
  return passkey;
}

async function addUnlockingPasskey() {
  const passkey = new TestPasskey();
  const wayIn = newPasskey(passkey.register((await creation()).challenge));
  await author.add(wayIn);
  return { passkey, wayIn };
}

describe('registering a passkey', () => {
  const add = (body: Parameters<TestPasskey['register']>[1], passkey = new TestPasskey()) =>
    creation().then(({ challenge }) =>
      who.api.call(endpoints.addSignInPasskey, {
        body: { name: 'Key', passkey: passkey.register(challenge, body) },
      }),
    );

  it('tells the authenticator what to sign and which it has already', async () => {
    const first = await creation();
    expect(first.email).toBe(who.person.email);
    expect(first.known).toEqual([]);
    const passkey = await addSignInPasskey();
    const second = await creation();
    expect(second.known).toEqual([encodeBase64url(passkey.id)]);
    expect(second.challenge).not.toBe(first.challenge);
    expect(second.userHandle).toBe(first.userHandle);
    expect(second.userHandle).not.toBe(who.userId);
  });

  const deviations: Record<string, Deviation> = {
    'another origin': { origin: 'http://localhost:8081' },
    'another host': { rpId: 'elsewhere.example' },
    'nobody present': { isPresent: false },
    'nobody verified': { isVerified: false },
    'an assertion': { type: 'webauthn.get' },
    'an unknown attestation': { fmt: 'something' },
    'an attestation without its parts': { fmt: 'none', statement: new Map([['alg', -7]]) },
  };

  it.each(Object.keys(deviations))('refuses %s', async (name) => {
    const before = await rowsOf(server);
    expect(await codeOf(add(deviations[name]))).toBe('passkey_refused');
    expect(await rowsOf(server)).toEqual(before);
  });

  it.each(['packed', 'fido-u2f', 'tpm', 'apple', 'android-key', 'android-safetynet'])(
    'lets nobody judge certificates, which name addresses to be fetched (%s)',
    async (fmt) => {
      const statement = new Map<string, Uint8Array | number | Uint8Array[]>([
        ['alg', -7],
        ['sig', Buffer.alloc(70)],
        ['x5c', [Buffer.alloc(300)]],
      ]);
      expect(await codeOf(add({ fmt, statement }))).toBe('passkey_refused');
      const registration = new TestPasskey().register('AAAA', { fmt, statement });
      const verified = verifyNewPasskey(registration, 'AAAA', {
        origin: 'http://localhost:8080',
        rpId: 'localhost',
      });
      await expect(verified).rejects.toThrow('with certificates');
    },
  );

  it('refuses a challenge that was used, is of another person, too old, or for signing in', async () => {
    const passkey = new TestPasskey();
    const send = (challenge: string, key = passkey) =>
      codeOf(
        who.api.call(endpoints.addSignInPasskey, { body: { name: 'Key', passkey: key.register(challenge) } }),
      );
    const { challenge } = await creation();
    expect(await send(challenge)).toBeUndefined();
    expect(await send(challenge, new TestPasskey())).toBe('passkey_refused');
    const other = await TestNewcomer.create(server);
    expect(await send((await creation(other)).challenge, new TestPasskey())).toBe('passkey_refused');
    expect(await send(await challengeOf(who.api), new TestPasskey())).toBe('passkey_refused');
    const old = (await creation()).challenge;
    await server.app.pg.query(`update passkey_challenges set expires_at = now() - interval '1 second'`);
    expect(await send(old, new TestPasskey())).toBe('passkey_refused');
    expect(await send(encodeBase64url(new Uint8Array(32)), new TestPasskey())).toBe('passkey_refused');
  });

  it('refuses one that somebody has registered', async () => {
    const passkey = await addSignInPasskey(await TestNewcomer.create(server));
    const before = await rowsOf(server);
    expect(await codeOf(add({}, passkey))).toBe('passkey_refused');
    expect(await rowsOf(server)).toEqual(before);
  });

  it('refuses another id than the authenticator has signed', async () => {
    const registration = new TestPasskey().register((await creation()).challenge);
    const body = { name: 'Key', passkey: { ...registration, id: encodeBase64url(new Uint8Array(16)) } };
    expect(await codeOf(who.api.call(endpoints.addSignInPasskey, { body }))).toBe('passkey_refused');
  });

  it('asks whether the person is there', async () => {
    const passkey = await addSignInPasskey();
    expect(passkey.id).toHaveLength(16);
    const [listed] = (await who.api.call(endpoints.waysIn, {})).signInPasskeys;
    await server.app.pg.query(`update sessions set authenticated_at = now() - interval '11 minutes'`);
    expect(await codeOf(add({}))).toBe('authentication_too_old');
    const params = { passkeyId: listed?.passkeyId ?? '' };
    const remove = who.api.call(endpoints.removeSignInPasskey, { params });
    expect(await codeOf(remove)).toBe('authentication_too_old');
  });

  it('has no room for what an extension yields', async () => {
    const passkey = new TestPasskey().register((await creation()).challenge);
    for (const extra of [
      { ...passkey, clientExtensionResults: { prf: { results: { first: 'AAAA' } } } },
      { ...passkey, rawId: passkey.id },
    ]) {
      const response = await who.visitor.browser.send({
        method: 'POST',
        url: endpoints.addSignInPasskey.path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Key', passkey: extra }),
      });
      expect(refusalOf(response)).toBe('invalid_request');
    }
  });
});

describe('a passkey that can unlock', () => {
  it('signs in and is handed its seal', async () => {
    const { passkey, wayIn } = await addUnlockingPasskey();
    const visitor = server.visitor();
    const { userHandle } = await creation();
    const reply = await login(visitor.api, passkey.assert(await challengeOf(visitor.api), { userHandle }));
    expect(reply).toEqual({
      userId: who.userId,
      email: who.person.email,
      credential: {
        credentialId: wayIn.credential.credentialId,
        seal: wayIn.added.seal,
        anchor: wayIn.added.anchor,
      },
    });
    expect(await codeOf(visitor.api.call(endpoints.ownState, {}))).toBeUndefined();
    // By signing in the person has shown that they are there.
    const body = await author.adding(newDevice());
    expect(await codeOf(visitor.api.call(endpoints.changeWaysIn, { body }))).toBeUndefined();
    const { used } = await who.api.call(endpoints.waysIn, {});
    const found = used.find(({ credentialId }) => credentialId === wayIn.credential.credentialId);
    expect(found?.lastUsedAtMs).toBeGreaterThan(Date.now() - 60_000);
  });

  it('is added with its registration only', async () => {
    const { challenge } = await creation();
    const wayIn = newPasskey(new TestPasskey().register(challenge));
    const { passkey: _, ...added } = wayIn.added;
    const before = await rowsOf(server);
    for (const body of [
      await author.adding({ ...wayIn, added }),
      await author.adding({ ...newDevice(), added: wayIn.added }),
    ]) {
      expect(await codeOf(who.api.call(endpoints.changeWaysIn, { body }))).toBe('invalid_request');
    }
    expect(await rowsOf(server)).toEqual(before);
    const another = newPasskey(new TestPasskey().register(challenge, { isVerified: false }));
    const body = await author.adding(another);
    expect(await codeOf(who.api.call(endpoints.changeWaysIn, { body }))).toBe('passkey_refused');
    expect(await rowsOf(server)).toEqual(before);
  });

  it('is not removed like one that signs in only, but with the keys', async () => {
    const { passkey, wayIn } = await addUnlockingPasskey();
    const { rows } = await server.app.pg.query<{ id: Buffer }>(
      'select passkey_id as id from passkeys where webauthn_id = $1',
      [passkey.id],
    );
    const params = { passkeyId: encodeBase64url(rows[0]?.id ?? new Uint8Array()) };
    expect(await codeOf(who.api.call(endpoints.removeSignInPasskey, { params }))).toBe('not_found');
    const { body } = await author.rekeying({ withdrawn: [wayIn.credential.credentialId] });
    await author.replace(body);
    const { api } = server.visitor();
    expect(await codeOf(login(api, passkey.assert(await challengeOf(api))))).toBe('login_failed');
    for (const table of ['passkeys', 'passkey_owners']) {
      const left = await server.app.pg.query(`select 1 from ${table} where webauthn_id = $1`, [passkey.id]);
      expect(left.rows).toEqual([]);
    }
  });
});

describe('signing in with a passkey', () => {
  it('of those that sign in only hands out no seal', async () => {
    const passkey = await addSignInPasskey();
    const { api } = server.visitor();
    const reply = await login(api, passkey.assert(await challengeOf(api)));
    expect(reply).toEqual({ userId: who.userId, email: who.person.email });
    const [listed] = (await who.api.call(endpoints.waysIn, {})).signInPasskeys;
    expect(listed?.name).toBe('Key');
    expect(listed?.lastUsedAtMs).toBeGreaterThan(Date.now() - 60_000);
    await who.api.call(endpoints.removeSignInPasskey, { params: { passkeyId: listed?.passkeyId ?? '' } });
    expect(await codeOf(login(api, passkey.assert(await challengeOf(api))))).toBe('login_failed');
    expect((await who.api.call(endpoints.waysIn, {})).signInPasskeys).toEqual([]);
  });

  const deviations: Record<string, Deviation> = {
    'another origin': { origin: 'https://elsewhere.example' },
    'another host': { rpId: 'elsewhere.example' },
    'nobody present': { isPresent: false },
    'nobody verified': { isVerified: false },
    'a registration': { type: 'webauthn.create' },
    "another person's handle": { userHandle: encodeBase64url(new Uint8Array(32).fill(3)) },
  };

  it.each(Object.keys(deviations))('is refused for %s', async (name) => {
    const passkey = await addSignInPasskey();
    const visitor = server.visitor();
    const assertion = passkey.assert(await challengeOf(visitor.api), deviations[name]);
    expect(await codeOf(login(visitor.api, assertion))).toBe('login_failed');
    expect(visitor.browser.cookies.size).toBe(0);
  });

  it('is answered alike for an unknown passkey and for a wrong signature', async () => {
    const passkey = await addSignInPasskey();
    const stranger = new TestPasskey();
    const { browser, api } = server.visitor();
    const known = passkey.assert(await challengeOf(api));
    const wrong = {
      ...known,
      response: { ...known.response, signature: encodeBase64url(new Uint8Array(70)) },
    };
    const answers = [];
    for (const assertion of [wrong, stranger.assert(await challengeOf(api))]) {
      const response = await browser.send({
        method: 'POST',
        url: endpoints.passkeyLogin.path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ passkey: assertion }),
      });
      answers.push([response.statusCode, refusalOf(response), Object.keys(response.headers).toSorted()]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.[1]).toBe('login_failed');
  });

  it('takes a challenge once, in time, and none that was made for a registration', async () => {
    const passkey = await addSignInPasskey();
    const { api } = server.visitor();
    const challenge = await challengeOf(api);
    expect(await codeOf(login(api, passkey.assert(challenge, { isVerified: false })))).toBe('login_failed');
    // Spent by the attempt.
    expect(await codeOf(login(api, passkey.assert(challenge)))).toBe('login_failed');
    const old = await challengeOf(api);
    await server.app.pg.query(`update passkey_challenges set expires_at = now() - interval '1 second'`);
    expect(await codeOf(login(api, passkey.assert(old)))).toBe('login_failed');
    expect(await codeOf(login(api, passkey.assert((await creation()).challenge)))).toBe('login_failed');
    for (const made of ['', 'x', encodeBase64url(new Uint8Array(32))]) {
      expect(await codeOf(login(api, passkey.assert(made)))).toBe('login_failed');
    }
    expect(await codeOf(login(api, passkey.assert(await challengeOf(api))))).toBeUndefined();
  });

  it('is refused when the count of signatures has not grown', async () => {
    const passkey = await addSignInPasskey();
    const { api } = server.visitor();
    const tries: [number, ErrorCode | undefined][] = [
      [5, undefined],
      [6, undefined],
      [6, 'login_failed'],
      [3, 'login_failed'],
      [0, 'login_failed'],
      [7, undefined],
    ];
    for (const [counter, code] of tries) {
      expect(await codeOf(login(api, passkey.assert(await challengeOf(api), { counter })))).toBe(code);
    }
  });
});

describe('a server that knows its own address', () => {
  it('takes passkeys of that address alone', async () => {
    const configured = await openServer({ publicOrigin: 'https://seal.example' });
    try {
      const headers = { origin: 'https://seal.example' };
      const visitor = configured.visitor(headers);
      await signUp(visitor.api);
      const passkey = new TestPasskey();
      const { challenge } = await visitor.api.call(endpoints.passkeyRegistration, {});
      const add = (deviation: Deviation) =>
        codeOf(
          visitor.api.call(endpoints.addSignInPasskey, {
            body: { name: 'Key', passkey: passkey.register(challenge, deviation) },
          }),
        );
      expect(await add({})).toBe('passkey_refused');
      expect(await add({ origin: 'https://seal.example' })).toBe('passkey_refused');
      expect(await add({ origin: 'https://seal.example', rpId: 'seal.example' })).toBeUndefined();
    } finally {
      await configured.close();
    }
  });
});
