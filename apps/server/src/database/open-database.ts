import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '@commonseal/embedded-postgres';
import pg from 'pg';
import { type Config, StartError } from '../config.ts';
import { prepareDataDirectory } from '../data-directory.ts';
import { errorCodeOf } from './connection-errors.ts';

export interface OpenDatabase {
  /** Holds a password: not for logs. */
  readonly url: string;
  stop(): Promise<void>;
}

type Tell = (line: string) => void;

/** The operator's own PostgreSQL when DATABASE_URL names one, else the embedded one. @throws StartError */
export async function openDatabase(config: Config, tell: Tell): Promise<OpenDatabase> {
  if (config.databaseUrl !== undefined) {
    await requireReachable(config.databaseUrl, tell);
    return { url: config.databaseUrl, stop: async () => undefined };
  }
  prepareDataDirectory(config.dataDirectory);
  const embedded = await startEmbeddedPostgres({
    dataDirectory: join(config.dataDirectory, 'postgres'),
    onProgress: tell,
  });
  return { url: embedded.connectionString, stop: () => embedded.stop() };
}

/** A database that starts beside the server may need a moment. */
const attempts = 10;
const waitMs = 1_000;
/** What waiting does not cure: PostgreSQL does not know the user, the password or the database. */
const hopeless = new Set(['28000', '28P01', '3D000', 'ENOTFOUND']);

async function requireReachable(url: string, tell: Tell): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return;
    } catch (error) {
      const code = errorCodeOf(error) ?? 'no answer';
      if (attempt === attempts || hopeless.has(code)) throw unreachable(url, code);
      if (attempt === 1) tell(`Waiting for the database at ${placeOf(url)} …`);
      await sleep(waitMs);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** The address without user and password. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'DATABASE_URL';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function unreachable(url: string, code: string): StartError {
  return new StartError(
    `The database at ${placeOf(url)} cannot be used (${code}): check that it runs and that DATABASE_URL names its ` +
      'address, user, password and database, or leave DATABASE_URL out to use the embedded PostgreSQL.',
  );
}
