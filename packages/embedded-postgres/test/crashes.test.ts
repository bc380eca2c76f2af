import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { startEmbeddedPostgres } from '../src/index.ts';
import { processMark } from '../src/process-mark.ts';
import {
  freshFolder,
  query,
  removePrepared,
  requirePostmaster,
  stoppedCluster,
  unfinished,
} from './folders.ts';
import { Parent } from './parent.ts';

afterAll(removePrepared);

function startParent(data: string): Parent {
  const parent = new Parent(data);
  onTestFinished(() => parent.kill());
  return parent;
}

describe('a launcher that is killed', () => {
  it('leaves a server that the next one takes over, with all rows it acknowledged', async () => {
    const { data } = await stoppedCluster();
    const parent = startParent(data);
    const connectionString = await parent.ready();
    const pid = requirePostmaster(data);
    parent.send('write');
    let acknowledged = 0;
    while (acknowledged < 50) ({ acknowledged = 0 } = await parent.next());
    await parent.kill('SIGKILL');

    const next = await startEmbeddedPostgres({ dataDirectory: data });
    expect(requirePostmaster(data)).toBe(pid);
    expect(next.connectionString).toBe(connectionString);
    const [count] = await query(next.connectionString, 'select count(*)::int from rows');
    expect(count).toBeGreaterThanOrEqual(acknowledged);
    await next.stop();
    expect(processMark(pid)).toBeUndefined();
  });

  it('is alone in being reached by Ctrl-C', async () => {
    const { data } = await stoppedCluster();
    const parent = startParent(data);
    await parent.ready();
    const pid = requirePostmaster(data);
    await parent.kill('SIGINT');
    const next = await startEmbeddedPostgres({ dataDirectory: data });
    expect(requirePostmaster(data)).toBe(pid);
    await next.stop();
  });

  it('leaves nothing in the way when the cluster was still being created', async () => {
    const { folder, data } = freshFolder();
    const parent = startParent(data);
    const isUnderway = () =>
      unfinished(folder).some((name) => existsSync(join(folder, name, 'data/global/pg_control')));
    await expect.poll(isUnderway, { interval: 5, timeout: 10_000 }).toBe(true);
    await parent.kill('SIGKILL');
    expect(unfinished(folder)).not.toEqual([]);
    expect(existsSync(data)).toBe(false);

    const server = await startEmbeddedPostgres({ dataDirectory: data });
    expect(unfinished(folder)).toEqual([]);
    expect(await query(server.connectionString, 'select 1')).toEqual([1]);
    await server.stop();
  });
});

describe('a server that is killed', () => {
  it('comes back with all rows it acknowledged', async () => {
    const { data } = await stoppedCluster();
    const first = await startEmbeddedPostgres({ dataDirectory: data });
    const client = new Client({ connectionString: first.connectionString });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('create table rows (number integer primary key)');
    let acknowledged = 0;
    const killed = requirePostmaster(data);
    const writing = (async () => {
      for (;;) {
        await client.query('insert into rows values ($1)', [acknowledged + 1]);
        acknowledged += 1;
        if (acknowledged === 50) process.kill(killed, 'SIGKILL');
      }
    })();
    await expect(writing).rejects.toThrow();

    const second = await startEmbeddedPostgres({ dataDirectory: data });
    expect(requirePostmaster(data)).not.toBe(killed);
    const [count] = await query(second.connectionString, 'select count(*)::int from rows');
    expect(count).toBeGreaterThanOrEqual(acknowledged);
    await first.stop();
    await second.stop();
  });

  it('is started again even when another process has got its number', async () => {
    const { data } = await stoppedCluster();
    const other = spawn('sleep', ['60'], { stdio: 'ignore' });
    onTestFinished(() => void other.kill());
    leavePostmasterFile(data, other.pid ?? 0);
    const server = await startEmbeddedPostgres({ dataDirectory: data });
    expect(requirePostmaster(data)).not.toBe(other.pid);
    expect(other.exitCode).toBeNull();
    await server.stop();
    expect(other.exitCode).toBeNull();
  });

  it('is started again when no process has its number any more', async () => {
    const { data } = await stoppedCluster();
    // Above what any system gives to a process.
    leavePostmasterFile(data, 2 ** 22 + 1);
    const server = await startEmbeddedPostgres({ dataDirectory: data });
    await server.stop();
  });

  it('is started again when its file was cut short', async () => {
    const { data } = await stoppedCluster();
    writeFileSync(join(data, 'postmaster.pid'), '');
    const server = await startEmbeddedPostgres({ dataDirectory: data });
    expect(readdirSync(data).filter((name) => name.startsWith('postmaster.pid'))).toEqual(['postmaster.pid']);
    await server.stop();
  });
});

describe('a server that is being stopped', () => {
  it('is waited for, and started anew', async () => {
    const { data } = await stoppedCluster();
    const first = await startEmbeddedPostgres({ dataDirectory: data });
    const client = new Client({ connectionString: first.connectionString });
    client.on('error', () => undefined);
    await client.connect();
    const stopping = requirePostmaster(data);
    // "Smart" shutdown: it lets this client finish.
    process.kill(stopping, 'SIGTERM');
    await expect.poll(() => readFileSync(join(data, 'postmaster.pid'), 'utf8')).toContain('stopping');
    const told: string[] = [];
    const second = await startEmbeddedPostgres({
      dataDirectory: data,
      onProgress(line) {
        told.push(line);
        void client.end();
      },
    });
    expect(told).toEqual([expect.stringContaining('being stopped')]);
    expect(requirePostmaster(data)).not.toBe(stopping);
    await first.stop();
    expect(await query(second.connectionString, 'select 1')).toEqual([1]);
    await second.stop();
  });
});

function leavePostmasterFile(data: string, pid: number): void {
  const startedAt = Math.floor(Date.now() / 1000) - 3600;
  writeFileSync(
    join(data, 'postmaster.pid'),
    `${pid}\n${data}\n${startedAt}\n54321\n\n127.0.0.1\n  123456         7\nready   \n`,
  );
}
