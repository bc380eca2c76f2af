import { encodeBase64url, maxMarksBytes } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Person, signUp } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, type Visitor, openServer } from './support/server.ts';

const bytes = (fill: number, length = 300) => encodeBase64url(new Uint8Array(length).fill(fill));

describe("a person's marks", () => {
  let server: TestServer;
  let db: pg.Client;
  let visitor: Visitor;
  let person: Person;

  beforeAll(async () => {
    server = await openServer();
    db = new pg.Client({ connectionString: server.database.connectionString });
    await db.connect();
  });
  afterAll(async () => {
    await db.end();
    await server.close();
  });
  beforeEach(async () => {
    visitor = server.visitor();
    person = await signUp(visitor.api);
  });

  const read = (known = 0) =>
    visitor.api.call(endpoints.marks, { params: { accountId: person.accountId }, query: { known } });
  const put = (replaces: number, version: number, marks = bytes(version)) =>
    visitor.api.call(endpoints.putMarks, {
      params: { accountId: person.accountId },
      body: { replaces, version, marks },
    });

  it('are none at first, and then as they were put', async () => {
    expect(await read()).toEqual({ version: 0 });
    await put(0, 1);
    expect(await read()).toEqual({ version: 1, marks: bytes(1) });
  });

  it('are left out for who knows the version, and for nobody else', async () => {
    await put(0, 1);
    expect(await read(1)).toEqual({ version: 1 });
    expect(await read(2)).toEqual({ version: 1, marks: bytes(1) });
  });

  it('are replaced by a later version of what is there only', async () => {
    await put(0, 1);
    await put(1, 7);
    for (const [replaces, version] of [
      [0, 1],
      [0, 8],
      [1, 8],
      [8, 9],
    ] as const) {
      expect(await codeOf(put(replaces, version))).toBe('marks_conflict');
    }
    for (const version of [7, 6]) expect(await codeOf(put(7, version))).toBe('invalid_request');
    expect(await read()).toEqual({ version: 7, marks: bytes(7) });
  });

  it.each([0, 1])('let one of several devices be first (in place of version %d)', async (replaces) => {
    if (replaces === 1) await put(0, 1);
    const puts = Array.from({ length: 6 }, (_, at) => codeOf(put(replaces, replaces + 1, bytes(at))));
    const codes = await Promise.all(puts);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'marks_conflict')).toHaveLength(5);
  });

  it('have a largest size', async () => {
    await put(0, 1, bytes(1, maxMarksBytes));
    expect(await codeOf(put(1, 2, bytes(2, maxMarksBytes + 1)))).toBe('invalid_request');
  });

  it('lie apart for each person of an account, and nobody reaches those of others', async () => {
    await put(0, 1);
    const other = server.visitor();
    const teammate = await signUp(other.api);
    // As a second member of the account has it.
    await db.query("insert into account_members (account_id, user_id, role) values ($1, $2, 'member')", [
      Buffer.from(person.accountId, 'base64url'),
      Buffer.from(teammate.userId, 'base64url'),
    ]);
    const params = { accountId: person.accountId };
    expect(await other.api.call(endpoints.marks, { params, query: { known: 0 } })).toEqual({ version: 0 });
    const body = { replaces: 0, version: 1, marks: bytes(9) };
    await other.api.call(endpoints.putMarks, { params, body });
    expect(await read()).toEqual({ version: 1, marks: bytes(1) });
  });
});
