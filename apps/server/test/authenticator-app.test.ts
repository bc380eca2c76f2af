// Why this file is long: one app, and each way to get past it.
import { startLogin } from '@commonseal/crypto/opaque-client';
import { encodeBase64url } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { Secret, TOTP, URI } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { quickPasswords } from '../../../e2e/fixtures/quick-passwords.ts';
import { cleanUp } from '../src/plugins/cleanup.ts';
import { TestPasskey } from '../../../e2e/fixtures/test-passkey.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { logIn, provePassword } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, type Visitor, openServer } from './support/server.ts';
import { WaysInAuthor, keyLogin, newDevice, newKit, newPassword } from './support/ways-in.ts';

const step = 30_000;
let server: TestServer;
let who: TestNewcomer;

beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  who = await TestNewcomer.create(server);
});

/** What an authenticator app shows. */
function shownBy(secret: string, at = Date.now()): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
}

/** A code that is not right at any time near now. */
function wrongCode(secret: string): string {
  const near = new Set([-2, -1, 0, 1, 2].map((steps) => shownBy(secret, Date.now() + steps * step)));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.has(code)) ?? '';
}

const begin = (as = who) => as.api.call(endpoints.authenticatorStart, {});
const confirm = (code: string, as = who) => as.api.call(endpoints.authenticatorConfirm, { body: { code } });

const renew = (code: string) => who.api.call(endpoints.authenticatorBackupCodes, { body: { code } });
const remove = (code?: string, { api }: Pick<Visitor, 'api'> = who) =>
  api.call(endpoints.authenticatorRemove, { body: code === undefined ? {} : { code } });

async function signInPasskey(): Promise<TestPasskey> {
  const passkey = new TestPasskey();
  const { challenge } = await who.api.call(endpoints.passkeyRegistration, {});
  const body = { name: 'Key', passkey: passkey.register(challenge) };
  await who.api.call(endpoints.addSignInPasskey, { body });
  return passkey;
}

/** In force, and with no code taken yet. */
async function withApp(): Promise<{ secret: string; backupCodes: string[] }> {
  const { secret } = await begin();
  const { backupCodes } = await confirm(shownBy(secret));
  await server.app.pg.query('update authenticator_apps set last_step = 0');
  return { secret, backupCodes };
}

async function asked(visitor: Visitor) {
  const reply = await provePassword(visitor.api, who.person);
  if (!('secondFactor' in reply)) return expect.fail('no second factor was asked for');
  return reply.secondFactor;
}

const finish = (api: ApiClient, secondFactorId: string, code: string) =>
  api.call(endpoints.secondFactorFinish, { body: { secondFactorId, code } });

/** Guesses without end for a password that was shown once, instead of showing it for each five. */
async function guessing({ api }: Visitor) {
  const { secondFactorId } = await asked(server.visitor());
  return async (code: string) => {
    await server.app.pg.query('update second_factor_attempts set guesses_left = 5');
    return codeOf(finish(api, secondFactorId, code));
  };
}

