import { randomBytes } from 'node:crypto';
import { encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, logIn, signUp } from './support/person.ts';
import { codeOf, refusalOf } from './support/refusal.ts';
import { type TestServer, type Visitor, openServer } from './support/server.ts';
import { admitWriter, openWriterSession } from './support/writer.ts';

const canary = 'canary-7f3a';

describe('the log', () => {
  let server: TestServer;
  let person: Person;
  let visitor: Visitor;
  const tokens: string[] = [];

  beforeAll(async () => {
    server = await openServer();
    visitor = server.visitor();
    const secrets = { email: `${canary}@example.org`, password: `${canary} password` };
    person = await signUp(visitor.api, secrets);
    await logIn(visitor.api, person);
    const writer = await admitWriter(visitor.api, person);
    tokens.push(await openWriterSession(server.visitor().api, person, writer));
    tokens.push(...visitor.browser.cookies.values());

    await codeOf(logIn(server.visitor().api, { ...person, password: `${canary} wrong` }));
    await codeOf(
      visitor.api.call(endpoints.putOwnState, {
        body: { version: 9, state: encodeBase64url(randomBytes(100)) },
      }),
    );
    await visitor.browser.send({ method: 'GET', url: `/${canary}?${canary}=${canary}` });
    await visitor.browser.send({
      method: 'POST',
      url: `/api/login/start?${canary}=1`,
      headers: { 'content-type': 'application/json', 'x-request-id': canary, 'user-agent': canary },
      body: `{"email":"${canary}`,
    });
  });
  afterAll(() => server.close());

  it('tells of each request its route, method, status, duration and id, and nothing else', () => {
    const requests = server.lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => 'route' in line);
    expect(requests.length).toBeGreaterThan(10);
    const allowed = ['level', 'time', 'pid', 'hostname', 'requestId', 'method', 'route', 'status'];
    allowed.push('durationMs', 'code', 'msg');
    for (const line of requests) {
      expect(allowed).toEqual(expect.arrayContaining(Object.keys(line)));
      expect(line).toMatchObject({ route: expect.any(String), status: expect.any(Number) as number });
      expect(line['requestId']).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/);
    }
    expect(requests.map(({ route }) => route)).toContain('/api/accounts/:accountId/log');
    expect(requests.map(({ code }) => code)).toContain('own_state_conflict');
  });

  it('holds nothing of what was sent or handed out', () => {
    const log = server.lines.join('');
    const { userId, accountId, credentialId, body } = person;
    const never = [
      canary,
      userId,
      accountId,
      credentialId,
      body.registrationRecord,
      body.ownState,
      ...tokens,
    ];
    expect(never.filter((secret) => log.includes(secret))).toEqual([]);
  });

  it('tells of a fault where it happened, and the answer only where to look for it', async () => {
    const broken = await openServer();
    try {
      const { browser } = broken.visitor();
      await broken.app.pg.query('drop table login_attempts');
      const response = await browser.send({
        method: 'POST',
        url: endpoints.loginFinish.path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ loginId: 'A'.repeat(22), finishLoginRequest: canary.replace('-', '_') }),
      });
      expect([response.statusCode, refusalOf(response)]).toEqual([500, 'internal']);
      expect(response.body).not.toMatch(/login_attempts|relation|at /);
      const { requestId } = response.json<{ requestId: string }>();
      const line = broken.lines.find((each) => each.includes(requestId) && each.includes('request failed'));
      expect(line).toContain('sign-in-attempts');
      expect(line).not.toContain('delete from');
      expect(line).not.toContain('canary');
    } finally {
      await broken.close();
    }
  });
});
