import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommonsealError } from '@commonseal/protocol';
import { ApiClient, type Endpoint, defineEndpoint, endpointPath, endpoints } from '@commonseal/protocol/api';
import { Type } from 'typebox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from './refusal.ts';

const closed = { additionalProperties: false };
const json = defineEndpoint({
  method: 'POST',
  path: '/things/:id',
  caller: 'anyone',
  summary: 'For this test.',
  params: Type.Object({ id: Type.String() }),
  query: Type.Object({ after: Type.Optional(Type.Integer()) }),
  body: Type.Object({ name: Type.String() }),
  reply: Type.Object({ count: Type.Integer() }, closed),
});
const bytes = defineEndpoint({
  method: 'PUT',
  path: '/bytes',
  caller: 'anyone',
  summary: 'For this test.',
  body: 'bytes',
  reply: 'bytes',
});

let server: Server;
let baseUrl: string;
let answer: (response: ServerResponse) => void;
let seen: { request: IncomingMessage; body: Buffer }[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen.push({ request, body: Buffer.concat(parts) });
      answer(response);
    });
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  baseUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  seen = [];
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function answerWith(status: number, body: string | Uint8Array, headers: Record<string, string> = {}): void {
  answer = (response) => response.writeHead(status, headers).end(body);
}

function client(options: Partial<ConstructorParameters<typeof ApiClient>[0]> = {}): ApiClient {
  return new ApiClient({ baseUrl, fetch, ...options });
}

const call = (options: Parameters<typeof client>[0] = {}) =>
  client(options).call(json, { params: { id: 'a b/c' }, query: { after: 3 }, body: { name: 'é' } });

describe('a call', () => {
  it('sends what the endpoint names and returns the checked reply', async () => {
    answerWith(200, '{"count":3}', { 'content-type': 'application/json' });
    expect(await call({ headers: () => ({ authorization: 'Bearer x' }) })).toEqual({ count: 3 });
    const [{ request, body } = { request: undefined, body: undefined }] = seen;
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe('/things/a%20b%2Fc?after=3');
    expect(request?.headers['content-type']).toBe('application/json');
    expect(request?.headers.authorization).toBe('Bearer x');
    expect(body?.toString()).toBe('{"name":"é"}');
  });

  it('asks for its headers anew each time', async () => {
    answerWith(200, '{"count":3}');
    let token = 0;
    const asking = client({ headers: () => ({ authorization: `Bearer ${(token += 1)}` }) });
    for (const expected of ['Bearer 1', 'Bearer 2']) {
      await asking.call(json, { params: { id: 'a' }, query: {}, body: { name: '' } });
      expect(seen.at(-1)?.request.headers.authorization).toBe(expected);
      expect(seen.at(-1)?.request.url).toBe('/things/a');
    }
  });

  it('carries bytes there and back unchanged', async () => {
    const sent = Uint8Array.from({ length: 1000 }, (_, at) => at % 256);
    answerWith(200, sent);
    expect(await client().call(bytes, { body: sent })).toEqual(sent);
    expect(new Uint8Array(seen[0]?.body ?? [])).toEqual(sent);
    expect(seen[0]?.request.headers['content-type']).toBe('application/octet-stream');
  });

  it('keeps no more of a reply than its bytes, however small the pieces are that it comes in', async () => {
    const sent = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251);
    let at = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at === sent.length) controller.close();
        else controller.enqueue(sent.subarray(at, (at += 1)));
      },
    });
    const reply = await client({ fetch: async () => new Response(stream) }).call(bytes, {
      body: new Uint8Array(),
    });
    expect(reply).toEqual(sent);
    expect(reply.buffer.byteLength).toBe(sent.length);
  });

  it.each([
    ['another type', '{"count":"3"}'],
    ['a missing member', '{}'],
    ['a member too many', '{"count":3,"more":1}'],
    ['null', 'null'],
    ['no JSON', '{"count":3'],
    ['nothing', ''],
    ['a page', '<!doctype html><title>Welcome</title>'],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
  ])('refuses %s as malformed', async (_, body) => {
    answerWith(200, body);
    expect(await codeOf(call)).toBe('malformed');
  });

  it('refuses a reply above its bound as malformed, and reads no more of it', async () => {
    let ended = false;
    answer = (response) => {
      response.writeHead(200).write('{"count":3,');
      const more = setInterval(() => response.write(' '.repeat(1000)), 1);
      response.on('close', () => {
        clearInterval(more);
        ended = true;
      });
    };
    expect(await codeOf(() => call({ maxReplyBytes: 5000 }))).toBe('malformed');
    await expect.poll(() => ended).toBe(true);
  });

  it('takes a reply of exactly its bound', async () => {
    answerWith(200, '{"count":3}');
    expect(await call({ maxReplyBytes: 11 })).toEqual({ count: 3 });
    expect(await codeOf(() => call({ maxReplyBytes: 10 }))).toBe('malformed');
  });

  it("throws the server's own code", async () => {
    answerWith(409, '{"code":"log_conflict","requestId":"req-7 <b>"}');
    const error = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CommonsealError);
    expect(error).toMatchObject({
      code: 'log_conflict',
      message: 'the server answered log_conflict (request req-7b)',
    });
  });

  it.each([
    ["a proxy's page", 502, '<html><h1>502 Bad Gateway</h1></html>'],
    ['an empty answer', 500, ''],
    ['a code that is not in the list', 400, '{"code":"send_money","requestId":"1"}'],
    ['words that only the client may choose', 400, '{"code":"stretching_refused","requestId":"1"}'],
    ['an error with more members', 400, '{"code":"internal","requestId":"1","password":"?"}'],
  ])('takes %s for no answer of the server', async (_, status, body) => {
    answerWith(status, body);
    expect(await codeOf(call)).toBe('offline');
  });

  it('follows no redirect', async () => {
    answer = (response) => response.writeHead(302, { location: `${baseUrl}/elsewhere` }).end();
    expect(await codeOf(call)).toBe('offline');
    expect(seen).toHaveLength(1);
  });

  it('is offline when nobody listens', async () => {
    const closing = createServer().listen(0, 'localhost');
    await once(closing, 'listening');
    const { port } = closing.address() as AddressInfo;
    closing.close();
    await once(closing, 'close');
    expect(await codeOf(() => call({ baseUrl: `http://localhost:${port}` }))).toBe('offline');
  });

  it('is offline when the connection breaks in the middle of a reply', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': '11' });
      response.write('{"count"', () => response.destroy());
    };
    expect(await codeOf(call)).toBe('offline');
  });

  it('ends as it was told to when it is aborted', async () => {
    answer = () => undefined;
    const abort = new AbortController();
    const pending = client().call(bytes, { body: new Uint8Array(1), signal: abort.signal });
    await expect.poll(() => seen.length).toBe(1);
    abort.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('calls a missing parameter a programming mistake, not a broken connection', async () => {
    const pending = client().call(json, { params: {} as { id: string }, query: {}, body: { name: '' } });
    await expect(pending).rejects.toBeInstanceOf(TypeError);
    expect(seen).toHaveLength(0);
  });
});

