import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf } from './support/refusal.ts';
import { type TestServer, openServer } from './support/server.ts';

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types commonseal',
];

function directivesOf({ headers }: Pick<LightMyRequestResponse, 'headers'>): string[] {
  return String(headers['content-security-policy']).split('; ').toSorted();
}

describe('responses', () => {
  let server: TestServer;
  let root: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'commonseal-web-'));
    await mkdir(join(root, 'assets'));
    await writeFile(join(root, 'index.html'), '<!doctype html><title>The app</title>');
    await writeFile(join(root, 'frame.html'), '<!doctype html><title>The frame</title>');
    await writeFile(join(root, 'frame.js'), '// the frame');
    await writeFile(join(root, 'assets/index-B3fY_x-1.js'), '// the app');
    await writeFile(join(root, 'assets/analysis-worker-B3fY_x-1.js'), '// the worker');
    await writeFile(join(root, '.secret'), 'not for anybody');
    server = await openServer({ webRoot: root });
  });
  afterAll(async () => {
    await server.close();
    await rm(root, { recursive: true });
  });

  const get = (url: string, headers: Record<string, string> = {}, app = server.app) =>
    app.inject({ method: 'GET', url, headers: { host: 'localhost:8080', ...headers } });
  const asPage = { accept: 'text/html,*/*' };

  const kinds: Record<string, { status: number; answer: () => Promise<LightMyRequestResponse> }> = {
    'the page': { status: 200, answer: () => get('/', asPage) },
    'a view of the page': { status: 200, answer: () => get('/sources', asPage) },
    'a hashed asset': { status: 200, answer: () => get('/assets/index-B3fY_x-1.js') },
    'an asset that is not there': { status: 404, answer: () => get('/assets/none.js') },
    'an endpoint that is not there': { status: 404, answer: () => get('/api/none', asPage) },
    'a refused caller': { status: 401, answer: () => get('/api/user/log') },
    'a refused query': { status: 400, answer: () => get('/api/openapi.json?%') },
    'the health check': { status: 200, answer: () => get('/healthz') },
    'the readiness check': { status: 200, answer: () => get('/readyz') },
    OpenAPI: { status: 200, answer: () => get('/api/openapi.json') },
    'an address that cannot be decoded': { status: 400, answer: () => get('/%E0%A4%A') },
    'broken JSON': {
      status: 400,
      answer: () =>
        server.app.inject({
          method: 'POST',
          url: '/api/login/start',
          headers: { 'content-type': 'application/json' },
          payload: '{',
        }),
    },
    'another method': {
      status: 404,
      answer: () => server.app.inject({ method: 'DELETE', url: '/api/logout' }),
    },
  };
  const refused = Object.keys(kinds).filter((name) => (kinds[name]?.status ?? 0) >= 400);

  it.each(Object.keys(kinds))('carry the security headers: %s', async (name) => {
    const { status, answer } = kinds[name] ?? expect.fail();
    const response = await answer();
    if (name !== 'a refused query') expect(response.statusCode).toBe(status);
    expect(directivesOf(response)).toEqual(policy.toSorted());
    expect(response.headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(response.headers['permissions-policy']).toContain('camera=(self)');
    expect(response.headers['strict-transport-security']).toBeUndefined();
    expect(response.headers['x-powered-by']).toBeUndefined();
    expect(response.headers['server']).toBeUndefined();
    expect(response.headers['set-cookie']).toBeUndefined();
  });

  it.each(refused.filter((name) => name !== 'a refused query'))(
    'that refuse have one form: %s',
    async (name) => {
      const response = await kinds[name]?.answer();
      expect(response && refusalOf(response)).toMatch(/^(not_found|unauthenticated|invalid_request)$/);
    },
  );

  it('are kept by browsers only where their name holds a hash', async () => {
    const cacheOf = async (url: string) => (await get(url, asPage)).headers['cache-control'];
    expect(await cacheOf('/assets/index-B3fY_x-1.js')).toBe('public, max-age=31536000, immutable');
    expect(await cacheOf('/')).toBe('no-cache');
    expect(await cacheOf('/sources')).toBe('no-cache');
    expect(await cacheOf('/frame.js')).toBe('no-cache');
    expect(await cacheOf('/api/openapi.json')).toBe('no-store');
    expect(await cacheOf('/api/user/log')).toBe('no-store');
  });

  it('give the frame its own policy, which names this server', async () => {
    const expected = [
      "default-src 'none'",
      'script-src http://localhost:8080/frame.js',
      "style-src 'unsafe-inline'",
      'img-src data: blob:',
      "form-action 'none'",
      "base-uri 'none'",
      'frame-ancestors http://localhost:8080',
      'sandbox allow-scripts',
    ];
    const frame = await get('/frame.html');
    expect(frame.statusCode).toBe(200);
    expect(directivesOf(frame)).toEqual(expected.toSorted());
    const script = await get('/frame.js');
    expect(script.headers['cross-origin-resource-policy']).toBe('cross-origin');
    expect(directivesOf(script)).toEqual(policy.toSorted());
  });

  it('let the worker that reads strangers’ files connect to nothing', async () => {
    const expected = ["default-src 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"];
    expect(directivesOf(await get('/assets/analysis-worker-B3fY_x-1.js'))).toEqual(expected.toSorted());
    for (const path of [
      '/assets/analysis-worker.js',
      '/x/assets/analysis-worker-B3fY_x-1.js',
      '/assets/vault-worker-B3fY_x-1.js',
    ])
      expect(directivesOf(await get(path))).toEqual(policy.toSorted());
  });

  it('never carry a policy that the Host header wrote', async () => {
    for (const host of ["x; script-src 'unsafe-inline'", 'a b', 'x,y', '*', 'evil.example;']) {
      const response = await get('/frame.html', { host });
      expect(directivesOf(response)).toEqual(policy.toSorted());
    }
    // By another spelling of its path the file comes, if at all, under the stricter policy.
    for (const path of ['/%66rame.html', '/frame.html/', '/frame.html%00', '/x/..%2fframe.html']) {
      const response = await get(path, asPage);
      expect(directivesOf(response)).toEqual(policy.toSorted());
    }
  });

  it('hand out nothing from outside the web app', async () => {
    const paths = ['/.secret', '/../package.json', '/..%2f..%2fpackage.json', '/assets/../../x', '/%00'];
    for (const path of paths) {
      const response = await get(path);
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(response.body).not.toContain('not for anybody');
    }
  });

  it('under TLS keep the browser there, with a cookie bound to the host', async () => {
    const secure = await openServer({ webRoot: root, publicOrigin: 'https://seal.example' });
    try {
      const response = await get('/', asPage, secure.app);
      expect(response.headers['strict-transport-security']).toMatch(/^max-age=\d{8}/);
      const frame = await get('/frame.html', {}, secure.app);
      expect(directivesOf(frame)).toContain('frame-ancestors https://seal.example');
    } finally {
      await secure.close();
    }
  });

  it('say plainly that the web app is not built', async () => {
    const empty = await openServer({ webRoot: join(root, 'assets') });
    try {
      const response = await get('/', asPage, empty.app);
      expect(response.statusCode).toBe(503);
      expect(response.headers['content-type']).toContain('text/html');
      expect(response.body).toContain('npm run build');
      expect(directivesOf(response)).toEqual(policy.toSorted());
    } finally {
      await empty.close();
    }
  });

  it('carry them even when what came is not HTTP', async () => {
    const address = await server.app.listen({ host: '127.0.0.1', port: 0 });
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(address).port), '127.0.0.1', () =>
        socket.write('nonsense\r\n\r\n'),
      );
      let text = '';
      socket.on('data', (piece) => (text += piece.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain("content-security-policy: default-src 'none'");
    expect(answer).toContain('"code":"invalid_request"');
    expect(answer).not.toContain('nonsense');
  });
});
