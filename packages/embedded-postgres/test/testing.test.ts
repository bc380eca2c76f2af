import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { TestCluster } from '../src/testing.ts';
import { temporaryRoot } from '../src/testing/temporary-folder.ts';
import { openTestDatabase, startTestCluster } from '../src/testing.ts';
import { freshFolder, query } from './folders.ts';
import { Parent } from './parent.ts';

const clustersIn = (folder: string) =>
  readdirSync(folder).filter((name) => name.startsWith('commonseal-test-postgres-'));

describe('test databases', () => {
  const before = process.env['COMMONSEAL_TEST_DATABASE_URL'];
  let cluster: TestCluster;
  let folder: string;

  beforeAll(async () => {
    cluster = await startTestCluster();
    const [data] = await query(
      cluster.connectionString,
      `select split_part(pg_read_file('postmaster.opts'), 'commonseal.data=', 2)`,
    );
    folder = dirname(String(data).trim().replaceAll('"', ''));
  });

  afterAll(async () => {
    await cluster.stop();
    expect(existsSync(folder)).toBe(false);
    expect(process.env['COMMONSEAL_TEST_DATABASE_URL']).toBe(before);
  });

  it('lie in one temporary cluster, which the environment tells of', () => {
    expect(clustersIn(temporaryRoot())).toContain(basename(folder));
    expect(process.env['COMMONSEAL_TEST_DATABASE_URL']).toBe(cluster.connectionString);
  });

  it('are empty, apart from each other, and gone when dropped', async () => {
    const first = await openTestDatabase();
    const second = await openTestDatabase();
    await query(first.connectionString, 'create table things ()');
    await expect(query(second.connectionString, 'select * from things')).rejects.toMatchObject({
      code: '42P01',
    });
    // Its connections are cut off.
    const waiting = expect(query(first.connectionString, 'select pg_sleep(60)')).rejects.toThrow();
    await first.drop();
    await waiting;
    await expect(query(first.connectionString, 'select 1')).rejects.toMatchObject({ code: '3D000' });
    await second.drop();
    await second.drop();
  });

  it('are copies of a template that is prepared once', async () => {
    let prepared = 0;
    const template = {
      name: 'with things',
      async prepare(connectionString: string) {
        prepared += 1;
        await query(connectionString, `create table things as select 'prepared' as text`);
      },
    };
    const databases = await Promise.all([1, 2, 3].map(() => openTestDatabase(template)));
    for (const { connectionString } of databases) {
      expect(await query(connectionString, 'select text from things')).toEqual(['prepared']);
    }
    expect(prepared).toBe(1);
    await Promise.all(databases.map((database) => database.drop()));
  });

  it('are prepared again when the preparation failed', async () => {
    const prepare = () => Promise.reject(new Error('no luck'));
    await expect(openTestDatabase({ name: 'retried', prepare })).rejects.toThrow('no luck');
    const database = await openTestDatabase({ name: 'retried', prepare: async () => undefined });
    await database.drop();
  });

  it('need a cluster', async () => {
    const address = process.env['COMMONSEAL_TEST_DATABASE_URL'];
    delete process.env['COMMONSEAL_TEST_DATABASE_URL'];
    onTestFinished(() => void (process.env['COMMONSEAL_TEST_DATABASE_URL'] = address));
    await expect(openTestDatabase()).rejects.toThrow('COMMONSEAL_TEST_DATABASE_URL is not set');
  });
});

describe('a test run that was killed', () => {
  it('leaves a cluster that the next run clears away', async () => {
    const { folder } = freshFolder();
    const options = { env: { TMPDIR: folder } };
    const killed = new Parent('test-cluster', options);
    onTestFinished(() => killed.kill());
    const abandoned = await killed.ready();
    await killed.kill('SIGKILL');
    expect(await query(abandoned, 'select 1')).toEqual([1]);
    expect(clustersIn(folder)).toHaveLength(1);
    const next = new Parent('test-cluster', options);
    onTestFinished(() => next.kill());
    await next.ready();
    expect(clustersIn(folder)).toHaveLength(1);
    await expect(query(abandoned, 'select 1')).rejects.toThrow();
    await next.stop();
    expect(clustersIn(folder).map((name) => join(folder, name))).toEqual([]);
  });
});
