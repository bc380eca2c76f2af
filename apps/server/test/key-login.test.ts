import { signCredentialChallenge } from '@commonseal/account-log/author';
import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flippedAt } from './support/flipped.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { logIn } from './support/person.ts';
import { codeOf, refusalOf } from './support/refusal.ts';
import { type TestServer, openServer } from './support/server.ts';
import {
  type TestWayIn,
  WaysInAuthor,
  finishKeyLogin,
  keyLogin,
  newDevice,
  newKit,
} from './support/ways-in.ts';

let server: TestServer;
let who: TestNewcomer;
let author: WaysInAuthor;
let kit: TestWayIn;

beforeAll(async () => {
  server = await openServer();
  who = await TestNewcomer.create(server);
  author = new WaysInAuthor(who);
  kit = newKit();
  await author.add(kit);
});
afterAll(() => server.close());

const challengeFor = async ({ credential: { credentialId } }: TestWayIn) =>
  (await server.visitor().api.call(endpoints.keyChallenge, { body: { credentialId } })).challenge;

describe('signing in with a kit or a device', () => {
  it('begins a session and hands out the seal, with the address of whose it is', async () => {
    const visitor = server.visitor();
    const reply = await keyLogin(visitor.api, kit);
    expect(reply).toEqual({
      userId: who.userId,
      email: who.person.email,
      credential: {
        credentialId: kit.credential.credentialId,
        seal: kit.added.seal,
        anchor: kit.added.anchor,
      },
    });
    expect(await codeOf(visitor.api.call(endpoints.ownState, {}))).toBeUndefined();
    const { used } = await visitor.api.call(endpoints.waysIn, {});
    const found = used.find(({ credentialId }) => credentialId === kit.credential.credentialId);
    expect(found?.lastUsedAtMs).toBeGreaterThan(Date.now() - 60_000);
  });

  it('takes a challenge once, and in time', async () => {
    const { credentialId } = kit.credential;
    const { seed } = kit;
    const challenge = await challengeFor(kit);
    const finish = (with_: string) =>
      codeOf(finishKeyLogin(server.visitor().api, { credentialId, challenge: with_, seed }));
    expect(await finish(challenge)).toBeUndefined();
    expect(await finish(challenge)).toBe('login_failed');
    const old = await challengeFor(kit);
    await server.app.pg.query(`update key_challenges set expires_at = now() - interval '1 second'`);
    expect(await finish(old)).toBe('login_failed');
    expect(await finish(encodeBase64url(new Uint8Array(32)))).toBe('login_failed');
  });

  it('takes no challenge of another credential', async () => {
    const device = newDevice();
    await author.add(device);
    const challenge = await challengeFor(device);
    const { credentialId } = kit.credential;
    const call = finishKeyLogin(server.visitor().api, { credentialId, challenge, seed: kit.seed });
    expect(await codeOf(call)).toBe('login_failed');
  });

  it('spends a challenge by a wrong signature', async () => {
    const { credentialId } = kit.credential;
    const challenge = await challengeFor(kit);
    const { seed } = newKit();
    const { api } = server.visitor();
    expect(await codeOf(finishKeyLogin(api, { credentialId, challenge, seed }))).toBe('login_failed');
    const right = finishKeyLogin(api, { credentialId, challenge, seed: kit.seed });
    expect(await codeOf(right)).toBe('login_failed');
  });

  it('is answered alike for an unknown kit, a spent one and a wrong signature', async () => {
    const spent = newKit();
    await author.add(spent);
    const { body } = await author.rekeying({ withdrawn: [spent.credential.credentialId] });
    await author.replace(body);
    const visitor = server.visitor();
    const answers = [];
    for (const wayIn of [newKit(), spent, { ...kit, seed: newKit().seed }]) {
      const { credentialId } = wayIn.credential;
      const start = await visitor.browser.send({
        method: 'POST',
        url: endpoints.keyChallenge.path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ credentialId }),
      });
      const { challenge } = start.json<{ challenge: string }>();
      expect(parseBase64url(challenge)).toHaveLength(32);
      const finish = await visitor.browser.send({
        method: 'POST',
        url: endpoints.keyLogin.path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ credentialId, challenge, signature: encodeBase64url(new Uint8Array(64)) }),
      });
      answers.push(
        [start, finish].map((response) => [
          response.statusCode,
          refusalOf(response),
          Object.keys(response.headers).toSorted(),
        ]),
      );
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[0]?.[1]?.[1]).toBe('login_failed');
    expect(await codeOf(keyLogin(visitor.api, spent))).toBe('login_failed');
  });

  it('is signed for this purpose and this challenge', async () => {
    const { credentialId } = kit.credential;
    const challenge = await challengeFor(kit);
    const { api } = server.visitor();
    const other = encodeBase64url(flippedAt(parseBase64url(challenge), 0));
    const signature = encodeBase64url(
      signCredentialChallenge({ credentialId, challenge: parseBase64url(other) }, kit.seed),
    );
    const call = api.call(endpoints.keyLogin, { body: { credentialId, challenge, signature } });
    expect(await codeOf(call)).toBe('login_failed');
  });
});

