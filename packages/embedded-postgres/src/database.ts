import { Client } from 'pg';
import type { ConnectionParts } from './connection.ts';
import { sessionLogLevel } from './settings.ts';

export type Answer = 'ready' | 'not_yet' | 'wrong_password';

/** Tries to reach the database, and creates it when the server has none of that name. */
export async function tryDatabase(connection: ConnectionParts): Promise<Answer> {
  try {
    await withClient(connection, async () => undefined);
    return 'ready';
  } catch (error) {
    const code = sqlState(error);
    if (code === '28P01' || code === '28000') return 'wrong_password';
    if (code !== '3D000') return 'not_yet';
    await createDatabase(connection);
    return 'ready';
  }
}

async function createDatabase(connection: ConnectionParts): Promise<void> {
  await withClient({ ...connection, database: 'postgres' }, async (client) => {
    // Before there is anything to be logged.
    await client.query(`alter role all set log_min_messages = '${sessionLogLevel}'`);
    try {
      await client.query(`create database ${client.escapeIdentifier(connection.database)}`);
    } catch (error) {
      // Another launcher was faster.
      if (!['42P04', '23505'].includes(sqlState(error) ?? '')) throw error;
    }
  });
}

export async function withClient<Result>(
  connection: ConnectionParts | string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const target =
    typeof connection === 'string' ? { connectionString: connection } : { ...connection, ssl: false };
  const client = new Client({ ...target, connectionTimeoutMillis: 5_000 });
  // A connection that breaks between queries would otherwise end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
