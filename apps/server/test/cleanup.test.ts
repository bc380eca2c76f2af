import { startLogin, startRegistration } from '@commonseal/crypto/opaque-client';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cleanUp } from '../src/plugins/cleanup.ts';
import { TestAccount } from './support/account.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { provePassword, uniqueEmail } from './support/person.ts';
import { TestReturn, proveReturn } from './support/returning.ts';
import { type TestServer, openServer } from './support/server.ts';
import { WaysInAuthor, newDevice } from './support/ways-in.ts';
import { challengeOf, newWorker, openWorkerSession } from './support/worker.ts';
import { admitWriter, openWriterSession } from './support/writer.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server.close());

/** A device whose time is over stays until the person's log gives it up: it is withdrawn with the keys. */
const staying = ['credentials'];

it('removes whatever can no longer be used, in every table that knows an end', async () => {
  const who = await TestNewcomer.create(server);
  const { api } = who;
  await new WaysInAuthor(who).add(newDevice());
  await openWriterSession(api, who.person, await admitWriter(api, who.person));
  const writerId = (await admitWriter(api, who.person)).writerId;
  await api.call(endpoints.writerChallenge, { body: { accountId: who.person.accountId, writerId } });
  await openWorkerSession(api, newWorker());
  await challengeOf(api, newWorker());
  const registrationRequest = startRegistration('a password').request;
  await api.call(endpoints.signUpStart, { body: { email: uniqueEmail(), registrationRequest } });
  await api.call(endpoints.registrationStart, { body: { registrationRequest } });
  const { credentialId } = who.person;
  await api.call(endpoints.keyChallenge, { body: { credentialId } });
  await api.call(endpoints.passkeyChallenge, {});
  const startLoginRequest = startLogin('x').request;
  await api.call(endpoints.loginStart, { body: { email: who.person.email, startLoginRequest } });
  await server.app.pg.query(
    `insert into authenticator_apps (user_id, secret, since) values ($1, '\\x01', now())`,
    [Buffer.from(who.userId, 'base64url')],
  );
  await provePassword(server.visitor().api, who.person);
  const waiting = await TestReturn.ask(server, who.person.email);
  await proveReturn(api, who.person.email, waiting.coming.password);

  const { rows: tables } = await server.app.pg.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'expires_at' and table_name <> all ($1)`,
    [staying],
  );
  expect(tables.length).toBeGreaterThan(7);
  const count = async (table: string) => {
    const { rows } = await server.app.pg.query<{ count: number }>(
      `select count(*)::integer as count from ${table}`,
    );
    return rows[0]?.count ?? 0;
  };
  const counts = async () => Promise.all(tables.map(async ({ name }) => [name, await count(name)] as const));
  const before = await counts();
  for (const [name, rows] of before) expect([name, rows > 0]).toEqual([name, true]);
  await cleanUp(server.app.pg.pool);
  expect(await counts()).toEqual(before);
  for (const { name } of tables) {
    await server.app.pg.query(`update ${name} set expires_at = now() - interval '1 second'`);
  }
  await cleanUp(server.app.pg.pool);
  for (const [name, rows] of await counts()) expect([name, rows]).toEqual([name, 0]);
  expect(await count('credentials')).toBe(2);
});

it('keeps what somebody has asked for who has come in elsewhere: it says where they may ask again', async () => {
  const home = await TestAccount.create(server);
  const who = await TestNewcomer.create(server);
  await who.join(await home.invite());
  const asked = await TestReturn.ask(server, who.person.email);
  await home.letIn(asked.requestTo(home.person.accountId));
  await server.app.pg.query("update reset_requests set expires_at = now() - interval '1 second'");
  await cleanUp(server.app.pg.pool);
  expect(Object.keys(await asked.standings())).toHaveLength(2);
});
