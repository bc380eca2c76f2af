import { encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { Secret, TOTP } from 'otpauth';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestPasskey } from '../../../e2e/fixtures/test-passkey.ts';
import { HeldBackRequest } from './support/held-back-request.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { logIn } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, type Visitor, openServer } from './support/server.ts';
import { WaysInAuthor, newDevice, newKit } from './support/ways-in.ts';

let server: TestServer;
let who: TestNewcomer;
let author: WaysInAuthor;
/** In a session of the same person. */
let intruder: Visitor;

beforeAll(async () => {
  server = await openServer();
  await server.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());
beforeEach(async () => {
  who = await TestNewcomer.create(server);
  author = new WaysInAuthor(who);
  intruder = server.visitor();
  await logIn(intruder.api, who.person);
});

async function passkeyBody(as = intruder) {
  const { challenge } = await as.api.call(endpoints.passkeyRegistration, {});
  return { name: 'Key', passkey: new TestPasskey().register(challenge) };
}

async function codeBody(as = intruder) {
  const { secret } = await as.api.call(endpoints.authenticatorStart, {});
  return { code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() };
}

const idOf = async (visitor: Visitor) => {
  const { sessions } = await visitor.api.call(endpoints.waysIn, {});
  return sessions.find(({ isThisOne }) => isThisOne)?.sessionId ?? expect.fail();
};

const endings = {
  'signed out everywhere else': async () => void (await who.api.call(endpoints.endOtherSessions, {})),
  'ended the session': async () => {
    const sessionId = await idOf(intruder);
    await who.api.call(endpoints.endSession, { params: { sessionId } });
  },
  'replaced the keys': async () => author.replace((await author.rekeying()).body),
};

describe('a request whose body comes after its session has ended', () => {
  const held = {
    addSignInPasskey: async () =>
      HeldBackRequest.begin(server, intruder, endpoints.addSignInPasskey, { body: await passkeyBody() }),
    authenticatorConfirm: async () =>
      HeldBackRequest.begin(server, intruder, endpoints.authenticatorConfirm, { body: await codeBody() }),
    changeWaysIn: async () =>
      HeldBackRequest.begin(server, intruder, endpoints.changeWaysIn, {
        body: await author.adding(newKit()),
      }),
    // Takes no body, and reads an empty one all the same.
    authenticatorStart: () =>
      HeldBackRequest.begin(server, intruder, endpoints.authenticatorStart, { body: {} }),
    putOwnState: async () => {
      const { version, state } = await intruder.api.call(endpoints.ownState, {});
      const body = { version: version + 1, state };
      return HeldBackRequest.begin(server, intruder, endpoints.putOwnState, { body });
    },
  };
  const cases = [
    ['addSignInPasskey', 'signed out everywhere else'],
    ['authenticatorConfirm', 'signed out everywhere else'],
    ['addSignInPasskey', 'ended the session'],
    ['authenticatorConfirm', 'replaced the keys'],
    ['changeWaysIn', 'ended the session'],
    ['authenticatorStart', 'ended the session'],
    ['putOwnState', 'signed out everywhere else'],
  ] as const;

  it.each(cases)('does nothing: %s, once the person has %s', async (name, ending) => {
    const request = await held[name]();
    await endings[ending]();
    const before = await rowsOf(server);
    expect(await request.finish()).toBe('unauthenticated');
    expect(await rowsOf(server)).toEqual(before);
    expect(await codeOf(who.api.call(endpoints.ownState, {}))).toBeUndefined();
  });

  it('is answered when the session goes on', async () => {
    for (const request of [await held.addSignInPasskey(), await held.authenticatorConfirm()]) {
      expect(await request.finish()).toBeUndefined();
    }
  });

  it('does nothing in an account that the person has left meanwhile', async () => {
    const { accountId } = who.person;
    const body = { replaces: 0, version: 1, marks: encodeBase64url(new Uint8Array(64)) };
    const request = await HeldBackRequest.begin(server, intruder, endpoints.putMarks, {
      params: { accountId },
      body,
    });
    await server.app.pg.query('delete from account_members where user_id = $1', [
      Buffer.from(who.userId, 'base64url'),
    ]);
    expect(await request.finish()).toBe('not_found');
  });

  it('finds the time over that there is to change ways in', async () => {
    const request = await held.addSignInPasskey();
    await server.app.pg.query(`update sessions set authenticated_at = now() - interval '11 minutes'`);
    expect(await request.finish()).toBe('authentication_too_old');
  });

  it('is not waited for without end', () => {
    expect(server.app.server.requestTimeout).toBeGreaterThan(60_000);
    expect(server.app.server.requestTimeout).toBeLessThanOrEqual(600_000);
  });
});

describe('a session that ends while its request waits for the person', () => {
  let db: pg.Client;
  beforeEach(async () => {
    db = new pg.Client({ connectionString: server.database.connectionString });
    await db.connect();
  });

  async function isWaitedFor(): Promise<void> {
    for (;;) {
      const { rows } = await server.app.pg.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rows.length > 0) return;
    }
  }

  const calls: Record<string, () => Promise<() => Promise<unknown>>> = {
    addSignInPasskey: async () => {
      const body = await passkeyBody();
      return () => intruder.api.call(endpoints.addSignInPasskey, { body });
    },
    removeSignInPasskey: async () => {
      const { passkeyId } = await who.api.call(endpoints.addSignInPasskey, { body: await passkeyBody() });
      return () => intruder.api.call(endpoints.removeSignInPasskey, { params: { passkeyId } });
    },
    authenticatorStart: async () => () => intruder.api.call(endpoints.authenticatorStart, {}),
    authenticatorConfirm: async () => {
      const body = await codeBody();
      return () => intruder.api.call(endpoints.authenticatorConfirm, { body });
    },
    authenticatorBackupCodes: async () => () =>
      intruder.api.call(endpoints.authenticatorBackupCodes, { body: { code: '123456' } }),
    authenticatorRemove: async () => () => intruder.api.call(endpoints.authenticatorRemove, { body: {} }),
    endOtherSessions: async () => () => intruder.api.call(endpoints.endOtherSessions, {}),
    endSession: async () => {
      const sessionId = await idOf(who.visitor);
      return () => intruder.api.call(endpoints.endSession, { params: { sessionId } });
    },
    changeWaysIn: async () => {
      const body = await author.adding(newDevice());
      return () => intruder.api.call(endpoints.changeWaysIn, { body });
    },
    replaceKeys: async () => {
      const { body } = await author.rekeying();
      return () => intruder.api.call(endpoints.replaceKeys, { body });
    },
  };

  it.each(Object.keys(calls))('does nothing more: %s', async (name) => {
    const call = await (calls[name] ?? expect.fail())();
    const sessionId = Buffer.from(await idOf(intruder), 'base64url');
    const before = await rowsOf(server);
    try {
      await db.query('begin');
      const userId = Buffer.from(who.userId, 'base64url');
      await db.query('select 1 from users where user_id = $1 for no key update', [userId]);
      const code = codeOf(call());
      await isWaitedFor();
      await db.query('delete from sessions where session_id = $1', [sessionId]);
      await db.query('commit');
      expect(await code).toBe('unauthenticated');
    } finally {
      await db.end();
    }
    expect(await rowsOf(server)).toEqual(before);
    expect(await codeOf(who.api.call(endpoints.ownState, {}))).toBeUndefined();
  });
});

describe('what an ended session has begun', () => {
  it.each(Object.keys(endings) as (keyof typeof endings)[])(
    'is not finished by anybody once the person has %s',
    async (ending) => {
      const [passkey, code] = [await passkeyBody(), await codeBody()];
      await endings[ending]();
      const add = who.api.call(endpoints.addSignInPasskey, { body: passkey });
      expect(await codeOf(add)).toBe('passkey_refused');
      const confirm = who.api.call(endpoints.authenticatorConfirm, { body: code });
      expect(await codeOf(confirm)).toBe('code_refused');
    },
  );
});
