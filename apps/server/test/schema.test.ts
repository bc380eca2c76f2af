import { encodeManifest, nameBoxBytes } from '@commonseal/account-log';
import { authorPolicy, authorWriter } from '@commonseal/account-log/author';
import { generateUserSeed, generateWriterSeed, writerIdOf } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { openTestDatabase } from '@commonseal/embedded-postgres/testing';
import { AccountId, BatchId, UserId, WriterId, parseBase64url } from '@commonseal/protocol';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../src/app.ts';
import { migrate } from '../src/database/migrate.ts';
import { authorAccount } from './support/person.ts';

/** Looked up by a key of their own: they belong to nobody yet, or are what leads to somebody. */
const ownKeys: Readonly<Record<string, string>> = {
  email_addresses: 'email',
  sessions: 'token_hash',
  writer_sessions: 'token_hash',
  writer_challenges: 'challenge_hash',
  login_attempts: 'login_id',
  sign_up_attempts: 'sign_up_id',
  server_setup: 'only_row',
  rate_limits: 'key',
  key_credentials: 'credential_id',
  key_challenges: 'challenge_hash',
  passkey_owners: 'webauthn_id',
  passkey_challenges: 'challenge_hash',
  second_factor_attempts: 'second_factor_id',
  waiting_returns: 'email',
  return_tickets: 'ticket_hash',
  return_logins: 'login_id',
  break_glass_sets: 'break_glass_id',
  worker_sessions: 'token_hash',
  worker_challenges: 'challenge_hash',
  worker_identities: 'fingerprint',
};

