import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { startEmbeddedPostgres } from '../src/index.ts';
import { processMark } from '../src/process-mark.ts';
import {
  freshFolder,
  livePostmaster,
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

describe('launchers that start at once on a new folder', () => {
  it('come to one server, and the last to leave stops it', async () => {
    const { folder, data } = freshFolder();
    const parents = [startParent(data), startParent(data)] as const;
    const [first, second] = await Promise.all(parents.map((parent) => parent.ready()));
    expect(first).toBe(second);
    expect(unfinished(folder)).toEqual([]);
    const pid = requirePostmaster(data);
    await parents[0].stop();
    expect(await query(second ?? '', 'select 1')).toEqual([1]);
    await parents[1].stop();
    expect(processMark(pid)).toBeUndefined();
    expect(readdirSync(`${data}.launchers`)).toEqual([]);
  });

  it('come to one server also within one process, many times over', async () => {
    const { data } = await stoppedCluster();
    const servers = await Promise.all(
      Array.from({ length: 5 }, () => startEmbeddedPostgres({ dataDirectory: data })),
    );
    expect(new Set(servers.map((server) => server.connectionString)).size).toBe(1);
    await Promise.all(servers.map((server) => server.stop()));
    expect(livePostmaster(data)).toBeUndefined();
  });
});

describe('a second launcher', () => {
  it('that stops leaves the server to the first', async () => {
    const { data } = await stoppedCluster();
    const first = await startEmbeddedPostgres({ dataDirectory: data });
    const second = await startEmbeddedPostgres({ dataDirectory: data });
    await second.stop();
    expect(await query(first.connectionString, 'select 1')).toEqual([1]);
    await first.stop();
    expect(livePostmaster(data)).toBeUndefined();
  });

  it('stops the server when the first was killed meanwhile', async () => {
    const { data } = await stoppedCluster();
    const parent = startParent(data);
    await parent.ready();
    const second = await startEmbeddedPostgres({ dataDirectory: data });
    await parent.kill('SIGKILL');
    await second.stop();
    expect(livePostmaster(data)).toBeUndefined();
    expect(readFileSync(`${data}.log`, 'utf8')).toContain('database system is shut down');
  });
});
