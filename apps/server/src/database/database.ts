import type { Pool, PoolClient, QueryConfig, QueryResultRow } from 'pg';
import { isRepeatable } from './connection-errors.ts';

/** The pool, or one connection within a transaction: what a repository's function is given. */
export type Queryable = Pick<Pool | PoolClient, 'query'>;

export async function rowsOf<Row extends QueryResultRow>(db: Queryable, sql: QueryConfig): Promise<Row[]> {
  return (await db.query<Row>(sql)).rows;
}

export async function firstOf<Row extends QueryResultRow>(
  db: Queryable,
  sql: QueryConfig,
): Promise<Row | undefined> {
  return (await db.query<Row>(sql)).rows[0];
}

/** @returns how many rows the statement touched */
export async function countOf(db: Queryable, sql: QueryConfig): Promise<number> {
  return (await db.query(sql)).rowCount ?? 0;
}

const maxAttempts = 4;

/**
 * Runs the work in one transaction. It is run again when another transaction crossed it, so it must have no effects
 * outside of the database that cannot be repeated.
 */
export async function inTransaction<T>(pool: Pool, work: (db: PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transactOnce(pool, work);
    } catch (error) {
      if (!isRepeatable(error) || attempt === maxAttempts) throw error;
    }
  }
}

/** Reads all that the work reads as of one moment. */
export async function inSnapshot<T>(pool: Pool, work: (db: PoolClient) => Promise<T>): Promise<T> {
  return transactOnce(pool, work, 'begin isolation level repeatable read read only');
}

async function transactOnce<T>(
  pool: Pool,
  work: (db: PoolClient) => Promise<T>,
  begin = 'begin',
): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection on which not even this works is not given back to the pool.
    await client.query('rollback').catch(() => {
      isBroken = true;
    });
    throw error;
  } finally {
    client.release(isBroken);
  }
}
