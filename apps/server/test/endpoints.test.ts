import { callerKindsOf, endpointPath } from '@commonseal/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, logIn, signUp } from './support/person.ts';
import { refusalOf } from './support/refusal.ts';
import {
  type NamedEndpoint,
  allEndpoints,
  paramsOf,
  queryOf,
  sampleOf,
  withUnknownFields,
} from './support/samples.ts';
import { type TestServer, type Visitor, openServer } from './support/server.ts';
import { grantStanding, newWorker, openWorkerSession } from './support/worker.ts';
import { admitWriter, openWriterSession } from './support/writer.ts';

const jsonBodies = allEndpoints.filter(({ endpoint: { body } }) => body !== undefined && body !== 'bytes');
const closedToStrangers = allEndpoints.filter(({ endpoint }) => endpoint.caller !== 'anyone');
const closedTo = (kind: 'writer' | 'worker') =>
  closedToStrangers.filter(({ endpoint }) => !callerKindsOf(endpoint).includes(kind));
const ofAccounts = closedToStrangers.filter(({ endpoint }) => endpoint.path.includes(':accountId'));
const withIds = allEndpoints.filter(({ endpoint }) => endpoint.params !== undefined);

describe('every endpoint', () => {
  let server: TestServer;
  let visitor: Visitor;
  let person: Person;
  let stranger: Person;
  let writerToken: string;
  let workerToken: string;

  beforeAll(async () => {
    server = await openServer();
    visitor = server.visitor();
    person = await signUp(visitor.api);
    stranger = await signUp(server.visitor().api);
    const writer = await admitWriter(visitor.api, person);
    writerToken = await openWriterSession(server.visitor().api, person, writer);
    const worker = newWorker();
    workerToken = await openWorkerSession(server.visitor().api, worker);
    await grantStanding(visitor.api, person, worker);
  });
  afterAll(() => server.close());

  interface Sending {
    readonly as?: Visitor;
    readonly body?: unknown;
    readonly query?: Record<string, string | number>;
    readonly params?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
  }

  const bearing = (token: string): Sending => ({
    as: server.visitor(),
    headers: { authorization: `Bearer ${token}` },
  });

  /** As the person, or as the worker where people may not. */
  const entitled = ({ endpoint }: NamedEndpoint): Sending =>
    endpoint.caller === 'anyone' || callerKindsOf(endpoint).includes('person') ? {} : bearing(workerToken);

  async function send(named: NamedEndpoint, changes: Sending = {}) {
    const { endpoint } = named;
    const own = changes.as || changes.headers?.['authorization'] ? {} : entitled(named);
    const sending = { ...own, ...changes, headers: { ...own.headers, ...changes.headers } };
    const takesBytes = endpoint.body === 'bytes';
    const sample = endpoint.body === undefined || takesBytes ? undefined : sampleOf(endpoint.body);
    const body = takesBytes ? new Uint8Array(64) : JSON.stringify(sending.body ?? sample);
    const contentType = takesBytes ? 'application/octet-stream' : 'application/json';
    const known = { accountId: person.accountId, ...sending.params };
    return (sending.as ?? visitor).browser.send({
      method: endpoint.method,
      url: endpointPath(endpoint, paramsOf(endpoint, known), sending.query ?? queryOf(endpoint)),
      headers: {
        ...(endpoint.body === undefined ? {} : { 'content-type': contentType }),
        ...sending.headers,
      },
      body: endpoint.body === undefined ? undefined : body,
    });
  }

  // The last of them ends the session: it comes after everything else that is sent as the person.
  const stayingSignedIn = allEndpoints.filter(({ name }) => name !== 'logout');

  // A stream does not end: see events.test.ts.
  const answered = stayingSignedIn.filter(({ endpoint }) => endpoint.reply !== 'events');

  it.each(answered)('$name takes the sample of its schema', async (named) => {
    const response = await send(named, named.endpoint.caller === 'anyone' ? { as: server.visitor() } : {});
    expect(refusalOf(response)).not.toBe('invalid_request');
    expect(refusalOf(response)).not.toBe('internal');
    expect(response.statusCode).toBeLessThan(500);
  });

  it.each(jsonBodies)('$name refuses fields that it does not know', async (named) => {
    const bodies = withUnknownFields(sampleOf(named.endpoint.body));
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) {
      const response = await send(named, { body });
      expect([response.statusCode, refusalOf(response)]).toEqual([400, 'invalid_request']);
    }
  });

  it.each(jsonBodies)('$name refuses what is not its body', async (named) => {
    // Where all is optional, nothing at all is a body too.
    const isRequired = Object.keys(sampleOf(named.endpoint.body) as object).length > 0;
    for (const body of [[], 'text', 1, ...(isRequired ? [{}] : []), [sampleOf(named.endpoint.body)]]) {
      const response = await send(named, { body });
      expect([response.statusCode, refusalOf(response)]).toEqual([400, 'invalid_request']);
    }
  });

  it.each(stayingSignedIn)('$name refuses query parameters that it does not know', async (named) => {
    const response = await send(named, { query: { ...queryOf(named.endpoint), unknownField: 1 } });
    expect([response.statusCode, refusalOf(response)]).toEqual([400, 'invalid_request']);
  });

  it.each(withIds)('$name refuses ids that are none', async (named) => {
    for (const [name] of Object.entries(paramsOf(named.endpoint))) {
      for (const wrong of ['x', 'A'.repeat(200), "'; drop table users; --", '%00', '-1', '1e3', '٣']) {
        const response = await send(named, { params: { [name]: wrong } });
        expect(response.statusCode).toBeGreaterThanOrEqual(400);
        expect(response.statusCode).toBeLessThan(500);
        expect(refusalOf(response)).toMatch(/^(invalid_request|malformed|not_found)$/);
      }
    }
  });

  it.each(closedToStrangers)('$name refuses callers who have not signed in', async (named) => {
    const withCookie = server.visitor();
    withCookie.browser.cookies.set('commonseal', 'A'.repeat(43));
    const tries: Sending[] = [
      { as: server.visitor() },
      { as: withCookie },
      { as: server.visitor(), headers: { authorization: `Bearer ${'A'.repeat(43)}` } },
      { as: server.visitor(), headers: { authorization: 'Basic YTpi' } },
      { headers: { authorization: 'Bearer' } },
    ];
    for (const sending of tries) {
      const response = await send(named, sending);
      expect([response.statusCode, refusalOf(response)]).toEqual([401, 'unauthenticated']);
    }
  });

  it.each(closedTo('writer'))('$name refuses writers', async (named) => {
    expect((await send(named, bearing(writerToken))).statusCode).toBe(401);
  });

  it.each(closedTo('worker'))('$name refuses workers', async (named) => {
    expect((await send(named, bearing(workerToken))).statusCode).toBe(401);
  });

  it.each(ofAccounts)('$name answers for accounts of others as for none', async (named) => {
    const made = 'A'.repeat(43);
    const kinds = callerKindsOf(named.endpoint);
    const callers: Sending[] = [
      ...(kinds.includes('person') ? [{}] : []),
      ...(kinds.includes('writer') ? [bearing(writerToken)] : []),
      ...(kinds.includes('worker') ? [bearing(workerToken)] : []),
    ];
    for (const caller of callers) {
      const others = await send(named, { ...caller, params: { accountId: stranger.accountId } });
      const none = await send(named, { ...caller, params: { accountId: made } });
      expect(refusalOf(others)).toMatch(/^(not_found|forbidden)$/);
      expect([none.statusCode, refusalOf(none)]).toEqual([others.statusCode, refusalOf(others)]);
    }
  });

  it.each(allEndpoints)('$name refuses other types of content', async (named) => {
    if (named.endpoint.body === undefined) return;
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];
    types.push(named.endpoint.body === 'bytes' ? 'application/json' : 'application/octet-stream');
    for (const type of types) {
      const response = await send(named, { headers: { 'content-type': type } });
      expect([response.statusCode, refusalOf(response)]).toEqual([400, 'invalid_request']);
    }
  });

  it('refuses a body beyond its limit', async () => {
    for (const named of allEndpoints) {
      const { bodyLimitBytes = 1024 * 1024, body } = named.endpoint;
      if (body === undefined || bodyLimitBytes > 4 * 1024 * 1024) continue;
      const own = entitled(named);
      const response = await (own.as ?? visitor).browser.send({
        method: named.endpoint.method,
        url: endpointPath(
          named.endpoint,
          paramsOf(named.endpoint, { accountId: person.accountId }),
          queryOf(named.endpoint),
        ),
        headers: {
          'content-type': body === 'bytes' ? 'application/octet-stream' : 'application/json',
          ...own.headers,
        },
        body: new Uint8Array(bodyLimitBytes + 1).fill(0x20),
      });
      expect([response.statusCode, refusalOf(response)]).toEqual([413, 'too_large']);
    }
  });

  it('is described by OpenAPI', async () => {
    const response = await server.visitor().browser.send({ method: 'GET', url: '/api/openapi.json' });
    expect(response.statusCode).toBe(200);
    const { paths } = response.json<{ paths: Record<string, Record<string, unknown>> }>();
    for (const { endpoint } of allEndpoints) {
      const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
      expect(Object.keys(paths[path] ?? {})).toContain(endpoint.method.toLowerCase());
    }
    expect(Object.values(paths).flatMap((path) => Object.keys(path))).toHaveLength(allEndpoints.length);
    const events = paths['/api/accounts/{accountId}/events']?.['get'];
    expect(JSON.stringify(events)).toContain('"text/event-stream"');
  });

  it('is still open to the one who signed in', async () => {
    expect((await logIn(server.visitor().api, person)).userId).toBe(person.userId);
    expect((await visitor.browser.send({ method: 'GET', url: '/api/user/own-state' })).statusCode).toBe(200);
  });
});
