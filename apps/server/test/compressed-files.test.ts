import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { compressFiles } from '@commonseal/tooling/compress-files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, openServer } from './support/server.ts';

const script = `export const numbers = [${Array.from({ length: 2_000 }, (_, at) => at).join(', ')}];\n`;
const page = `<!doctype html><title>The app</title>${'<p>Words of it.</p>'.repeat(200)}`;
const tiny = '1;';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

describe('files of the web app', () => {
  let root: string;
  let server: TestServer;
  let port: number;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'commonseal-web-'));
    await mkdir(join(root, 'assets'));
    await writeFile(join(root, 'index.html'), page);
    await writeFile(join(root, 'frame.html'), page);
    await writeFile(join(root, 'assets/index-B3fY_x-1.js'), script);
    await writeFile(join(root, 'assets/some-B3fY_x-1.wasm'), Buffer.alloc(4_000));
    await writeFile(join(root, 'assets/tiny-B3fY_x-1.js'), tiny);
    await compressFiles(root);
    server = await openServer({ webRoot: root });
    port = await server.listen();
  });
  afterAll(async () => {
    await server.close();
    await rm(root, { recursive: true });
  });

  /** As it comes over the wire: nothing is unpacked on the way. */
  const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request({ host: 'localhost', port, path, headers }, (reply) => {
        const pieces: Buffer[] = [];
        reply.on('data', (piece: Buffer) => pieces.push(piece));
        reply.on('end', () =>
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, bytes: Buffer.concat(pieces) }),
        );
        reply.on('error', reject);
      });
      asked.on('error', reject);
      asked.end();
    });
  const asBrowser = { 'accept-encoding': 'gzip, deflate, br, zstd' };

  it.each([
    ['br', 'gzip, deflate, br, zstd', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
  ])('are sent in the form %s to who asks with "%s"', async (encoding, accepted, unpack) => {
    const { status, headers, bytes } = await get('/assets/index-B3fY_x-1.js', {
      'accept-encoding': accepted,
    });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-type']).toMatch(/^(?:text|application)\/javascript; charset=utf-8$/);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['vary']).toMatch(/accept-encoding/i);
    expect(Number(headers['content-length'])).toBe(bytes.length);
    expect(bytes.length).toBeLessThan(script.length / 2);
    expect(unpack(bytes).toString()).toBe(script);
  });

  it.each([undefined, 'identity', 'zstd', 'br;q=0, gzip;q=0'])(
    'are sent as they are to who asks with %s',
    async (accepted) => {
      const headers: Record<string, string> = accepted === undefined ? {} : { 'accept-encoding': accepted };
      const answer = await get('/assets/index-B3fY_x-1.js', headers);
      expect(answer.status).toBe(200);
      expect(answer.headers['content-encoding']).toBeUndefined();
      // A cache in between must not give one the other's.
      expect(answer.headers['vary']).toMatch(/accept-encoding/i);
      expect(answer.bytes.toString()).toBe(script);
    },
  );

  it('keep the type of what is in them', async () => {
    const { headers, bytes } = await get('/assets/some-B3fY_x-1.wasm', asBrowser);
    expect(headers['content-type']).toBe('application/wasm');
    expect(brotliDecompressSync(bytes)).toEqual(Buffer.alloc(4_000));
  });

  it('that do not shrink are sent as they are', async () => {
    const { headers, bytes } = await get('/assets/tiny-B3fY_x-1.js', asBrowser);
    expect(headers['content-encoding']).toBeUndefined();
    expect(bytes.toString()).toBe(tiny);
  });

  it.each(['/', '/content/some-item', '/frame.html'])(
    'carry the same policies in each form: %s',
    async (path) => {
      const accept = { accept: 'text/html,*/*' };
      const plain = await get(path, accept);
      const packed = await get(path, { ...accept, ...asBrowser });
      expect(packed.headers['content-encoding']).toBe('br');
      expect(packed.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(packed.headers['cache-control']).toBe('no-cache');
      expect(brotliDecompressSync(packed.bytes).toString()).toBe(page);
      const own = new Set(['content-encoding', 'content-length', 'date', 'etag', 'last-modified']);
      const others = ({ headers }: Answer) =>
        Object.entries(headers).filter(([name]) => !own.has(name) && !name.startsWith('x-ratelimit'));
      expect(others(packed)).toEqual(others(plain));
      expect(others(packed).map(([name]) => name)).toContain('content-security-policy');
    },
  );

  it('have a tag of their own in each form, by which they are not sent again', async () => {
    const plain = await get('/', { accept: 'text/html' });
    const packed = await get('/', { accept: 'text/html', ...asBrowser });
    const [tag = '', other = ''] = [packed.headers.etag, plain.headers.etag];
    expect(tag).not.toBe(other);
    const again = await get('/', { accept: 'text/html', ...asBrowser, 'if-none-match': tag });
    expect(again.status).toBe(304);
    const differing = await get('/', { accept: 'text/html', ...asBrowser, 'if-none-match': other });
    expect(differing.status).toBe(200);
  });

  it.each(['.br', '.gz', '.%62r', '%2Ebr', '.br/'])('have no address with the ending %s', async (ending) => {
    const { status } = await get(`/assets/index-B3fY_x-1.js${ending}`);
    expect(status).toBe(404);
  });
});
