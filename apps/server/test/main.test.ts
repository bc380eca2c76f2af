import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type TestDatabase, openTestDatabase } from '@commonseal/embedded-postgres/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MainProcess, findFreePort } from './support/main-process.ts';

describe('the server process', () => {
  let database: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    await MainProcess.build();
    database = await openTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'commonseal-main-'));
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const withDatabase = () => ({
    DATABASE_URL: database.connectionString,
    COMMONSEAL_DATA: join(folder, 'd'),
  });

  async function start(env: Readonly<Record<string, string>>): Promise<MainProcess> {
    const server = MainProcess.spawn(await findFreePort(), env);
    await server.untilReady();
    return server;
  }

  function open(port: number, host = '127.0.0.1'): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host, () => resolve(socket));
      socket.once('error', reject);
    });
  }

  it('says last where it can be reached, answers there, and takes Ctrl-C from several sides for one', async () => {
    const server = await start(withDatabase());
    expect(server.stdout.trimEnd().split('\n').at(-1)).toBe(server.readyLine);
    for (const path of ['/healthz', '/readyz']) {
      expect((await fetch(`http://localhost:${server.port}${path}`)).status).toBe(200);
    }
    expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) {
      server.child.kill(signal);
      await delay(20);
    }
    expect(await server.ended()).toBe(0);
    await expect(open(server.port)).rejects.toThrow(/ECONNREFUSED/);
  });

  it('does not wait for connections on which nothing happens', async () => {
    const server = await start(withDatabase());
    const idle = await open(server.port);
    idle.on('error', () => undefined);
    const half = await open(server.port);
    half.on('error', () => undefined);
    half.write('POST /api/login/start HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{');
    await delay(100);
    const askedAtMs = Date.now();
    server.child.kill('SIGTERM');
    await delay(1_500);
    server.child.kill('SIGINT');
    expect(await server.ended()).toBe(0);
    expect(Date.now() - askedAtMs).toBeLessThan(15_000);
    idle.destroy();
    half.destroy();
  });

  it('ends when it is asked to while it still starts', async () => {
    const server = MainProcess.spawn(await findFreePort(), withDatabase());
    await delay(700);
    server.child.kill('SIGINT');
    // Before its first line has run, nobody listens for signals yet.
    expect([0, 'SIGINT']).toContain(await server.ended());
  });

  describe('explains in one paragraph, without a stack, why it cannot start:', () => {
    async function refusal(port: number, env: Readonly<Record<string, string>>): Promise<string> {
      const server = MainProcess.spawn(port, env);
      expect(await server.ended()).toBe(1);
      const text = `${server.stdout}${server.stderr}`.trim();
      expect(text).not.toMatch(/^\s+at |node:internal|Error:/m);
      expect(text).not.toContain('is ready');
      return server.stderr.trim();
    }

    it.concurrent('the port is taken', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => other.once('listening', resolve));
      const address = other.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      expect(await refusal(port, withDatabase())).toMatch(new RegExp(`[Pp]ort ${port} .*PORT=`));
      await new Promise((resolve) => other.close(resolve));
    });

    it.concurrent('the database cannot be reached', async () => {
      const nobody = await findFreePort();
      const DATABASE_URL = `postgres://user:top-secret@127.0.0.1:${nobody}/commonseal`;
      const text = await refusal(await findFreePort(), { ...withDatabase(), DATABASE_URL });
      expect(text).toContain('DATABASE_URL');
      expect(text).not.toContain('top-secret');
    });

    it.concurrent('the data folder is none', async () => {
      const file = join(folder, 'file');
      await writeFile(file, '');
      const text = await refusal(await findFreePort(), { COMMONSEAL_DATA: join(file, 'data') });
      expect(text).toContain('COMMONSEAL_DATA');
    });

    it.concurrent('the port is no port', async () => {
      const server = MainProcess.spawn(0, { ...withDatabase(), PORT: 'http' });
      expect(await server.ended()).toBe(1);
      expect(server.stderr).toContain('PORT must be');
    });
  });

  it('keeps everything with its own database, readable by nobody else, over a kill', async () => {
    const env = { COMMONSEAL_DATA: join(folder, 'embedded') };
    const first = await start(env);
    expect((await stat(env.COMMONSEAL_DATA)).mode & 0o777).toBe(0o700);
    const post = (server: MainProcess) =>
      fetch(`http://localhost:${server.port}/api/writers/challenge`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ accountId: 'A'.repeat(43), writerId: 'A'.repeat(43) }),
      });
    expect((await post(first)).status).toBe(200);
    first.child.kill('SIGKILL');
    await first.ended();
    const second = await start(env);
    expect((await post(second)).status).toBe(200);
    second.child.kill('SIGINT');
    expect(await second.ended()).toBe(0);
  }, 120_000);
});
