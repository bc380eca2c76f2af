import { authorAccountLeft, authorCredentialAdded } from '@commonseal/account-log/author';
import { startLogin } from '@commonseal/crypto/opaque-client';
import { type ErrorCode, encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { quickPasswords } from '../../../e2e/fixtures/quick-passwords.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { logIn, provePassword } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, openServer } from './support/server.ts';
import {
  type AddedBody,
  type ChangeBody,
  WaysInAuthor,
  keyLogin,
  newDevice,
  newKit,
  newPassword,
} from './support/ways-in.ts';

const newWords = 'another long password of mine';
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

const send = (body: ChangeBody, as = who) => as.api.call(endpoints.changeWaysIn, { body });
const used = async () => (await who.api.call(endpoints.waysIn, {})).used;

/** As if the person had signed in so long ago. */
async function ageSessions(minutes: number): Promise<void> {
  await server.app.pg.query("update sessions set authenticated_at = now() - $1 * interval '1 minute'", [
    minutes,
  ]);
}

describe('a way in', () => {
  it('is added with what is stored beside it', async () => {
    const kit = newKit();
    const body = await author.adding(kit);
    await send(body);
    expect((await used()).map(({ credentialId }) => credentialId)).toContain(kit.credential.credentialId);
    expect((await author.state()).credentials.has(kit.credential.credentialId)).toBe(true);
    const reply = await keyLogin(server.visitor().api, kit);
    expect(reply.credential).toEqual({
      credentialId: kit.credential.credentialId,
      seal: kit.added.seal,
      anchor: kit.added.anchor,
    });
    // The step's anchor is the one of the way in by which the person is here.
    expect((await logIn(server.visitor().api, who.person)).credential.anchor).toBe(body.step.anchor);
  });

  it('is answered again when the answer was lost, and changes nothing then', async () => {
    const body = await author.adding(newKit());
    await send(body);
    const before = await rowsOf(server);
    await send(body);
    await ageSessions(60);
    await send(body);
    expect(await rowsOf(server)).toEqual(before);
  });

  it('is added once when two tabs are at it', async () => {
    const bodies = [await author.adding(newKit()), await author.adding(newDevice())];
    const codes = await Promise.all(bodies.map((body) => codeOf(send(body))));
    expect(new Set(codes)).toEqual(new Set([undefined, 'log_conflict']));
    expect((await author.state()).credentials.size).toBe(2);
    expect(await used()).toHaveLength(2);
  });

  const faults: Record<string, readonly [ErrorCode, () => Promise<ChangeBody>]> = {
    'nothing came with the entry': [
      'invalid_request',
      async () => ({ step: (await author.adding(newKit())).step }),
    ],
    'what came has another id': [
      'invalid_request',
      async () => ({ ...(await author.adding(newKit())), added: newKit().added }),
    ],
    'something came with an entry that adds nothing': [
      'invalid_request',
      async () => {
        const kit = newKit();
        await author.add(kit);
        return { ...(await author.confirming(kit)), added: newKit().added };
      },
    ],
    'a kit comes with an expiry': [
      'invalid_request',
      async () => withExtra(newKit(), { expiresAtMs: soon() }),
    ],
    'a device comes without one': [
      'invalid_request',
      async () => {
        const device = newDevice();
        const { expiresAtMs: _, ...added } = device.added;
        return author.adding({ ...device, added });
      },
    ],
    "a device's time is over": ['invalid_request', () => author.adding(newDevice(Date.now() - 1))],
    "a device's time is far ahead": [
      'invalid_request',
      () => author.adding(newDevice(Date.now() + 400 * 24 * 3_600_000)),
    ],
    'a kit comes with a password': [
      'invalid_request',
      async () => {
        const { password } = (await newPassword(who.api, newWords)).added;
        return withExtra(newKit(), password ? { password } : {});
      },
    ],
    'a password comes without its record': [
      'invalid_request',
      async () => {
        const password = await newPassword(who.api, newWords);
        const { password: _, ...added } = password.added;
        return author.changingPassword({ ...password, added });
      },
    ],
    'a password was registered by nobody': [
      'invalid_request',
      async () => {
        const password = await newPassword(who.api, newWords);
        const { added } = password;
        if (!added.password) return expect.fail();
        const registrationId = encodeBase64url(new Uint8Array(16).fill(1));
        return author.changingPassword({
          ...password,
          added: { ...added, password: { ...added.password, registrationId } },
        });
      },
    ],
    'a password was registered by somebody else': [
      'invalid_request',
      async () => {
        const other = await TestNewcomer.create(server);
        return author.changingPassword(await newPassword(other.api, newWords));
      },
    ],
    'a password was registered too long ago': [
      'invalid_request',
      async () => {
        const password = await newPassword(who.api, newWords);
        await server.app.pg.query(
          `update password_registrations set expires_at = now() - interval '1 second'`,
        );
        return author.changingPassword(password);
      },
    ],
    'the record is of no use': [
      'malformed',
      async () => {
        const password = await newPassword(who.api, newWords);
        const { added } = password;
        if (!added.password) return expect.fail();
        const registrationRecord = encodeBase64url(new Uint8Array(192).fill(255));
        return author.changingPassword({
          ...password,
          added: { ...added, password: { ...added.password, registrationRecord } },
        });
      },
    ],
    'the entry is about accounts': [
      'log_refused',
      async () => who.authorLeaving(who.person.accountId).then((step) => ({ step })),
    ],
    'the entry replaces the keys': [
      'log_refused',
      async () => {
        const { body } = await author.rekeying();
        return { step: { ...who.stepWith(new Uint8Array(1)), entry: body.entry } };
      },
    ],
    "the entry is another person's": [
      'log_refused',
      async () => new WaysInAuthor(await TestNewcomer.create(server)).adding(newKit()),
    ],
    "the step's anchor is for another's way in": [
      'not_found',
      async () => {
        const other = await TestNewcomer.create(server);
        const body = await author.adding(newKit());
        return { ...body, step: { ...body.step, credentialId: other.person.credentialId } };
      },
    ],
    "the kit is another person's": [
      'log_conflict',
      async () => {
        const kit = newKit();
        await new WaysInAuthor(await TestNewcomer.create(server)).add(kit);
        return author.adding(kit);
      },
    ],
  };
  const soon = () => Date.now() + 60_000;
  const withExtra = async (kit: ReturnType<typeof newKit>, extra: Partial<AddedBody>) =>
    author.adding({ ...kit, added: { ...kit.added, ...extra } });

  it.each(Object.keys(faults))('leaves nothing when %s', async (name) => {
    const [code, prepare] = faults[name] ?? expect.fail();
    const body = await prepare();
    const before = await rowsOf(server);
    expect(await codeOf(send(body))).toBe(code);
    expect(await rowsOf(server)).toEqual(before);
  });

  it('is added by no other route', async () => {
    const { step } = await author.adding(newKit());
    const before = await rowsOf(server);
    expect(await codeOf(who.api.call(endpoints.appendUserEntry, { body: step }))).toBe('log_refused');
    expect(await rowsOf(server)).toEqual(before);
  });

  it('asks whether the person is there, but not for a device or for the print of a kit', async () => {
    const kit = newKit();
    await author.add(kit);
    await ageSessions(11);
    const before = await rowsOf(server);
    for (const body of [
      await author.adding(newKit()),
      await author.changingPassword(await newPassword(who.api, newWords)),
    ]) {
      expect(await codeOf(send(body))).toBe('authentication_too_old');
    }
    expect({ ...(await rowsOf(server)), password_registrations: [] }).toEqual({
      ...before,
      password_registrations: [],
    });
    await author.send(await author.confirming(kit));
    const device = newDevice();
    await author.add(device);
    await author.send(await author.forgetting(device));

    await ageSessions(9);
    await author.add(newKit());
  });

  it('is refused beyond the number of them that the log allows', async () => {
    await author.add(newKit());
    await author.add(newKit());
    // Signed all the same, as a broken client could.
    const { state, ...placing } = await author.placing();
    const third = newKit();
    const entry = authorCredentialAdded({ ...placing, state }, third.credential);
    expect(await codeOf(send({ step: who.stepWith(entry), added: third.added }))).toBe('log_refused');
  });
});

describe('a changed password', () => {
  it('takes the place of the old one, and ends every other session', async () => {
    const others = [server.visitor(), server.visitor()];
    for (const { api } of others) await logIn(api, who.person);
    const stranger = await TestNewcomer.create(server);
    const password = await newPassword(who.api, newWords);
    await author.send(await author.changingPassword(password));

    const reply = await logIn(server.visitor().api, { ...who.person, password: newWords });
    expect(reply.credential).toEqual({
      credentialId: password.credential.credentialId,
      seal: password.added.seal,
      anchor: password.added.anchor,
    });
    expect(await codeOf(provePassword(server.visitor().api, who.person))).toBe('login_failed');
    expect(await codeOf(who.api.call(endpoints.ownState, {}))).toBeUndefined();
    expect(await codeOf(stranger.api.call(endpoints.ownState, {}))).toBeUndefined();
    for (const { api } of others) {
      expect(await codeOf(api.call(endpoints.ownState, {}))).toBe('unauthenticated');
    }
    const { rows } = await server.app.pg.query('select 1 from credentials where user_id = $1', [
      Buffer.from(who.userId, 'base64url'),
    ]);
    expect(rows).toHaveLength(1);
  });

  it('is registered once', async () => {
    const password = await newPassword(who.api, newWords);
    await author.send(await author.changingPassword(password));
    const again = await newPassword(who.api, newWords);
    const body = await author.changingPassword({
      ...again,
      added: { ...password.added, credentialId: again.added.credentialId },
    });
    expect(await codeOf(send(body))).toBe('invalid_request');
  });

  it('ends a login that was begun with the old one', async () => {
    const { api } = server.visitor();
    const started = startLogin(who.person.password);
    const { email, password } = who.person;
    const body = { email, startLoginRequest: started.request };
    const { loginId, ...answer } = await api.call(endpoints.loginStart, { body });
    const { finishLoginRequest } = await quickPasswords.finishLogin({
      password,
      state: started.state,
      ...answer,
    });
    await author.send(await author.changingPassword(await newPassword(who.api, newWords)));
    const finish = api.call(endpoints.loginFinish, { body: { loginId, finishLoginRequest } });
    expect(await codeOf(finish)).toBe('login_failed');
  });

  // As if the password were changed between the two halves of this very answer.
  it('is handed to nobody who has proven another one', async () => {
    const { api } = server.visitor();
    const { email, password } = who.person;
    const started = startLogin(password);
    const body = { email, startLoginRequest: started.request };
    const { loginId, ...answer } = await api.call(endpoints.loginStart, { body });
    const { finishLoginRequest } = await quickPasswords.finishLogin({
      password,
      state: started.state,
      ...answer,
    });
    await server.app.pg.query('update login_attempts set opaque_identifier = $1', [Buffer.alloc(16)]);
    const finish = api.call(endpoints.loginFinish, { body: { loginId, finishLoginRequest } });
    expect(await codeOf(finish)).toBe('login_failed');
  });

  it('has a step whose anchor may be for the old one or for the new one', async () => {
    const first = await newPassword(who.api, newWords);
    await author.send(await author.changingPassword(first));
    const second = await newPassword(who.api, newWords);
    const body = await author.changingPassword(second);
    const { credentialId } = second.credential;
    await author.send({ ...body, step: { ...body.step, credentialId } });
    const reply = await logIn(server.visitor().api, { ...who.person, password: newWords });
    expect(reply.credential.anchor).toBe(body.step.anchor);
  });
});

describe('a device', () => {
  it('that forgets itself signs in no more', async () => {
    const device = newDevice();
    await author.add(device);
    expect((await keyLogin(server.visitor().api, device)).userId).toBe(who.userId);
    await author.send(await author.forgetting(device));
    expect(await codeOf(keyLogin(server.visitor().api, device))).toBe('login_failed');
    expect(await used()).toHaveLength(1);
    const { rows } = await server.app.pg.query('select 1 from key_credentials where user_id = $1', [
      Buffer.from(who.userId, 'base64url'),
    ]);
    expect(rows).toEqual([]);
  });

  it('is handed nothing when its time is over', async () => {
    const device = newDevice();
    await author.add(device);
    await server.app.pg.query(
      `update credentials set expires_at = now() - interval '1 second' where kind = 'device'`,
    );
    expect(await codeOf(keyLogin(server.visitor().api, device))).toBe('login_failed');
  });

  it('lets no other one in: its time has an end', async () => {
    const device = newDevice();
    await author.add(device);
    const visitor = server.visitor();
    await keyLogin(visitor.api, device);
    const next = await author.adding(newDevice());
    const before = await rowsOf(server);
    const letIn = () => codeOf(visitor.api.call(endpoints.changeWaysIn, { body: next }));
    expect(await letIn()).toBe('authentication_too_old');
    expect(await rowsOf(server)).toEqual(before);
    // It may still forget itself, and whoever gives the password once may let it in again.
    await visitor.api.call(endpoints.changeWaysIn, { body: await author.forgetting(device) });
    await logIn(visitor.api, who.person);
    await ageSessions(11);
    const again = await author.adding(newDevice());
    expect(await codeOf(visitor.api.call(endpoints.changeWaysIn, { body: again }))).toBeUndefined();
  });

  it('has a session that ends when its time is over', async () => {
    const expiresAtMs = Date.now() + 60_000;
    const device = newDevice(expiresAtMs);
    await author.add(device);
    await keyLogin(server.visitor().api, device);
    const { rows } = await server.app.pg.query<{ endsAtMs: number }>(
      `select extract(epoch from max(expires_at))::float8 * 1000 as "endsAtMs" from sessions
       where authenticated_at is null`,
    );
    expect(rows[0]?.endsAtMs).toBeCloseTo(expiresAtMs, -1);
  });

  it('does not show by itself that the person is there', async () => {
    const device = newDevice();
    await author.add(device);
    const visitor = server.visitor();
    await keyLogin(visitor.api, device);
    const body = await author.adding(newKit());
    expect(await codeOf(visitor.api.call(endpoints.changeWaysIn, { body }))).toBe('authentication_too_old');
    await logIn(visitor.api, who.person);
    await visitor.api.call(endpoints.changeWaysIn, { body });
  });
});

describe('what a log says of accounts', () => {
  it('is still appended beside ways in', async () => {
    await author.add(newKit());
    const { state, seed, nowMs } = await author.placing();
    const step = who.stepWith(authorAccountLeft(state, who.person.accountId, seed, nowMs));
    await who.api.call(endpoints.appendUserEntry, { body: step });
    expect((await author.state()).accounts.size).toBe(0);
  });
});