describe('sessions in the list', () => {
  it('name browser and system, and can be ended one by one or all at once', async () => {
    const person = await TestNewcomer.create(server);
    const agents: [string, Record<string, string>][] = [
      [
        'Firefox on Windows',
        { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0' },
      ],
      [
        'Chromium on Linux',
        {
          'user-agent':
            'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/156.0 Safari/537.36',
        },
      ],
      [
        'Chrome on Android',
        {
          'user-agent':
            'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36',
          'sec-ch-ua': '"Google Chrome";v="156"',
        },
      ],
      [
        'Safari on iOS',
        {
          'user-agent':
            'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1',
        },
      ],
      ['A browser', { 'user-agent': '<script>alert(1)</script>' }],
    ];
    const visitors = [];
    for (const [, headers] of agents) {
      const visitor = server.visitor(headers);
      await logIn(visitor.api, person.person);
      visitors.push(visitor);
    }
    const list = async () => (await person.api.call(endpoints.waysIn, {})).sessions;
    const sessions = await list();
    expect(sessions.map(({ label }) => label)).toEqual(
      expect.arrayContaining(agents.map(([label]) => label)),
    );
    expect(sessions).toHaveLength(6);
    expect(sessions.filter(({ isThisOne }) => isThisOne)).toHaveLength(1);
    for (const { createdAtMs, lastSeenAtMs } of sessions) {
      expect(Math.abs(createdAtMs - Date.now())).toBeLessThan(60_000);
      expect(lastSeenAtMs).toBeGreaterThanOrEqual(createdAtMs - 1);
    }
    const firefox = sessions.find(({ label }) => label === 'Firefox on Windows');
    const params = { sessionId: firefox?.sessionId ?? '' };
    expect(await codeOf(who.api.call(endpoints.endSession, { params }))).toBe('not_found');
    await person.api.call(endpoints.endSession, { params });
    expect(await codeOf(visitors[0]?.api.call(endpoints.ownState, {}) ?? expect.fail())).toBe(
      'unauthenticated',
    );
    expect(await list()).toHaveLength(5);
    expect(await codeOf(person.api.call(endpoints.endSession, { params }))).toBe('not_found');
    await person.api.call(endpoints.endOtherSessions, {});
    expect(await list()).toEqual([expect.objectContaining({ isThisOne: true })]);
    for (const { api } of visitors) {
      expect(await codeOf(api.call(endpoints.ownState, {}))).toBe('unauthenticated');
    }
    expect(await codeOf(who.api.call(endpoints.ownState, {}))).toBeUndefined();
  });

  it('say rarely when they were last seen, and leave out those that have ended', async () => {
    const person = await TestNewcomer.create(server);
    const seen = async () => (await person.api.call(endpoints.waysIn, {})).sessions[0]?.lastSeenAtMs ?? 0;
    const id = Buffer.from(person.userId, 'base64url');
    const set = (minutes: number) =>
      server.app.pg.query(
        `update sessions set last_seen_at = now() - $2 * interval '1 minute' where user_id = $1`,
        [id, minutes],
      );
    await set(4);
    const before = await seen();
    expect(await seen()).toBe(before);
    await set(6);
    expect(await seen()).toBeGreaterThan(before);
    await logIn(server.visitor().api, person.person);
    expect((await person.api.call(endpoints.waysIn, {})).sessions).toHaveLength(2);
    await server.app.pg.query(
      `update sessions set idle_expires_at = now() - interval '1 second'
       where user_id = $1 and created_at = (select max(created_at) from sessions where user_id = $1)`,
      [id],
    );
    expect((await person.api.call(endpoints.waysIn, {})).sessions).toHaveLength(1);
  });
});
