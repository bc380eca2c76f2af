import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StartError, readConfig } from '../src/config.ts';

describe('the settings of the process', () => {
  it('need nothing', () => {
    expect(readConfig({})).toEqual({
      port: 8080,
      host: 'localhost',
      dataDirectory: resolve('data'),
      databaseUrl: undefined,
      poolSize: 10,
      publicOrigin: undefined,
      trustProxy: false,
      logLevel: 'info',
    });
  });

  it('are taken from the environment', () => {
    const config = readConfig({
      PORT: '9000',
      HOST: '0.0.0.0',
      COMMONSEAL_DATA: '/var/lib/commonseal',
      DATABASE_URL: 'postgresql://somebody@database.example/seal',
      COMMONSEAL_POOL_SIZE: '40',
      COMMONSEAL_ORIGIN: 'https://seal.example/',
      TRUST_PROXY: '10.0.0.0/8, 127.0.0.1',
      COMMONSEAL_LOG_LEVEL: 'warn',
    });
    expect(config).toEqual({
      port: 9000,
      host: '0.0.0.0',
      dataDirectory: '/var/lib/commonseal',
      databaseUrl: 'postgresql://somebody@database.example/seal',
      poolSize: 40,
      publicOrigin: 'https://seal.example',
      trustProxy: '10.0.0.0/8, 127.0.0.1',
      logLevel: 'warn',
    });
  });

  it('take an empty value for none', () => {
    const empty = { PORT: '', DATABASE_URL: ' ', COMMONSEAL_DATA: '', COMMONSEAL_ORIGIN: '' };
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  it.each([
    { PORT: 'http' },
    { PORT: '80.5' },
    { PORT: '-1' },
    { PORT: '65536' },
    { DATABASE_URL: 'mysql://database.example' },
    { COMMONSEAL_POOL_SIZE: '0' },
    { COMMONSEAL_ORIGIN: 'seal.example' },
    { COMMONSEAL_ORIGIN: 'https://seal.example/path' },
    { COMMONSEAL_ORIGIN: 'ftp://seal.example' },
    { TRUST_PROXY: 'everybody!' },
    { COMMONSEAL_LOG_LEVEL: 'loud' },
  ])('are refused when they mean nothing: %j', (env) => {
    const [name = ''] = Object.keys(env);
    const read = () => readConfig(env);
    expect(read).toThrow(StartError);
    expect(read).toThrow(name);
  });
});
