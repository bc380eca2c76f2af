import { resolve } from 'node:path';

/** What went wrong with the start, in words for whoever starts the server. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export interface Config {
  readonly port: number;
  /** `localhost` means both of its addresses, IPv4 and IPv6. */
  readonly host: string;
  readonly dataDirectory: string;
  /** Undefined: the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  readonly poolSize: number;
  readonly publicOrigin: string | undefined;
  readonly trustProxy: boolean | string;
  readonly logLevel: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** @throws StartError for a value that means nothing */
export function readConfig(env: Environment): Config {
  const logLevel = env['COMMONSEAL_LOG_LEVEL'] ?? 'info';
  if (!logLevels.includes(logLevel)) {
    throw new StartError(`COMMONSEAL_LOG_LEVEL is none of ${logLevels.join(', ')}.`);
  }
  return {
    port: integerOf(env, 'PORT', { fallback: 8080, min: 0, max: 65535 }),
    host: filled(env['HOST']) ?? 'localhost',
    dataDirectory: resolve(filled(env['COMMONSEAL_DATA']) ?? 'data'),
    databaseUrl: databaseUrlOf(env),
    poolSize: integerOf(env, 'COMMONSEAL_POOL_SIZE', { fallback: 10, min: 1, max: 1000 }),
    publicOrigin: originOf(env),
    trustProxy: trustProxyOf(env),
    logLevel,
  };
}

function filled(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function integerOf(
  env: Environment,
  name: string,
  { fallback, min, max }: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  const text = filled(env[name]);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new StartError(`${name} must be a whole number from ${min} to ${max}.`);
  }
  return value;
}

function databaseUrlOf(env: Environment): string | undefined {
  const url = filled(env['DATABASE_URL']);
  if (url === undefined || /^postgres(?:ql)?:\/\//.test(url)) return url;
  throw new StartError('DATABASE_URL must begin with postgres:// or postgresql://.');
}

function originOf(env: Environment): string | undefined {
  const text = filled(env['COMMONSEAL_ORIGIN']);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, '')) {
    throw new StartError('COMMONSEAL_ORIGIN must be an origin alone, for example https://seal.example.');
  }
  return url.origin;
}

/** `true`, or a list of addresses and networks: whose X-Forwarded headers are believed. */
function trustProxyOf(env: Environment): boolean | string {
  const text = filled(env['TRUST_PROXY']);
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  if (!/^[\w.:/, ]+$/.test(text)) {
    throw new StartError('TRUST_PROXY must be true, or addresses and networks with commas between them.');
  }
  return text;
}
