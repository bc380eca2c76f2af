import { join, resolve } from 'node:path';
import { writtenConnection } from '@commonseal/embedded-postgres';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import type { ClientConfig } from 'pg';
import { Stop } from '../stop.ts';

/** Asked anew for each connection: an embedded database may come back at another port. */
export type DatabasePlace = () => ClientConfig;

/**
 * The database that the server uses: DATABASE_URL, or the embedded one by the file that it writes beside its data.
 * @returns undefined when neither is there
 * @throws Stop `usage`, `database_unusable`
 */
export function databasePlace(environment: NodeJS.ProcessEnv): DatabasePlace | undefined {
  const url = environment['DATABASE_URL']?.trim() ?? '';
  if (url !== '') {
    if (!/^postgres(?:ql)?:\/\//.test(url))
      throw new Stop('usage', 'DATABASE_URL must begin with postgres:// or postgresql://.');
    return () => ({ connectionString: url });
  }
  const data = environment['COMMONSEAL_DATA']?.trim() ?? '';
  const folder = join(resolve(data === '' ? 'data' : data), 'postgres');
  const known = read(folder);
  return known && (() => ({ ...known, ...read(folder), ssl: false }));
}

/** @throws Stop `database_unusable` */
export function requireDatabasePlace(environment: NodeJS.ProcessEnv): DatabasePlace {
  const place = databasePlace(environment);
  if (place) return place;
  throw new Stop(
    'database_unusable',
    "There is no database to keep the jobs' queue in. Set DATABASE_URL to the one of the server, or COMMONSEAL_DATA to the folder of " +
      'a server that has its own, and that was started once.',
  );
}

function read(folder: string) {
  try {
    return writtenConnection(folder);
  } catch (error) {
    throw new Stop(
      'database_unusable',
      `What the server has written down of its database, beside ${folder}, cannot be read (${errorCodeOf(error)}). Run this as the user ` +
        'of the server, or set DATABASE_URL.',
      { cause: error },
    );
  }
}
