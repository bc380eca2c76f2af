import fastifyPostgres from '@fastify/postgres';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { preparingClient } from '../database/preparing-client.ts';

export interface DatabaseOptions {
  readonly connectionString: string;
  /** Connections at most. */
  readonly poolSize: number;
}

/** PostgreSQL's number for bigint (`pg_type.dat`); in this schema sequences, sizes and counters: all safe integers. */
const bigintOid = 20;
const typesWithNumbers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === bigintOid
      ? Number
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

/**
 * The pool. It connects when it is first used and again after the database was away; nothing here fails at start, and
 * a connection that breaks ends nothing but the request that was using it.
 */
export async function addDatabase(app: FastifyInstance, options: DatabaseOptions): Promise<void> {
  await app.register(fastifyPostgres, {
    connectionString: options.connectionString,
    max: options.poolSize,
    application_name: 'commonseal',
    Client: preparingClient(() =>
      app.log.warn('the database has lost a prepared statement: none is prepared any more'),
    ),
    types: typesWithNumbers,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    query_timeout: 40_000,
    keepAlive: true,
    // Not by an event: the plugin connects for a try before a listener could be added.
    onConnect: ignoreBreaks,
  });
  // Without listeners an 'error' event ends the process. The query at work fails by itself; idle connections are
  // dropped by the pool.
  app.pg.pool.on('error', () => {
    // At the end the database may be gone before the last connection has said goodbye.
    if (!app.pg.pool.ending) app.log.warn('a database connection broke while it was idle');
  });
}

function ignoreBreaks(client: { on(event: 'error', listener: () => void): unknown }): void {
  client.on('error', () => undefined);
}
