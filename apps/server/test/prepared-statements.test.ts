import { createHash } from 'node:crypto';
import { endpoints } from '@commonseal/protocol/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesOf } from '../src/bytes.ts';
import { inTransaction } from '../src/database/database.ts';
import { isMember } from '../src/repositories/account-roles.ts';
import { type Person, signUp } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, type Visitor, openServer } from './support/server.ts';

describe('prepared statements', () => {
  let server: TestServer;
  let visitor: Visitor;
  let person: Person;

  beforeEach(async () => {
    // What is prepared belongs to a connection: there is one.
    server = await openServer({ poolSize: 1 });
    visitor = server.visitor();
    person = await signUp(visitor.api);
  });
  afterEach(() => server.close());

  const ask = () => visitor.api.call(endpoints.userLog, { query: {} });
  const isMemberOf = () => {
    const accountId = bytesOf(person.accountId);
    return inTransaction(server.app.pg.pool, (db) => isMember(db, accountId, bytesOf(person.userId)));
  };
  const loseAll = () => server.app.pg.pool.query('deallocate all');
  const prepared = async () => {
    const { rows } = await server.app.pg.pool.query<{ name: string; statement: string; runs: number }>(
      'select name, statement, (generic_plans + custom_plans)::integer as runs from pg_prepared_statements',
    );
    return rows;
  };
  const warnings = () => server.lines.filter((line) => line.includes('lost a prepared statement'));

  it('are each parsed once on a connection, under a name that follows from their text', async () => {
    await ask();
    const runsOf = async () => {
      const found = (await prepared()).filter(({ statement }) =>
        statement.includes('idle_expires_at - now()'),
      );
      expect(found).toHaveLength(1);
      return found[0]?.runs ?? 0;
    };
    const before = await runsOf();
    for (let time = 0; time < 3; time += 1) await ask();
    expect(await runsOf()).toBe(before + 3);
    for (const { name, statement } of await prepared())
      expect(name).toBe(createHash('sha256').update(statement).digest('base64url'));
  });

  it('may be lost: what was asked for can be asked again, and none is prepared any more', async () => {
    await ask();
    await loseAll();
    expect(await codeOf(ask())).toBe('database_unavailable');
    await expect(ask()).resolves.toHaveProperty('entries');
    await expect(isMemberOf()).resolves.toBe(true);
    expect(await prepared()).toEqual([]);
    expect(warnings()).toHaveLength(1);
  });

  it('may be lost within a transaction, which is done again', async () => {
    await expect(isMemberOf()).resolves.toBe(true);
    await loseAll();
    await expect(isMemberOf()).resolves.toBe(true);
    expect(warnings()).toHaveLength(1);
  });

  it('are not taken for those of another server behind the same pooler', async () => {
    await ask();
    const all = await prepared();
    await loseAll();
    // There already, as a pooler's other servers leave it: the very same statement, and none with another text.
    for (const { name, statement } of all)
      await server.app.pg.pool.query(`prepare "${name}" as ${statement}`);
    await expect(ask()).resolves.toHaveProperty('entries');
    expect(warnings()).toEqual([]);
  });
});
