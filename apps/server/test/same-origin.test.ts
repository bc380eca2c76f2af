import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signUp } from './support/person.ts';
import { refusalOf } from './support/refusal.ts';
import { type TestServer, type Visitor, openServer } from './support/server.ts';

describe('a request that another site makes a browser send', () => {
  let server: TestServer;
  let visitor: Visitor;

  beforeAll(async () => {
    server = await openServer();
    visitor = server.visitor();
    await signUp(visitor.api);
  });
  afterAll(() => server.close());

  /** Sent with the person's cookie and exactly these headers. */
  async function logOut(headers: Record<string, string>) {
    const cookie = [...visitor.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return server.app.inject({
      method: 'POST',
      url: endpoints.logout.path,
      headers: { host: 'localhost:8080', cookie, ...headers },
    });
  }

  it.each<Record<string, string>>([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:8080' },
    { origin: 'https://evil.example' },
    { origin: 'http://localhost:8081' },
    { origin: 'https://localhost:8080' },
    { origin: 'http://localhost:8080.evil.example' },
    { origin: 'null' },
    { origin: '' },
    {},
  ])('is refused: %j', async (headers) => {
    const response = await logOut(headers);
    expect([response.statusCode, refusalOf(response)]).toEqual([403, 'forbidden']);
  });

  it('is refused before anything else is looked at, also where nobody has to be signed in', async () => {
    const response = await server.app.inject({
      method: 'POST',
      url: endpoints.loginStart.path,
      headers: { host: 'localhost:8080', 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' },
      payload: 'no JSON',
    });
    expect([response.statusCode, refusalOf(response)]).toEqual([403, 'forbidden']);
  });

  it('did not end the session', async () => {
    const response = await visitor.browser.send({ method: 'GET', url: endpoints.ownState.path });
    expect(response.statusCode).toBe(200);
  });

  it('is told from one of our own page', async () => {
    const response = await logOut({ origin: 'http://localhost:8080' });
    expect(response.statusCode).toBe(200);
  });

  it('is never answered with leave to read', async () => {
    for (const method of ['GET', 'OPTIONS', 'POST'] as const) {
      const response = await server.app.inject({
        method,
        url: endpoints.userLog.path,
        headers: {
          host: 'localhost:8080',
          origin: 'https://evil.example',
          'access-control-request-method': 'POST',
        },
      });
      const names = Object.keys(response.headers).filter((name) => name.startsWith('access-control-'));
      expect(names).toEqual([]);
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
    }
  });
});
