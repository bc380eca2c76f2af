import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { EmbeddedPostgres } from '../src/index.ts';
import { startEmbeddedPostgres } from '../src/index.ts';
import { boundLog } from '../src/log-file.ts';
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

afterAll(removePrepared);

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('a first start', () => {
  it('creates the folder, the cluster and the database, and says what takes long', async () => {
    const { folder } = freshFolder();
    const data = join(folder, 'not/yet/there');
    const told: string[] = [];
    const server = await startEmbeddedPostgres({
      dataDirectory: data,
      onProgress: (line) => told.push(line),
    });
    onTestFinished(() => server.stop());
    expect(told).toEqual([expect.stringContaining('Creating the database')]);
    const sql = `select concat_ws(' ', current_database(), current_user, current_setting('server_version_num')::int / 10000,
      current_setting('server_encoding'), datlocprovider, datlocale, current_setting('data_checksums'))
      from pg_database where datname = current_database()`;
    expect(await query(server.connectionString, sql)).toEqual(['commonseal commonseal 18 UTF8 b C.UTF-8 on']);
    expect(unfinished(join(folder, 'not/yet'))).toEqual([]);
    await server.stop();
  });
});

describe('a later start', () => {
  it('finds the data and the port of the last time', async () => {
    const { data } = await stoppedCluster();
    const first = await startEmbeddedPostgres({ dataDirectory: data });
    await query(first.connectionString, `create table kept as select 'still here' as text`);
    await first.stop();
    const second = await startEmbeddedPostgres({ dataDirectory: data });
    expect(await query(second.connectionString, 'select text from kept')).toEqual(['still here']);
    expect(second.connectionString).toBe(first.connectionString);
    await second.stop();
  });

  it('takes another port when the last one is in use', async () => {
    const { data } = await stoppedCluster();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void squatter.close());
    const address = squatter.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    writeFileSync(join(data, '../connection.json'), JSON.stringify({ port }));
    const server = await startEmbeddedPostgres({ dataDirectory: data });
    expect(server.connect.port).not.toBe(port);
    await server.stop();
  });

  it('creates a second database beside the first', async () => {
    const { data } = await stoppedCluster();
    const server = await startEmbeddedPostgres({ dataDirectory: data, database: 'a "second" one' });
    expect(await query(server.connectionString, 'select current_database()')).toEqual(['a "second" one']);
    await server.stop();
  });
});

describe('a running server', () => {
  let server: EmbeddedPostgres;
  let data: string;
  let folder: string;
  let cleanUp: () => unknown;

  beforeAll(async () => {
    ({ data, folder } = await stoppedCluster((clean) => (cleanUp = clean)));
    server = await startEmbeddedPostgres({ dataDirectory: data });
  });

  afterAll(async () => {
    await server.stop();
    await cleanUp();
  });

  it('keeps the password in files that only their owner reads, and writes down how to connect', () => {
    expect(modeOf(`${data}.password`)).toBe(0o600);
    expect(modeOf(join(folder, 'connection.json'))).toBe(0o600);
    expect(modeOf(`${data}.log`)).toBe(0o600);
    expect(modeOf(data)).toBe(0o700);
    const password = readFileSync(`${data}.password`, 'utf8').trim();
    expect(Buffer.from(password, 'base64url')).toHaveLength(32);
    const written: unknown = JSON.parse(readFileSync(join(folder, 'connection.json'), 'utf8'));
    expect(written).toEqual(server.connect);
    expect(server.connect).toEqual({
      host: '127.0.0.1',
      port: expect.any(Number),
      user: 'commonseal',
      password,
      database: 'commonseal',
    });
  });

  it('refuses another password', async () => {
    const wrong = server.connectionString.replace(server.connect.password, 'guessed');
    await expect(query(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('listens on 127.0.0.1 alone and writes every commit to disk', async () => {
    const sql = `select name || '=' || setting from pg_settings
      where name in ('listen_addresses', 'unix_socket_directories', 'fsync', 'synchronous_commit') order by name`;
    expect(await query(server.connectionString, sql)).toEqual([
      'fsync=on',
      'listen_addresses=127.0.0.1',
      'synchronous_commit=on',
      'unix_socket_directories=',
    ]);
  });

  it('puts nothing of what is stored or asked into its log, errors included', async () => {
    const canary = 'canary-in-a-row';
    await query(server.connectionString, 'create table secrets (text text primary key, number integer)');
    await query(server.connectionString, `insert into secrets values ('${canary}')`);
    const failing = [
      `insert into secrets values ('${canary}')`,
      `select '${canary}'::uuid`,
      `select "${canary}" from secrets`,
      `syntax ${canary}`,
      `do $$ begin raise warning '${canary}'; raise exception '${canary}'; end $$`,
    ];
    for (const sql of failing) {
      await expect(query(server.connectionString, sql)).rejects.toMatchObject({ code: expect.any(String) });
    }
    const log = readFileSync(`${data}.log`, 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toContain('canary');
    expect(log).not.toContain(server.connect.password);
  });

  it('has no password in its arguments or its environment', () => {
    const proc = `/proc/${requirePostmaster(data)}`;
    // Only Linux shows them as files; what is passed is the same everywhere.
    if (process.platform !== 'linux') return;
    expect(readFileSync(`${proc}/cmdline`, 'utf8')).toContain('listen_addresses=127.0.0.1');
    expect(readFileSync(`${proc}/cmdline`, 'utf8')).not.toContain(server.connect.password);
    const environment = readFileSync(`${proc}/environ`, 'utf8').split('\0');
    expect(environment.filter((line) => !/^(PATH|LC_ALL|TZ|LD_LIBRARY_PATH|PG\w+)=|^$/.test(line))).toEqual(
      [],
    );
    expect(environment.join()).not.toContain(server.connect.password);
  });
});

describe('stopping', () => {
  it('waits until the server is gone, ends open connections, and may be asked for twice', async () => {
    const { data } = await stoppedCluster();
    const server = await startEmbeddedPostgres({ dataDirectory: data });
    const cutOff = expect(query(server.connectionString, 'select pg_sleep(60)')).rejects.toThrow();
    await expect
      .poll(() =>
        query(
          server.connectionString,
          `select count(*)::int from pg_stat_activity where query like '%sleep(60)'`,
        ),
      )
      .toEqual([1]);
    const pid = requirePostmaster(data);
    await Promise.all([server.stop(), server.stop()]);
    expect(processMark(pid)).toBeUndefined();
    expect(livePostmaster(data)).toBeUndefined();
    await cutOff;
    await server.stop();
  });
});

describe('the log', () => {
  it('begins anew when it has grown, and keeps what was before once', () => {
    const { folder } = freshFolder();
    const log = join(folder, 'postgres.log');
    boundLog(log);
    writeFileSync(log, 'short');
    boundLog(log);
    expect(readFileSync(log, 'utf8')).toBe('short');
    writeFileSync(log, 'x'.repeat(5 * 1024 * 1024));
    boundLog(log);
    expect(statSync(log).size).toBe(0);
    expect(statSync(`${log}.1`).size).toBe(5 * 1024 * 1024);
  });
});
