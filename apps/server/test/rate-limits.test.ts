import * as opaque from '@commonseal/crypto/opaque-client';
import { type Endpoint, endpointPath, endpoints } from '@commonseal/protocol/api';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, signUp, uniqueEmail } from './support/person.ts';
import { refusalOf } from './support/refusal.ts';
import { type TestServer, type Visitor, openServer } from './support/server.ts';

const hour = 60 * 60;

describe('asking', () => {
  let startLoginRequest: string;

  beforeAll(async () => {
    await opaque.opaqueReady();
    startLoginRequest = opaque.startLogin('a guess').request;
  });

  async function guess(
    server: TestServer,
    email: string,
    remoteAddress = '192.0.2.1',
    forwardedFor?: string,
  ) {
    return server.app.inject({
      method: 'POST',
      url: endpoints.loginStart.path,
      remoteAddress,
      headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
      payload: { email, startLoginRequest },
    });
  }

  async function withServer(
    options: Parameters<typeof openServer>[0],
    work: (server: TestServer) => Promise<void>,
  ) {
    const server = await openServer(options);
    try {
      await work(server);
    } finally {
      await server.close();
    }
  }

  it('is limited for one network, and says when to come back', async () => {
    const rateLimits = { loginPerIp: { hits: 3, windowSeconds: hour } };
    await withServer({ rateLimits }, async (server) => {
      for (let at = 0; at < 3; at += 1) expect((await guess(server, uniqueEmail())).statusCode).toBe(200);
      const refused = await guess(server, uniqueEmail());
      expect([refused.statusCode, refusalOf(refused)]).toEqual([429, 'rate_limited']);
      const waitSeconds = Number(refused.headers['retry-after']);
      expect(waitSeconds).toBeGreaterThan(0);
      expect(waitSeconds).toBeLessThanOrEqual(hour);
      // Who says to be somebody else is not believed unless a proxy is configured.
      expect((await guess(server, uniqueEmail(), '192.0.2.1', '192.0.2.77')).statusCode).toBe(429);
      expect((await guess(server, uniqueEmail(), '192.0.2.2')).statusCode).toBe(200);
      await server.app.pg.query(`update rate_limits set window_ends_at = now() - interval '1 second'`);
      expect((await guess(server, uniqueEmail())).statusCode).toBe(200);
    });
  });

  it('is limited for one address over all networks, however it is spelt', async () => {
    const rateLimits = { guessesPerEmail: { hits: 3, windowSeconds: hour } };
    await withServer({ rateLimits }, async (server) => {
      const email = uniqueEmail();
      for (let at = 0; at < 3; at += 1) {
        expect((await guess(server, email, `192.0.2.${at}`)).statusCode).toBe(200);
      }
      expect((await guess(server, ` ${email.toUpperCase()}`, '192.0.2.9')).statusCode).toBe(429);
      expect((await guess(server, uniqueEmail(), '192.0.2.9')).statusCode).toBe(200);
    });
  });

  it.each(['returnStart', 'returnLoginStart'] as const)(
    'is limited for one address at %s, and keeps nobody from signing in',
    async (name) => {
      const rateLimits = {
        returnsPerEmail: { hits: 3, windowSeconds: hour },
        returnsPerEmailAndIp: { hits: 2, windowSeconds: hour },
      };
      await withServer({ rateLimits }, async (server) => {
        const email = uniqueEmail();
        const message = name === 'returnStart' ? 'registrationRequest' : 'startLoginRequest';
        const payload = { email, [message]: 'AAAA' };
        const send = (remoteAddress: string) =>
          server.app.inject({ method: 'POST', url: endpoints[name].path, payload, remoteAddress });
        for (let at = 0; at < 2; at += 1) expect((await send('192.0.2.1')).statusCode).toBe(400);
        expect((await send('192.0.2.1')).statusCode).toBe(429);
        expect((await send('192.0.2.2')).statusCode).toBe(429);
        expect((await guess(server, email)).statusCode).toBe(200);
      });
    },
  );

  it('counts exactly, whoever comes at the same moment', async () => {
    const rateLimits = { guessesPerEmail: { hits: 5, windowSeconds: hour } };
    await withServer({ rateLimits }, async (server) => {
      const email = uniqueEmail();
      const guesses = Array.from({ length: 12 }, (_, at) => guess(server, email, `192.0.2.${at}`));
      const statuses = (await Promise.all(guesses)).map(({ statusCode }) => statusCode);
      expect(statuses.filter((status) => status === 200)).toHaveLength(5);
      expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    });
  });

  it('takes all of a customer of IPv6 for one network', async () => {
    const rateLimits = { loginPerIp: { hits: 1, windowSeconds: hour } };
    await withServer({ rateLimits }, async (server) => {
      expect((await guess(server, uniqueEmail(), '2001:db8:1:2::1')).statusCode).toBe(200);
      expect((await guess(server, uniqueEmail(), '2001:db8:1:2:ffff::9')).statusCode).toBe(429);
      expect((await guess(server, uniqueEmail(), '2001:db8:1:3::1')).statusCode).toBe(200);
    });
  });

  it('cannot be allowed without bounds by an option', async () => {
    const boundless = { hits: 1e9, windowSeconds: 1 };
    const rateLimits = { guessesPerEmailAndIp: boundless, guessesPerEmail: boundless, loginPerIp: boundless };
    await withServer({ rateLimits }, async (server) => {
      const email = uniqueEmail();
      let count = 0;
      while (count < 300 && (await guess(server, email)).statusCode === 200) count += 1;
      expect(count).toBeLessThan(300);
    });
  });

  it('keeps no address in the clear', async () => {
    await withServer({}, async (server) => {
      const email = uniqueEmail();
      await guess(server, email, '198.51.100.23');
      const { rows } = await server.app.pg.query<{ row: string }>('select r::text as row from rate_limits r');
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter(({ row }) => row.includes(email) || row.includes('198.51.100.23'))).toEqual([]);
    });
  });

  const ofCallers = {
    createAccount: 'accountsPerPerson',
    inviteLog: 'invitesPerPerson',
    join: 'invitesPerPerson',
    appendUserEntry: 'ownLogPerPerson',
    appendEntry: 'entriesPerPerson',
    refuseReset: 'entriesPerPerson',
    putHeadStatement: 'statementsPerPerson',
    accountEvents: 'streamsPerPerson',
    registrationStart: 'waysInPerPerson',
    changeWaysIn: 'waysInPerPerson',
    passkeyRegistration: 'waysInPerPerson',
    addSignInPasskey: 'waysInPerPerson',
    authenticatorStart: 'waysInPerPerson',
    authenticatorConfirm: 'waysInPerPerson',
    authenticatorBackupCodes: 'waysInPerPerson',
    replaceKeys: 'keysPerPerson',
  } as const;
  it.each(Object.entries(ofCallers))('is limited for each person at %s', async (name, limit) => {
    await withServer({ rateLimits: { [limit]: { hits: 1, windowSeconds: hour } } }, async (server) => {
      const [one, other] = [server.visitor(), server.visitor()];
      const people = [await signUp(one.api), await signUp(other.api)] as const;
      const endpoint: Endpoint = endpoints[name as keyof typeof ofCallers];
      // The unknown parameter is seen after the count, so that no stream is opened.
      const send = async ({ browser }: Visitor, { accountId }: Person) => {
        const params = { accountId, inviteId: 'A'.repeat(43), requestName: 'A'.repeat(43) };
        return browser.send({
          method: endpoint.method,
          url: endpointPath(endpoint, params, { unknownField: 1 }),
          ...(endpoint.body ? { headers: { 'content-type': 'application/json' }, body: '{}' } : {}),
        });
      };
      expect((await send(one, people[0])).statusCode).toBe(400);
      expect(refusalOf(await send(one, people[0]))).toBe('rate_limited');
      expect((await send(other, people[1])).statusCode).toBe(400);
    });
  });

  const guarded = [
    'signUpStart',
    'signUpFinish',
    'loginStart',
    'loginFinish',
    'secondFactorFinish',
    'keyChallenge',
    'keyLogin',
    'passkeyChallenge',
    'passkeyLogin',
    'writerChallenge',
    'writerSession',
    'returnStart',
    'returnAsk',
    'returnLoginStart',
    'returnLoginFinish',
    'returnState',
    'returnPlaces',
    'returnAskAgain',
    'returnWithdraw',
    'returnEnter',
    'findBreakGlass',
    'breakGlassLog',
    'breakGlassUse',
  ];
  it.each(guarded)('is limited at %s', async (name) => {
    const once = { hits: 1, windowSeconds: hour };
    const perIp = ['signUp', 'login', 'writer', 'returns', 'waiting', 'breakGlass'];
    const rateLimits = Object.fromEntries(perIp.map((limit) => [`${limit}PerIp`, once]));
    await withServer({ rateLimits }, async (server) => {
      const params = { breakGlassId: 'A'.repeat(43) };
      const url = endpointPath(endpoints[name as 'loginStart'], params, { unknownField: 1 });
      const send = () => server.app.inject({ method: 'POST', url, payload: {} });
      expect((await send()).statusCode).toBe(400);
      expect((await send()).statusCode).toBe(429);
    });
  });
});
