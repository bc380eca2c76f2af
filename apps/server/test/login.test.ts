import { randomBytes } from 'node:crypto';
import * as opaque from '@commonseal/crypto/opaque-client';
import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickPasswords } from '../../../e2e/fixtures/quick-passwords.ts';
import { type Person, logIn, signUp, uniqueEmail } from './support/person.ts';
import { codeOf, refusalOf } from './support/refusal.ts';
import { type TestServer, openServer } from './support/server.ts';

/** OPAQUE's answer begins with the evaluated element: the same request, identifier and key give the same. */
function evaluationOf(loginResponse: string): string {
  return encodeBase64url(parseBase64url(loginResponse).subarray(0, 32));
}

describe('logging in', () => {
  let server: TestServer;
  let person: Person;

  beforeAll(async () => {
    server = await openServer();
    person = await signUp(server.visitor().api);
  });
  afterAll(() => server.close());

  function start(email: string, startLoginRequest = opaque.startLogin('some password').request) {
    return server.visitor().api.call(endpoints.loginStart, { body: { email, startLoginRequest } });
  }

  it('sets a cookie that no script can read and no other site can send', async () => {
    const { api, browser } = server.visitor();
    await logIn(api, person);
    const [name, value] = [...browser.cookies][0] ?? [];
    expect(browser.cookies.size).toBe(1);
    expect(name).toBe('commonseal');
    expect(parseBase64url(value ?? '')).toHaveLength(32);
  });

  it('states the flags of the cookie', async () => {
    const { api, browser } = server.visitor();
    const started = opaque.startLogin(person.password);
    const body = { email: person.email, startLoginRequest: started.request };
    const answer = await api.call(endpoints.loginStart, { body });
    const { finishLoginRequest } = await quickPasswords.finishLogin({
      ...person,
      state: started.state,
      ...answer,
    });
    const response = await browser.send({
      method: 'POST',
      url: endpoints.loginFinish.path,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ loginId: answer.loginId, finishLoginRequest }),
    });
    expect(response.statusCode).toBe(200);
    const header = String(response.headers['set-cookie']);
    expect(header).toMatch(/^commonseal=[\w-]{43}; /);
    const flags = header.split('; ').slice(1);
    expect(flags).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Strict']));
    expect(flags).not.toContain('Secure');
    expect(header).not.toMatch(/Domain=/i);
  });

  it('takes the address in any spelling', async () => {
    const { api } = server.visitor();
    const spelt = { ...person, email: ` ${person.email.toUpperCase()}` };
    expect((await logIn(api, spelt)).userId).toBe(person.userId);
  });

  it('lets a wrong password fail at the client, and a made-up proof at the server', async () => {
    const { api, browser } = server.visitor();
    expect(await codeOf(logIn(api, { ...person, password: 'a wrong password' }))).toBe('login_failed');
    const { loginId } = await start(person.email);
    const finishLoginRequest = encodeBase64url(randomBytes(64));
    const call = api.call(endpoints.loginFinish, { body: { loginId, finishLoginRequest } });
    expect(await codeOf(call)).toBe('login_failed');
    expect(browser.cookies.size).toBe(0);
  });

  it('answers unknown addresses like known ones', async () => {
    const known = await start(person.email);
    const unknown = await start(uniqueEmail());
    expect(Object.keys(unknown)).toEqual(Object.keys(known));
    expect(unknown.loginResponse).toHaveLength(known.loginResponse.length);
    expect(unknown.stretching).toBe(known.stretching);
    expect(unknown.loginId).toHaveLength(known.loginId.length);
  });

  it('answers the same request alike each time, for unknown addresses too', async () => {
    const { request } = opaque.startLogin('some password');
    const unknown = uniqueEmail();
    for (const email of [person.email, unknown]) {
      const first = await start(email, request);
      const again = await start(email, request);
      expect(evaluationOf(again.loginResponse)).toBe(evaluationOf(first.loginResponse));
    }
    const other = await start(uniqueEmail(), request);
    expect(evaluationOf(other.loginResponse)).not.toBe(
      evaluationOf((await start(unknown, request)).loginResponse),
    );
  });

  it('fails for unknown addresses in the words used for wrong passwords', async () => {
    const answers: unknown[] = [];
    for (const email of [person.email, uniqueEmail()]) {
      const { loginId } = await start(email);
      const response = await server.visitor().browser.send({
        method: 'POST',
        url: endpoints.loginFinish.path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ loginId, finishLoginRequest: encodeBase64url(randomBytes(64)) }),
      });
      answers.push({ status: response.statusCode, code: refusalOf(response) });
    }
    expect(answers[0]).toEqual({ status: 401, code: 'login_failed' });
    expect(answers[1]).toEqual(answers[0]);
  });

  it('lets an attempt be finished once, well or badly', async () => {
    const { api } = server.visitor();
    const started = opaque.startLogin(person.password);
    const body = { email: person.email, startLoginRequest: started.request };
    const good = await api.call(endpoints.loginStart, { body });
    const { finishLoginRequest } = await quickPasswords.finishLogin({
      ...person,
      state: started.state,
      ...good,
    });
    const wrong = { loginId: good.loginId, finishLoginRequest: encodeBase64url(randomBytes(64)) };
    expect(await codeOf(api.call(endpoints.loginFinish, { body: wrong }))).toBe('login_failed');
    const right = { loginId: good.loginId, finishLoginRequest };
    expect(await codeOf(api.call(endpoints.loginFinish, { body: right }))).toBe('login_failed');
  });

  it('refuses a proof that comes too late', async () => {
    const { api } = server.visitor();
    const started = opaque.startLogin(person.password);
    const body = { email: person.email, startLoginRequest: started.request };
    const answer = await api.call(endpoints.loginStart, { body });
    const { finishLoginRequest } = await quickPasswords.finishLogin({
      ...person,
      state: started.state,
      ...answer,
    });
    const db = new pg.Client({ connectionString: server.database.connectionString });
    await db.connect();
    await db.query(`update login_attempts set expires_at = now() - interval '1 second'`);
    await db.end();
    const late = { body: { loginId: answer.loginId, finishLoginRequest } };
    expect(await codeOf(api.call(endpoints.loginFinish, late))).toBe('login_failed');
  });
});