describe('the path of an endpoint', () => {
  it('holds its parameters percent-encoded', () => {
    expect(endpointPath(json, { id: '../a?b#c%' })).toBe('/things/..%2Fa%3Fb%23c%25');
    expect(endpointPath(json, { id: 7 })).toBe('/things/7');
  });

  it('leaves out what the query does not say', () => {
    expect(endpointPath(json, { id: 'a' }, { after: undefined })).toBe('/things/a');
    expect(endpointPath(json, { id: 'a' }, { after: 0, more: 'x&y=z' })).toBe(
      '/things/a?after=0&more=x%26y%3Dz',
    );
  });

  it.each(['', '.', '..'])('cannot be led elsewhere by the value %j', (id) => {
    expect(() => endpointPath(json, { id })).toThrow(TypeError);
  });

  it('needs every parameter', () => {
    expect(() => endpointPath(json, {})).toThrow(TypeError);
  });
});

describe('a stream of events', () => {
  it('is not called like an endpoint that answers', async () => {
    const params = { accountId: 'A'.repeat(43) };
    await expect(client().call(endpoints.accountEvents, { params })).rejects.toThrow(TypeError);
    expect(seen).toEqual([]);
  });
});

describe.each(Object.entries(endpoints) as [string, Endpoint][])('the endpoint %s', (_, endpoint) => {
  it('names each parameter of its path in its schema, and no other', () => {
    const inPath = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    const schema: { properties?: object } | undefined = endpoint.params;
    expect(new Set(Object.keys(schema?.properties ?? {}))).toEqual(new Set(inPath));
  });

  it('refuses unknown fields in everything it takes and answers', () => {
    for (const schema of [endpoint.params, endpoint.query, endpoint.body, endpoint.reply]) {
      if (schema === undefined || schema === 'bytes' || schema === 'events') continue;
      const { anyOf } = schema as { anyOf?: readonly unknown[] };
      for (const each of anyOf ?? [schema])
        expect((each as { additionalProperties?: unknown }).additionalProperties).toBe(false);
    }
  });
});

describe('the endpoints', () => {
  it('have one route each', () => {
    const routes = (Object.values(endpoints) as Endpoint[]).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(routes).size).toBe(routes.length);
  });
});
