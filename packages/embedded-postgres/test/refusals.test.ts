import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findBinaries } from '../src/binaries.ts';
import { explainFailure, explainOutput } from '../src/errors.ts';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../src/index.ts';
import { freshFolder, livePostmaster, removePrepared, stoppedCluster } from './folders.ts';

afterAll(removePrepared);

const start = (dataDirectory: string) => startEmbeddedPostgres({ dataDirectory });

describe('the launcher', () => {
  it('refuses data of another major version and changes nothing', async () => {
    const { folder, data } = freshFolder();
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(join(data, 'PG_VERSION'), '15\n');
    const before = statSync(folder).mtimeMs;
    await expect(start(data)).rejects.toMatchObject({
      code: 'other_version',
      message: expect.stringMatching(/PostgreSQL 15.*dump.*DATABASE_URL/),
    });
    expect(readdirSync(folder)).toEqual(['postgres']);
    expect(readdirSync(data)).toEqual(['PG_VERSION']);
    expect(statSync(folder).mtimeMs).toBe(before);
  });

  it('refuses a folder with files of something else and changes nothing', async () => {
    const { folder, data } = freshFolder();
    mkdirSync(data);
    writeFileSync(join(data, 'thesis.txt'), 'years of work');
    await expect(start(data)).rejects.toMatchObject({ code: 'folder_not_empty' });
    expect(readdirSync(folder)).toEqual(['postgres']);
    expect(readFileSync(join(data, 'thesis.txt'), 'utf8')).toBe('years of work');
  });

  it('takes an empty folder', async () => {
    const { data } = freshFolder();
    mkdirSync(data, { mode: 0o755 });
    const server = await start(data);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    await server.stop();
  });

  it('refuses to replace a password that is lost, and works again once it is back', async () => {
    const { data } = await stoppedCluster();
    const password = readFileSync(`${data}.password`);
    rmSync(`${data}.password`);
    await expect(start(data)).rejects.toMatchObject({ code: 'password_lost' });
    writeFileSync(`${data}.password`, 'the one of another cluster\n', { mode: 0o644 });
    await expect(start(data)).rejects.toMatchObject({ code: 'password_lost' });
    expect(livePostmaster(data)).toBeUndefined();
    writeFileSync(`${data}.password`, password);
    const server = await start(data);
    expect(statSync(`${data}.password`).mode & 0o777).toBe(0o600);
    await server.stop();
  });

  it('says what is wrong with a damaged configuration, and where to read more', async () => {
    const { data } = await stoppedCluster();
    writeFileSync(join(data, 'postgresql.conf'), 'no_such_setting = 1\n');
    await expect(start(data)).rejects.toMatchObject({
      code: 'start_failed',
      message: expect.stringContaining(`${data}.log`),
    });
  });

  it('refuses a path through a file', async () => {
    const { folder } = freshFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(start(join(folder, 'file/postgres'))).rejects.toMatchObject({ code: 'folder_not_writable' });
  });

  it('tells who has no binaries to bring a PostgreSQL', () => {
    expect(() => findBinaries('sunos-sparc')).toThrow(/sunos-sparc: set DATABASE_URL/);
    const absent = process.platform === 'win32' ? 'linux-arm64' : 'win32-x64';
    expect(() => findBinaries(absent)).toThrow(EmbeddedPostgresError);
    expect(() => findBinaries(absent)).toThrow(/not installed.*DATABASE_URL/);
  });
});

describe('what the system says', () => {
  const data = '/somewhere/postgres';

  it.each([
    ['ENOSPC', 'disk_full'],
    ['EDQUOT', 'disk_full'],
    ['EACCES', 'folder_not_writable'],
    ['EROFS', 'folder_not_writable'],
    ['EMFILE', 'limits_too_low'],
    ['EIO', 'start_failed'],
  ])('is put in words for %s', (errno, code) => {
    const error = explainFailure(Object.assign(new Error(`${errno}: refused`), { code: errno }), data);
    expect(error).toMatchObject({ code, message: expect.stringMatching(/\w+/) });
  });

  it.each([
    ['could not write to file "pg_wal/xlogtemp.7": No space left on device', 'disk_full'],
    ['FATAL:  could not map anonymous shared memory: Cannot allocate memory', 'limits_too_low'],
    ['FATAL:  could not create semaphores: No space left', 'limits_too_low'],
    ['FATAL:  data directory "/somewhere/postgres" has wrong ownership', 'folder_not_writable'],
    ['FATAL:  could not create any TCP/IP sockets', 'no_free_port'],
    ['FATAL:  database files are incompatible with server', 'other_version'],
    ['PANIC:  could not locate a valid checkpoint record', 'start_failed'],
    ['', 'start_failed'],
  ])('is understood from its output: %s', (output, code) => {
    const line = `2026-01-01 12:00:00 UTC [7] ${output}`;
    expect(explainOutput(output === '' ? '' : line, data, `${data}.log`)).toMatchObject({ code });
  });
});
