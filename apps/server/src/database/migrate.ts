import { readdir } from 'node:fs/promises';
import { runner } from 'node-pg-migrate';
import type { Pool } from 'pg';
import { migrationsFolder } from '../places.ts';

const migrationsTable = 'schema_migrations';

/**
 * Brings the schema up to date. Several servers may start at once: one migrates, the others wait.
 * @param count how many migrations to run; all of them, unless a test wants an older schema
 * @returns names of the migrations that were run now
 */
export async function migrate(databaseUrl: string, count = Infinity): Promise<string[]> {
  const done = await runner({
    databaseUrl,
    dir: migrationsFolder,
    direction: 'up',
    count,
    migrationsTable,
    advisoryLockMode: 'wait',
    log: () => undefined,
  });
  return done.map(({ name }) => name);
}

/** Whether every migration that this program knows was run. */
export async function isMigrated(pool: Pool): Promise<boolean> {
  const files = await readdir(migrationsFolder);
  const known = files.filter((file) => file.endsWith('.sql')).map((file) => file.slice(0, -'.sql'.length));
  const { rows } = await pool.query<{ name: string }>(`select name from ${migrationsTable}`);
  const run = new Set(rows.map(({ name }) => name));
  return known.every((name) => run.has(name));
}