describe('the schema', () => {
  let db: pg.Client;
  let drop: () => Promise<void>;
  let url: string;

  beforeAll(async () => {
    const database = await openTestDatabase();
    drop = () => database.drop();
    url = database.connectionString;
    // Several servers start at once: one migrates, the others wait for it.
    const done = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(done.filter((names) => names.length > 0)).toHaveLength(1);
    db = new pg.Client({ connectionString: url });
    await db.connect();
  });
  afterAll(async () => {
    await db.end();
    await drop();
  });

  async function keysOf(kinds: readonly string[]) {
    const { rows } = await db.query<{ table: string; name: string; columns: string[] }>(
      `select t.relname as table, c.conname as name,
         array(select a.attname::text from unnest(c.conkey) with ordinality as k (attnum, at)
           join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum order by k.at) as columns
       from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
       where n.nspname = 'public' and c.contype::text = any ($1) and t.relname <> 'schema_migrations'`,
      [kinds],
    );
    return rows;
  }

  it('has the key by which a table would be spread over nodes first in every key', async () => {
    const keys = await keysOf(['p', 'u', 'f', 'x']);
    expect(keys.length).toBeGreaterThan(20);
    const wrong = keys.filter(({ table, columns }) => {
      const [first] = columns;
      return first !== 'account_id' && first !== 'user_id' && first !== ownKeys[table];
    });
    expect(wrong).toEqual([]);
  });

  it('has that key in every unique index too', async () => {
    const { rows } = await db.query<{ table: string; definition: string }>(
      `select tablename as table, indexdef as definition from pg_indexes
       where schemaname = 'public' and indexdef like 'CREATE UNIQUE%' and tablename <> 'schema_migrations'`,
    );
    const wrong = rows.filter(({ table, definition }) => {
      const first = /\((\w+)/.exec(definition)?.[1];
      return first !== 'account_id' && first !== 'user_id' && first !== ownKeys[table];
    });
    expect(wrong).toEqual([]);
  });

  it('refers to rows of the same account or person only', async () => {
    const { rows } = await db.query<{ name: string; from: string; to: string }>(
      `select c.conname as name, f.attname as from, p.attname as to from pg_constraint c
       join pg_attribute f on f.attrelid = c.conrelid and f.attnum = c.conkey[1]
       join pg_attribute p on p.attrelid = c.confrelid and p.attnum = c.confkey[1]
       where c.contype = 'f'`,
    );
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ from, to }) => from !== to)).toEqual([]);
  });

  it('has a primary key in every table, and no triggers', async () => {
    const { rows: tables } = await db.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind = 'r'
         and not exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')`,
    );
    expect(tables).toEqual([]);
    const { rows: triggers } = await db.query('select tgname from pg_trigger where not tgisinternal');
    expect(triggers).toEqual([]);
  });

  it('knows one server setup, however many nodes start at once', async () => {
    const options = { databaseUrl: url, log: { level: 'silent' } };
    const apps = await Promise.all([buildApp(options), buildApp(options), buildApp(options)]);
    const { rows } = await db.query('select setup from server_setup');
    expect(rows).toHaveLength(1);
    await Promise.all(apps.map((app) => app.close()));
  });

  it('knows under which epoch the keys of batches are that were there before it did', async () => {
    const older = await openTestDatabase();
    const client = new pg.Client({ connectionString: older.connectionString });
    await client.connect();
    const id = (fill: number, length = 32) => new Uint8Array(length).fill(fill);
    const manifest = encodeManifest({
      accountId: AccountId.fromBytes(id(1)),
      writerId: WriterId.fromBytes(id(2)),
      index: 0,
      previousHash: id(0),
      epoch: 0x01020304,
      logHead: { sequence: 5, hash: id(3) },
      timeMs: 6,
      batchId: BatchId.fromBytes(id(7, 16)),
      sealHash: id(8),
      batchKeyCommitment: id(9),
      pageHashes: [],
      items: [],
    });
    try {
      await migrate(older.connectionString, 1);
      await client.query('insert into accounts (account_id, head_sequence, head_hash) values ($1, 0, $1)', [
        id(1),
      ]);
      await client.query('insert into account_writers values ($1, $2, null, false)', [id(1), id(2)]);
      await client.query(`insert into uploads values ($1, $2, 'writer', $3, 0, true)`, [
        id(1),
        id(7, 16),
        id(2),
      ]);
      await client.query(
        `insert into batches (account_id, sequence, batch_id, writer_id, index, manifest, seal, pages_bytes)
         values ($1, 1, $2, $3, 0, $4, '', 0)`,
        [id(1), id(7, 16), id(2), Buffer.concat([manifest, id(0, 64)])],
      );
      await migrate(older.connectionString);
      const { rows } = await client.query('select seal_epoch, resealed from batches');
      expect(rows).toEqual([{ seal_epoch: String(0x01020304), resealed: false }]);
    } finally {
      await client.end();
      await older.drop();
    }
  });

  it('keeps passwords and sessions that were there before it knew other ways in', async () => {
    const older = await openTestDatabase();
    const client = new pg.Client({ connectionString: older.connectionString });
    await client.connect();
    const id = (fill: number, length = 32) => new Uint8Array(length).fill(fill);
    try {
      await migrate(older.connectionString, 3);
      await client.query('insert into users (user_id) values ($1)', [id(1)]);
      await client.query(
        `insert into credentials (user_id, credential_id, kind, opaque_identifier, registration_record, stretching,
           seal, anchor)
         values ($1, $2, 'password', $3, $4, 'argon2id-64MiB-3-4', $5, $6)`,
        [id(1), id(2, 16), id(3, 16), id(4, 192), id(5, 1206), id(6, 200)],
      );
      for (const fill of [7, 8]) {
        await client.query(
          `insert into sessions (token_hash, user_id, created_at, idle_expires_at, expires_at)
           values ($1, $2, now() - interval '3 minutes', now() + interval '1 day', now() + interval '7 days')`,
          [id(fill), id(1)],
        );
      }
      await migrate(older.connectionString);
      const { rows: credentials } = await client.query(
        'select kind, last_used_at, expires_at from credentials',
      );
      expect(credentials).toEqual([{ kind: 'password', last_used_at: null, expires_at: null }]);
      const { rows: sessions } = await client.query(
        `select octet_length(session_id) as length, label, credential_ids as shown,
           authenticated_at > now() - interval '4 minutes' as recent from sessions`,
      );
      const kept = { length: 16, label: '', shown: [Buffer.from(id(2, 16))], recent: true };
      expect(sessions).toEqual([kept, kept]);
      const { rows: ids } = await client.query('select distinct session_id from sessions');
      expect(ids).toHaveLength(2);
    } finally {
      await client.end();
      await older.drop();
    }
  });

  it('knows what changed last who may do what in accounts that were there before it asked', async () => {
    await cryptoReady();
    const older = await openTestDatabase();
    const client = new pg.Client({ connectionString: older.connectionString });
    await client.connect();
    try {
      await migrate(older.connectionString, 4);
      const seed = generateUserSeed();
      const author = { userId: UserId.fromBytes(new Uint8Array(32).fill(1)), seed };
      const expected: unknown[] = [];
      for (const changes of [0, 2]) {
        const { genesis, log } = authorAccount(author.userId, seed, Date.now());
        const entries = [parseBase64url(genesis)];
        const append = (entry: Uint8Array) => {
          log.append(entry);
          entries.push(entry);
        };
        const authoring = () => ({ state: log.state, author, nowMs: Date.now() });
        for (let approvals = 1; approvals <= changes; approvals += 1) {
          append(authorPolicy(authoring(), { vouchers: 'members', approvals }));
        }
        const nameBox = new Uint8Array(nameBoxBytes);
        append(
          authorWriter(authoring(), { writerId: writerIdOf(generateWriterSeed()), kind: 'device', nameBox }),
        );
        const accountId = AccountId.toBytes(log.state.accountId);
        await client.query(
          'insert into accounts (account_id, head_sequence, head_hash) values ($1, $2, $3)',
          [accountId, log.head.sequence, log.head.hash],
        );
        for (const [sequence, entry] of entries.entries()) {
          await client.query('insert into account_log values ($1, $2, $3, $4)', [
            accountId,
            sequence,
            log.hashAt(sequence),
            entry,
          ]);
        }
        const { since, hashes } = log.state.power;
        expected.push({ sequence: since, hash: Buffer.from(hashes.get(0) ?? expect.fail()) });
      }
      await migrate(older.connectionString);
      const { rows } = await client.query(
        'select power_sequence::integer as sequence, power_hash as hash from accounts order by power_sequence',
      );
      expect(rows).toEqual(expected);
    } finally {
      await client.end();
      await older.drop();
    }
  });

  it.each([
    ['a password without its record', `'password', null, null, null, null`],
    ['a kit with a record of OPAQUE', `'kit', '\\x01', '\\x01', 'x', null`],
    ['a device without an end', `'device', null, null, null, null`],
    ['a kit with an end', `'kit', null, null, null, now()`],
    ['a way in of an unknown kind', `'fingerprint', null, null, null, null`],
  ])('takes no row for %s', async (_, values) => {
    const id = Buffer.alloc(32, 5);
    await db.query('insert into users (user_id) values ($1) on conflict do nothing', [id]);
    const insert = db.query(
      `insert into credentials (user_id, credential_id, seal, anchor, kind, opaque_identifier,
         registration_record, stretching, expires_at)
       values ($1, '\\x02', '\\x03', '\\x04', ${values})`,
      [id],
    );
    await expect(insert).rejects.toMatchObject({ code: '23514' });
  });

  it('is there already at the next start', async () => {
    expect(await migrate(url)).toEqual([]);
  });
});
