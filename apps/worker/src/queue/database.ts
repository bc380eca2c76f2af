import pg from 'pg';
import type { DatabasePlace } from './database-place.ts';

/** The pool, or one connection within a transaction or under a lock. */
export type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>;
export type Connection = pg.PoolClient;

const connectionTimeoutMs = 5_000;
/** A number of our own among the advisory locks of two parts; the other part is the account's. */
const accountLocks = 7_262_014;

/** @param size connections at most: one for each job, and for what goes on beside them */
export function openPool(place: DatabasePlace, size: number): pg.Pool {
  class PlacedClient extends pg.Client {
    constructor(config?: pg.ClientConfig | string) {
      super({ ...(typeof config === 'object' ? config : {}), ...place() });
    }
  }
  const options = { max: size, connectionTimeoutMillis: connectionTimeoutMs, keepAlive: true };
  const pool = new pg.Pool({ ...options, Client: PlacedClient });
  // A connection that breaks while it is idle would otherwise end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

export async function inTransaction<T>(client: Connection, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    // On a connection that is broken nothing is left to be undone.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

export async function withConnection<T>(pool: pg.Pool, work: (client: Connection) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isSound = false;
  try {
    const result = await work(client);
    isSound = true;
    return result;
  } finally {
    // What an error has left behind on it, a lock or a transaction, ends with it.
    client.release(!isSound);
  }
}

/**
 * Does `work` while no other process does anything under the same account's lock. All that it writes goes by the connection that it
 * is given: with that, the lock is lost, and whoever has lost it can write nothing more.
 */
export function withAccountLock<T>(
  pool: pg.Pool,
  accountId: string,
  work: (client: Connection) => Promise<T>,
): Promise<T> {
  const lock = [accountLocks, accountId];
  return withConnection(pool, async (client) => {
    await client.query('select pg_advisory_lock($1, hashtext($2))', lock);
    const result = await work(client);
    await client.query('select pg_advisory_unlock($1, hashtext($2))', lock);
    return result;
  });
}
