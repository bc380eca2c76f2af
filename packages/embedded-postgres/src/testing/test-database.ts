import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import { withClient } from '../database.ts';
import { clusterVariable } from './test-cluster.ts';

export interface TestDatabase {
  readonly connectionString: string;
  drop(): Promise<void>;
}

/** A database that is prepared once per cluster (a schema, say) and copied for each test file. */
export interface TestTemplate {
  /** Different preparations have different names. */
  readonly name: string;
  readonly prepare: (connectionString: string) => Promise<void>;
}

/** A number of our own among the advisory locks. */
const templateLock = 7_262_011;
/** How long a connection may take to go. */
const leavingMs = 5_000;

/** Creates a throwaway database, empty or as the template prepares it. About 0.1 s, a template's first use apart. */
export async function openTestDatabase(template?: TestTemplate): Promise<TestDatabase> {
  const cluster = process.env[clusterVariable];
  if (cluster === undefined || cluster === '') {
    throw new Error(
      `${clusterVariable} is not set: the test run's global set-up starts a cluster and sets it.`,
    );
  }
  const name = `test_${randomBytes(8).toString('hex')}`;
  if (template === undefined) {
    await administer(cluster, `create database ${escapeIdentifier(name)}`);
  } else {
    const source = escapeIdentifier(await ensureTemplate(cluster, template));
    await administer(cluster, `create database ${escapeIdentifier(name)} template ${source}`);
  }
  return {
    connectionString: addressOf(cluster, name),
    drop: () =>
      withClient(addressOf(cluster, 'postgres'), async (client) => {
        await untilUnused(client, name);
        await client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
      }),
  };
}

/** Test files run in processes side by side: one prepares, the others wait. The last name means it is ready. */
async function ensureTemplate(cluster: string, { name, prepare }: TestTemplate): Promise<string> {
  const ready = `template_${name}`;
  const inTheMaking = `making_${name}`;
  await withClient(addressOf(cluster, 'postgres'), async (client) => {
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    const found = await client.query('select 1 from pg_database where datname = $1', [ready]);
    if (found.rowCount !== 0) return;
    await client.query(`drop database if exists ${escapeIdentifier(inTheMaking)} with (force)`);
    await client.query(`create database ${escapeIdentifier(inTheMaking)}`);
    await prepare(addressOf(cluster, inTheMaking));
    await makeUnused(client, inTheMaking);
    await client.query(
      `alter database ${escapeIdentifier(inTheMaking)} rename to ${escapeIdentifier(ready)}`,
    );
  });
  return ready;
}

/**
 * A connection that was closed just now may still be on its way out, and would be in the way. It is waited for: one that is ended
 * from here reports that as an error which nobody hears.
 */
async function untilUnused(client: Pick<Client, 'query'>, database: string): Promise<void> {
  const isUsed = async () => {
    const found = await client.query('select 1 from pg_stat_activity where datname = $1', [database]);
    return found.rowCount !== 0;
  };
  const endMs = Date.now() + leavingMs;
  while (Date.now() < endMs && (await isUsed())) await sleep(10);
}

/** Whatever holds on to it is ended. */
async function makeUnused(client: Pick<Client, 'query'>, database: string): Promise<void> {
  await untilUnused(client, database);
  await client.query(
    `select pg_terminate_backend(pid, ${leavingMs}) from pg_stat_activity where datname = ${escapeLiteral(database)}`,
  );
}

function administer(cluster: string, statement: string): Promise<void> {
  return withClient(addressOf(cluster, 'postgres'), async (client) => {
    await client.query(statement);
  });
}

function addressOf(cluster: string, database: string): string {
  const address = new URL(cluster);
  address.pathname = `/${encodeURIComponent(database)}`;
  return address.href;
}
