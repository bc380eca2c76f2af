import * as opaque from '@commonseal/crypto/opaque-client';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, logIn, preparePerson, signUp } from './support/person.ts';
import { codeOf, refusalOf } from './support/refusal.ts';
import { type TestServer, type Visitor, openServer } from './support/server.ts';
import { SeverableLink } from './support/severable-link.ts';

describe('a database that goes away', () => {
  let server: TestServer;
  let link: SeverableLink;
  let visitor: Visitor;
  let person: Person;

  beforeAll(async () => {
    server = await openServer({}, async (url) => {
      const linked = await SeverableLink.to(url);
      link = linked.link;
      return linked.url;
    });
    visitor = server.visitor();
    person = await signUp(visitor.api);
  });
  afterAll(async () => {
    await server.close();
    await link.close();
  });

  it('is told in one way by every endpoint, and is made up for when it comes back', async () => {
    link.cut();
    const started = opaque.startLogin('a password');
    const body = { email: person.email, startLoginRequest: started.request };
    expect(await codeOf(visitor.api.call(endpoints.loginStart, { body }))).toBe('database_unavailable');
    expect(await codeOf(visitor.api.call(endpoints.userLog, { query: {} }))).toBe('database_unavailable');
    const response = await visitor.browser.send({ method: 'GET', url: endpoints.ownState.path });
    expect([response.statusCode, refusalOf(response)]).toEqual([503, 'database_unavailable']);
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    expect(response.body).not.toMatch(/ECONN|terminated|127\.0\.0\.1/);

    const ready = await visitor.browser.send({ method: 'GET', url: '/readyz' });
    expect(ready.statusCode).toBe(503);
    const alive = await visitor.browser.send({ method: 'GET', url: '/healthz' });
    expect(alive.statusCode).toBe(200);

    link.mend();
    expect((await visitor.browser.send({ method: 'GET', url: '/readyz' })).statusCode).toBe(200);
    expect((await visitor.api.call(endpoints.userLog, { query: {} })).entries).toEqual(
      person.body.userEntries,
    );
    expect((await logIn(server.visitor().api, person)).userId).toBe(person.userId);
  });

  it('leaves nothing half-written, and the same request can be sent again', async () => {
    const other = await preparePerson(server.visitor().api);
    const { api } = server.visitor();
    // Cut at different moments of the transaction.
    for (const delayMs of [0, 1, 3, 6, 12]) {
      const sending = codeOf(api.call(endpoints.signUpFinish, { body: other.body }));
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      link.cut();
      const code = await sending;
      link.mend();
      if (code === undefined || code === 'email_taken') break;
      expect(code).toBe('database_unavailable');
      const { rows } = await server.app.pg.query<{ people: number; accounts: number }>(
        'select (select count(*) from users) as people, (select count(*) from accounts) as accounts',
      );
      // Both or none: the connection can break after the commit and before its answer.
      expect(rows[0]?.people).toBe(rows[0]?.accounts);
    }
    const last = await codeOf(api.call(endpoints.signUpFinish, { body: other.body }));
    expect([undefined, 'email_taken']).toContain(last);
    expect((await logIn(api, other)).userId).toBe(other.userId);
  });

  it('frees its connections after refusals', async () => {
    const calls = Array.from({ length: 40 }, () => codeOf(visitor.api.call(endpoints.ownState, {})));
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 40 }, () => undefined));
  });
});