describe('an authenticator app', () => {
  it('counts once a code of it was shown, and not before', async () => {
    const { secret, uri } = await begin();
    const parsed = URI.parse(uri) as TOTP;
    expect([parsed.issuer, parsed.label, parsed.secret.base32]).toEqual([
      'Commonseal',
      who.person.email,
      secret,
    ]);
    expect([parsed.algorithm, parsed.digits, parsed.period]).toEqual(['SHA1', 6, 30]);
    expect(Buffer.from(parsed.secret.bytes)).toHaveLength(20);
    expect((await logIn(server.visitor().api, who.person)).userId).toBe(who.userId);
    expect(await codeOf(confirm(wrongCode(secret)))).toBe('code_refused');
    expect((await who.api.call(endpoints.waysIn, {})).authenticatorApp).toBeUndefined();
    const { backupCodes } = await confirm(shownBy(secret));
    expect(new Set(backupCodes)).toHaveProperty('size', 10);
    const { authenticatorApp } = await who.api.call(endpoints.waysIn, {});
    expect(authenticatorApp?.backupCodesLeft).toBe(10);
    expect(authenticatorApp?.sinceMs).toBeGreaterThan(Date.now() - 60_000);
    await asked(server.visitor());
  });

  it('is asked for before a session or a seal is handed out', async () => {
    const { secret } = await withApp();
    const visitor = server.visitor();
    const secondFactor = await asked(visitor);
    expect(secondFactor.methods).toEqual(['app']);
    expect(visitor.browser.cookies.size).toBe(0);
    const { used } = await who.api.call(endpoints.waysIn, {});
    expect(used[0]?.lastUsedAtMs).toBeUndefined();
    const reply = await finish(visitor.api, secondFactor.secondFactorId, shownBy(secret));
    expect(reply.credential).toEqual(who.person.body.credential);
    expect(await codeOf(visitor.api.call(endpoints.ownState, {}))).toBeUndefined();
  });

  it('takes the codes beside the present one, once each, and none before one that was taken', async () => {
    const { secret } = await withApp();
    const visitor = server.visitor();
    // Near the end of a step the next line could fall into another one.
    while (Date.now() % step > step - 5_000) await new Promise((resolve) => setTimeout(resolve, 500));
    const now = Date.now();
    const tries: [number, string | undefined][] = [
      [-2, 'login_failed'],
      [2, 'login_failed'],
      [-1, undefined],
      [-1, 'login_failed'],
      [1, undefined],
      [1, 'login_failed'],
      [0, 'login_failed'],
    ];
    for (const [steps, code] of tries) {
      const { secondFactorId } = await asked(server.visitor());
      const shown = shownBy(secret, now + steps * step);
      expect([steps, await codeOf(finish(visitor.api, secondFactorId, shown))]).toEqual([steps, code]);
      await server.app.pg.query('delete from rate_limits');
    }
  });

  it('takes the code by which it was confirmed for nothing else', async () => {
    const { secret } = await begin();
    const code = shownBy(secret);
    await confirm(code);
    const visitor = server.visitor();
    const { secondFactorId } = await asked(visitor);
    expect(await codeOf(finish(visitor.api, secondFactorId, code))).toBe('login_failed');
  });

  it('is stood in for by a backup code, once each, in any spelling', async () => {
    const { backupCodes } = await withApp();
    const [first = '', second = ''] = backupCodes;
    const visitor = server.visitor();
    const tries: [string, string | undefined][] = [
      [first, undefined],
      [first, 'login_failed'],
      [second.toLowerCase().replaceAll('-', ' '), undefined],
      [second, 'login_failed'],
    ];
    for (const [code, refusal] of tries) {
      const { secondFactorId } = await asked(server.visitor());
      expect(await codeOf(finish(visitor.api, secondFactorId, code))).toBe(refusal);
    }
    const { authenticatorApp } = await who.api.call(endpoints.waysIn, {});
    expect(authenticatorApp?.backupCodesLeft).toBe(8);
  });

  it("is stood in for by the person's own passkey", async () => {
    await withApp();
    const passkey = new TestPasskey();
    const { challenge } = await who.api.call(endpoints.passkeyRegistration, {});
    const add = { name: 'Key', passkey: passkey.register(challenge) };
    await who.api.call(endpoints.addSignInPasskey, { body: add });
    const visitor = server.visitor();
    const { secondFactorId, methods } = await asked(visitor);
    expect(methods).toEqual(['app', 'passkey']);
    const challengeOf = async () => (await visitor.api.call(endpoints.passkeyChallenge, {})).challenge;
    const send = async (from: TestPasskey) =>
      visitor.api.call(endpoints.secondFactorFinish, {
        body: { secondFactorId, passkey: from.assert(await challengeOf()) },
      });
    const other = await TestNewcomer.create(server);
    const theirs = new TestPasskey();
    const registration = await other.api.call(endpoints.passkeyRegistration, {});
    await other.api.call(endpoints.addSignInPasskey, {
      body: { name: 'Key', passkey: theirs.register(registration.challenge) },
    });
    expect(await codeOf(send(theirs))).toBe('login_failed');
    expect(await codeOf(send(new TestPasskey()))).toBe('login_failed');
    expect((await send(passkey)).credential).toEqual(who.person.body.credential);
  });

  it('lets five guesses be made in an attempt, and finishes it once', async () => {
    const { secret } = await withApp();
    const visitor = server.visitor();
    const { secondFactorId } = await asked(visitor);
    for (let guess = 0; guess < 5; guess += 1) {
      expect(await codeOf(finish(visitor.api, secondFactorId, wrongCode(secret)))).toBe('login_failed');
    }
    expect(await codeOf(finish(visitor.api, secondFactorId, shownBy(secret)))).toBe('login_failed');

    const next = await asked(visitor);
    await finish(visitor.api, next.secondFactorId, shownBy(secret));
    await server.app.pg.query('update authenticator_apps set last_step = 0');
    expect(await codeOf(finish(server.visitor().api, next.secondFactorId, shownBy(secret)))).toBe(
      'login_failed',
    );
  });

  it('limits the guesses of whoever knows the password, over all attempts', async () => {
    const { secret, backupCodes } = await withApp();
    const passkey = await signInPasskey();
    const visitor = server.visitor();
    const guess = await guessing(visitor);
    const codes = [];
    for (let guesses = 0; guesses < 22; guesses += 1) codes.push(await guess(wrongCode(secret)));
    expect(codes.filter((code) => code === 'login_failed')).toHaveLength(20);
    expect(codes.at(-1)).toBe('rate_limited');
    expect(await guess(shownBy(secret))).toBe('rate_limited');
    // The person is not kept out by it: a backup code and a passkey still do, and who is in can set up another app.
    const [backupCode = ''] = backupCodes;
    await finish(server.visitor().api, (await asked(server.visitor())).secondFactorId, backupCode);
    const last = await asked(visitor);
    const { challenge } = await visitor.api.call(endpoints.passkeyChallenge, {});
    const body = { secondFactorId: last.secondFactorId, passkey: passkey.assert(challenge) };
    await visitor.api.call(endpoints.secondFactorFinish, { body });
    await remove(shownBy(secret));
    await confirm(shownBy((await begin()).secret));
  });

  it.each(['after the password', 'in a session'])('limits the guesses of a day, %s', async (where) => {
    const { secret } = await withApp();
    const wrong = wrongCode(secret);
    const guess =
      where === 'in a session' ? (code: string) => codeOf(renew(code)) : await guessing(server.visitor());
    const later = (minutes: number) =>
      server.app.pg.query(
        "update rate_limits set window_ends_at = window_ends_at - $1 * interval '1 minute'",
        [minutes],
      );
    await server.app.pg.query('delete from rate_limits');
    const refusals = new Set<string | undefined>();
    for (let hour = 0; hour < 3; hour += 1) {
      for (let guesses = 0; guesses < 20; guesses += 1) refusals.add(await guess(wrong));
      expect(await guess(wrong)).toBe('rate_limited');
      await later(61);
    }
    expect([...refusals]).toEqual([where === 'in a session' ? 'code_refused' : 'login_failed']);
    expect(await guess(shownBy(secret))).toBe('rate_limited');
    await later(20 * 60);
    expect(await guess(shownBy(secret))).toBe('rate_limited');
    await later(61);
    expect(await guess(shownBy(secret))).toBeUndefined();
  });

  it('limits the codes that somebody who is signed in tries', async () => {
    const { secret } = await withApp();
    const codes = [];
    for (let guess = 0; guess < 21; guess += 1) codes.push(await codeOf(renew(wrongCode(secret))));
    expect(codes.filter((code) => code === 'code_refused')).toHaveLength(19);
    expect(codes.at(-1)).toBe('rate_limited');
    for (const call of [confirm, remove]) {
      expect(await codeOf(call(wrongCode(secret)))).toBe('rate_limited');
    }
  });

  it('ends an attempt in time, and when the password is changed', async () => {
    const { secret } = await withApp();
    const visitor = server.visitor();
    const old = await asked(visitor);
    await server.app.pg.query(`update second_factor_attempts set expires_at = now() - interval '1 second'`);
    expect(await codeOf(finish(visitor.api, old.secondFactorId, shownBy(secret)))).toBe('login_failed');
    const { secondFactorId } = await asked(visitor);
    const author = new WaysInAuthor(who);
    await author.send(await author.changingPassword(await newPassword(who.api, 'another long password')));
    expect(await codeOf(finish(visitor.api, secondFactorId, shownBy(secret)))).toBe('login_failed');
    const changed = { ...who.person, password: 'another long password' };
    const reply = await provePassword(visitor.api, changed);
    const last = 'secondFactor' in reply ? reply.secondFactor.secondFactorId : expect.fail();
    // As if it were changed between the two halves of this very answer.
    await server.app.pg.query('update second_factor_attempts set opaque_identifier = $1', [Buffer.alloc(16)]);
    expect(await codeOf(finish(visitor.api, last, shownBy(secret)))).toBe('login_failed');
    const none = encodeBase64url(new Uint8Array(16));
    expect(await codeOf(finish(visitor.api, none, shownBy(secret)))).toBe('login_failed');
  });

  it('is not asked for in a browser in which the person is signed in, and is in that of another', async () => {
    await withApp();
    expect((await logIn(who.api, who.person)).userId).toBe(who.userId);
    const other = await TestNewcomer.create(server);
    await asked(other.visitor);
    expect(await codeOf(other.api.call(endpoints.ownState, {}))).toBeUndefined();
  });

  it('is asked for in a browser that came back by itself, and then no more', async () => {
    const device = newDevice();
    await new WaysInAuthor(who).add(device);
    const visitor = server.visitor();
    await logIn(visitor.api, who.person);
    const { secret } = await withApp();
    await keyLogin(visitor.api, device);
    const { secondFactorId } = await asked(visitor);
    await finish(visitor.api, secondFactorId, shownBy(secret));
    expect((await logIn(visitor.api, who.person)).userId).toBe(who.userId);
    await keyLogin(visitor.api, device);
    await asked(visitor);
  });

  it('is not replaced while it is in force, and once it was removed with its backup codes', async () => {
    const { secret, backupCodes } = await withApp();
    const before = await rowsOf(server);
    expect(await codeOf(begin())).toBe('log_conflict');
    expect(await rowsOf(server)).toEqual(before);
    await remove(shownBy(secret));
    const next = await begin();
    await confirm(shownBy(next.secret));
    await server.app.pg.query('update authenticator_apps set last_step = 0');
    const other = server.visitor();
    const attempt = await asked(other);
    for (const code of [shownBy(secret), backupCodes[3] ?? '']) {
      expect(await codeOf(finish(other.api, attempt.secondFactorId, code))).toBe('login_failed');
    }
    await finish(other.api, attempt.secondFactorId, shownBy(next.secret));
  });

  it('ends what was begun by the password alone', async () => {
    const [inside, half] = [server.visitor(), server.visitor()];
    await logIn(inside.api, who.person);
    const stranger = await TestNewcomer.create(server);
    const { secret } = await withApp();
    expect(await codeOf(inside.api.call(endpoints.ownState, {}))).toBe('unauthenticated');
    await asked(inside);
    const first = await asked(half);
    const { email, password } = who.person;
    const started = startLogin(password);
    const { loginId, ...answer } = await half.api.call(endpoints.loginStart, {
      body: { email, startLoginRequest: started.request },
    });
    const { finishLoginRequest } = await quickPasswords.finishLogin({
      password,
      state: started.state,
      ...answer,
    });
    await remove(shownBy(secret));
    const next = await begin();
    await confirm(shownBy(next.secret));
    for (const call of [
      () => half.api.call(endpoints.loginFinish, { body: { loginId, finishLoginRequest } }),
      () => finish(half.api, first.secondFactorId, shownBy(next.secret)),
      () => finish(half.api, first.secondFactorId, shownBy(secret)),
    ]) {
      expect(await codeOf(call())).toBe('login_failed');
    }
    expect(await codeOf(who.api.call(endpoints.ownState, {}))).toBeUndefined();
    expect(await codeOf(stranger.api.call(endpoints.ownState, {}))).toBeUndefined();
  });

  it('answers other backup codes when the answer was lost, for a code that was not taken yet', async () => {
    const { secret } = await begin();
    const code = shownBy(secret);
    const lost = await confirm(code);
    const before = await rowsOf(server);
    expect(await codeOf(confirm(code))).toBe('code_refused');
    expect(await rowsOf(server)).toEqual(before);
    const inside = server.visitor();
    const { secondFactorId } = await asked(inside);
    await server.app.pg.query('update authenticator_apps set last_step = 0');
    const { backupCodes } = await confirm(shownBy(secret));
    expect(await codeOf(finish(inside.api, secondFactorId, lost.backupCodes[0] ?? ''))).toBe('login_failed');
    await finish(inside.api, secondFactorId, backupCodes[0] ?? '');

    // Later, no code of the old one is taken for a confirmation of another.
    await server.app.pg.query(
      `update authenticator_apps set last_step = 0, since = now() - interval '16 minutes'`,
    );
    expect(await codeOf(confirm(shownBy(secret)))).toBe('code_refused');
  });

  it('has new backup codes made for a code of it, once each', async () => {
    expect(await codeOf(renew('123456'))).toBe('code_refused');
    const { secret, backupCodes } = await withApp();
    await server.app.pg.query(`update authenticator_apps set since = now() - interval '1 day'`);
    const before = await rowsOf(server);
    for (const wrong of [wrongCode(secret), backupCodes[0] ?? '']) {
      expect(await codeOf(renew(wrong))).toBe('code_refused');
    }
    expect(await rowsOf(server)).toEqual(before);
    const code = shownBy(secret);
    const renewed = await renew(code);
    expect(new Set([...renewed.backupCodes, ...backupCodes])).toHaveProperty('size', 20);
    expect(await codeOf(renew(code))).toBe('code_refused');
    const visitor = server.visitor();
    const { secondFactorId } = await asked(visitor);
    expect(await codeOf(finish(visitor.api, secondFactorId, backupCodes[0] ?? ''))).toBe('login_failed');
    await finish(visitor.api, secondFactorId, renewed.backupCodes[0] ?? '');
  });

  it('that was never confirmed is forgotten', async () => {
    const { secret } = await begin();
    await server.app.pg.query(
      `update authenticator_apps set pending_until = now() - interval '1 second' where pending_secret is not null`,
    );
    expect(await codeOf(confirm(shownBy(secret)))).toBe('code_refused');
    await cleanUp(server.app.pg.pool);
    const { rows } = await server.app.pg.query(
      'select pending_secret from authenticator_apps where user_id = $1',
      [Buffer.from(who.userId, 'base64url')],
    );
    expect(rows).toEqual([{ pending_secret: null }]);
  });

  it('is taken away with its backup codes', async () => {
    const { backupCodes } = await withApp();
    await remove(backupCodes[1]);
    expect((await logIn(server.visitor().api, who.person)).userId).toBe(who.userId);
    expect((await who.api.call(endpoints.waysIn, {})).authenticatorApp).toBeUndefined();
    await withApp();
    const visitor = server.visitor();
    const { secondFactorId } = await asked(visitor);
    expect(await codeOf(finish(visitor.api, secondFactorId, backupCodes[0] ?? ''))).toBe('login_failed');
  });

  it('is taken away for a code only, each of which counts once', async () => {
    const { secret, backupCodes } = await withApp();
    const { authenticatorApp } = await who.api.call(endpoints.waysIn, {});
    expect(authenticatorApp?.isCodeNeededToRemove).toBe(true);
    const inside = server.visitor();
    const used = backupCodes[0] ?? '';
    await finish(inside.api, (await asked(inside)).secondFactorId, used);
    const before = await rowsOf(server);
    for (const code of [undefined, '', wrongCode(secret), used, 'AAAA-AAAA-AAAA-AAAA']) {
      expect(await codeOf(remove(code))).toBe('code_refused');
      expect(await codeOf(remove(code, inside))).toBe('code_refused');
    }
    expect(await rowsOf(server)).toEqual(before);
    await remove(shownBy(secret));
    // Sent again because the answer was lost.
    await remove(shownBy(secret));
    expect((await logIn(server.visitor().api, who.person)).userId).toBe(who.userId);
  });

  it('is taken away without one just after a kit or a passkey was shown, and not after the password', async () => {
    const author = new WaysInAuthor(who);
    const [kit, device] = [newKit(), newDevice()];
    await author.add(kit);
    await author.add(device);
    const needed = async ({ api }: Visitor) =>
      (await api.call(endpoints.waysIn, {})).authenticatorApp?.isCodeNeededToRemove;
    await withApp();
    const passkey = await signInPasskey();
    const shown = async ({ api }: Visitor) =>
      passkey.assert((await api.call(endpoints.passkeyChallenge, {})).challenge);
    const ways: ((visitor: Visitor) => Promise<unknown>)[] = [
      ({ api }) => keyLogin(api, kit),
      async (visitor) =>
        visitor.api.call(endpoints.passkeyLogin, { body: { passkey: await shown(visitor) } }),
      async (visitor) => {
        const { secondFactorId } = await asked(visitor);
        const body = { secondFactorId, passkey: await shown(visitor) };
        await visitor.api.call(endpoints.secondFactorFinish, { body });
      },
    ];
    for (const signIn of ways) {
      const visitor = server.visitor();
      await signIn(visitor);
      expect(await needed(visitor)).toBe(false);
      // Later the password shows that they are there, and no more.
      await server.app.pg.query(`update sessions set authenticated_at = now() - interval '11 minutes'`);
      expect(await needed(visitor)).toBe(true);
      expect(await codeOf(remove(undefined, visitor))).toBe('authentication_too_old');
      await logIn(visitor.api, who.person);
      expect(await needed(visitor)).toBe(true);
      expect(await codeOf(remove(undefined, visitor))).toBe('code_refused');
      await keyLogin(visitor.api, device);
      expect(await needed(visitor)).toBe(true);
      await signIn(visitor);
      await remove(undefined, visitor);
      expect(await needed(visitor)).toBeUndefined();
      await logIn(who.api, who.person);
      await confirm(shownBy((await begin()).secret));
    }
  });

  it('is changed only by somebody who has just shown that they are there', async () => {
    const { secret } = await begin();
    await server.app.pg.query(`update sessions set authenticated_at = now() - interval '11 minutes'`);
    const before = await rowsOf(server);
    const code = shownBy(secret);
    for (const call of [begin, () => confirm(code), () => renew(code), () => remove(code)]) {
      expect(await codeOf(call())).toBe('authentication_too_old');
    }
    expect(await rowsOf(server)).toEqual(before);
  });

  it('is not asked for by other ways in', async () => {
    await withApp();
    const passkey = await signInPasskey();
    const { api } = server.visitor();
    const start = await api.call(endpoints.passkeyChallenge, {});
    const reply = await api.call(endpoints.passkeyLogin, {
      body: { passkey: passkey.assert(start.challenge) },
    });
    expect(reply.userId).toBe(who.userId);
    // The passkey has shown that they are there: their password alone now opens.
    expect((await logIn(api, who.person)).credential).toEqual(who.person.body.credential);
  });
});
