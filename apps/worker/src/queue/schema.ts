import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { Stop } from '../stop.ts';
import { inTransaction, withConnection } from './database.ts';
import { silentLogger } from './jobs-queue.ts';
import { librarySchema } from './library-schema.ts';

/** A number of our own among the advisory locks. */
const schemaLock = 7_262_013;

/** Each is applied once, in this order; none is ever changed. Nothing in these tables is secret: ids, numbers, names and ciphertext. */
const migrations: readonly string[] = [
  `
  create table commonseal_work.runs (
    run_id text primary key,
    worker_id text not null,
    account_id text not null,
    -- Sequence of the entry that grants it; null until it is known.
    grant_entry integer,
    -- Where an owner was asked for one job.
    job_id text,
    analyser text not null,
    version text not null,
    writer_id text,
    from_ms bigint,
    to_ms bigint,
    state text not null check (state in ('asked', 'running', 'paused', 'done', 'ended')),
    -- In a word for the account's people, and in words for the operator.
    why_code text,
    why text,
    is_listed boolean not null default false,
    listed_after text,
    created_at timestamptz not null default now(),
    changes bigint not null default 1,
    -- Up to which change the server was told of it, and when.
    told bigint not null default 0,
    told_at timestamptz not null default '-infinity'
  );
  create index runs_by_worker on commonseal_work.runs (worker_id, state);

  create table commonseal_work.tasks (
    run_id text not null references commonseal_work.runs on delete cascade,
    key text not null,
    ref jsonb not null,
    item_count integer not null,
    done integer not null default 0,
    failed integer not null default 0,
    is_done boolean not null default false,
    -- How often results of it were taken back, for they could not be delivered.
    taken_back integer not null default 0,
    primary key (run_id, key)
  );

  -- What has a result: exactly one for each item, analyser and version.
  create table commonseal_work.ledger (
    account_id text not null,
    item_id text not null,
    analyser text not null,
    version text not null,
    -- The batch that has the item, and the one that has the result.
    batch_id text not null,
    result_batch_id text not null,
    run_id text not null,
    task_key text not null,
    is_failed boolean not null,
    primary key (account_id, item_id, analyser, version)
  );
  create index ledger_by_batch on commonseal_work.ledger (account_id, batch_id, analyser, version);
  create index ledger_by_result on commonseal_work.ledger (account_id, result_batch_id);

  -- The chain of each writer of results. What was kept is sent as it was kept; what was sent is no longer kept.
  create table commonseal_work.batches (
    account_id text not null,
    writer_id text not null,
    index integer not null,
    batch_id text not null,
    epoch integer not null,
    body bytea not null,
    signature bytea,
    seal bytea,
    pages bytea[],
    is_sent boolean not null default false,
    kept_at timestamptz not null default now(),
    primary key (account_id, writer_id, index)
  );
  create unique index batches_by_id on commonseal_work.batches (account_id, batch_id);

  create table commonseal_work.rows (
    account_id text not null,
    batch_id text not null,
    item_id text not null,
    chunk integer not null,
    bytes bytea not null,
    primary key (account_id, batch_id, item_id, chunk)
  );

  create table commonseal_work.processes (
    process_id text primary key,
    -- The names under which it holds jobs of the queue.
    names text[] not null,
    seen_at timestamptz not null
  );
  `,
  // Ciphertext cannot be compressed: do not try.
  'alter table commonseal_work.rows alter column bytes set storage external',
  `
  -- Runs that were asked for together are read together: the id of the first of them, or their own.
  alter table commonseal_work.runs add column read_with text;
  update commonseal_work.runs set read_with = run_id;
  alter table commonseal_work.runs alter column read_with set not null;
  create index runs_by_reading on commonseal_work.runs (read_with);

  -- What members' browsers have found in other items, and have delivered among what they have brought in: nobody's content.
  create table commonseal_work.passed_over (
    account_id text not null,
    batch_id text not null,
    item_id text not null,
    primary key (account_id, batch_id, item_id)
  );
  `,
];

/**
 * Makes the tables, and the library's, where they are not there yet. Several processes may do so at once.
 * @throws Stop `database_unusable` when they are of a newer version
 */
export function prepareSchema(pool: pg.Pool): Promise<void> {
  return withConnection(pool, async (client) => {
    await client.query('select pg_advisory_lock($1)', [schemaLock]);
    await inTransaction(client, async () => {
      await client.query('create schema if not exists commonseal_work');
      await client.query('create table if not exists commonseal_work.versions (version integer primary key)');
      const { rows } = await client.query<{ version: number }>(
        'select coalesce(max(version), 0) as version from commonseal_work.versions',
      );
      const applied = rows[0]?.version ?? 0;
      if (applied > migrations.length) throw newer();
      for (const [at, migration] of migrations.entries()) {
        if (at < applied) continue;
        await client.query(migration);
        await client.query('insert into commonseal_work.versions values ($1)', [at + 1]);
      }
    });
    await runMigrations({ pgPool: pool, schema: librarySchema, logger: silentLogger });
    await client.query('select pg_advisory_unlock($1)', [schemaLock]);
  });
}

function newer(): Stop {
  return new Stop(
    'database_unusable',
    "The jobs' queue in the database is of a newer version of this program. Update the program.",
  );
}
