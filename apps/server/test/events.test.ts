import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { generateWriterSeed } from '@commonseal/crypto/seal';
import { endpoints } from '@commonseal/protocol/api';
import { Secret, TOTP } from 'otpauth';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AccountStreams } from '../src/events/account-streams.ts';
import { ChangeListener } from '../src/events/change-listener.ts';
import { TestAccount } from './support/account.ts';
import { deliver, sealBatch } from './support/batch.ts';
import { EventReader } from './support/event-reader.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { logIn } from './support/person.ts';
import { type TestServer, type Visitor, openServer } from './support/server.ts';
import { SeverableLink } from './support/severable-link.ts';

/** What a change may take to be told. */
const soon = { timeout: 3_000, interval: 20 };

const readers: EventReader[] = [];
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});

async function listenTo(
  { origin, account }: { readonly origin: string; readonly account: TestAccount },
  headers: Readonly<Record<string, string>> = {},
  visitor: Visitor = account.visitor,
): Promise<EventReader> {
  const reader = await EventReader.open(origin, visitor, account.person.accountId, headers);
  readers.push(reader);
  return reader;
}

async function open(
  options: Parameters<typeof openServer>[0] = {},
  reach?: Parameters<typeof openServer>[1],
) {
  const server = await openServer(options, reach);
  const origin = await server.app.listen({ host: '127.0.0.1', port: 0 });
  return { server, origin, account: await TestAccount.create(server) };
}

const grow = async (account: TestAccount) =>
  account.append(await account.authorAdmission('connector', generateWriterSeed()));

describe('a stream of changes', () => {
  let server: TestServer;
  let origin: string;
  let account: TestAccount;

  beforeAll(async () => {
    ({ server, origin, account } = await open());
  });
  afterAll(() => server.close());

  it('says at once how far the account is, and soon how far it has come', async () => {
    const { sequence } = (await account.log()).head;
    const reader = await listenTo({ origin, account });
    expect(reader.response.statusCode).toBe(200);
    const first = {
      event: 'change',
      id: `${sequence}.0.0.0`,
      data: { log: sequence, batches: 0, requests: 0, work: 0 },
    };
    await expect.poll(() => reader.events, soon).toEqual([first]);
    await grow(account);
    await expect.poll(() => reader.ids, soon).toEqual([first.id, `${sequence + 1}.0.0.0`]);

    const device = await account.admitDevice();
    await deliver(account.api, await sealBatch(await account.log(), device, [10]));
    const last = {
      event: 'change',
      id: `${sequence + 2}.1.0.0`,
      data: { log: sequence + 2, batches: 1, requests: 0, work: 0 },
    };
    await expect.poll(() => reader.events.at(-1), soon).toEqual(last);
  });

  it('is told of to nothing in between that could gather, keep or change it', async () => {
    const { response } = await listenTo({ origin, account });
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
    expect(response.headers['content-encoding']).toBeUndefined();
  });

  it('goes on where it broke off', async () => {
    const first = await listenTo({ origin, account });
    await expect.poll(() => first.ids.length, soon).toBe(1);
    const known = first.ids[0] ?? '';
    first.close();
    const upToDate = await listenTo({ origin, account }, { 'last-event-id': known });
    // One that has something to hear is asked for later, and has heard it: so the first one was looked at too.
    const behind = await listenTo({ origin, account }, { 'last-event-id': '0.0.0.0' });
    await expect.poll(() => behind.ids, soon).toEqual([known]);
    expect(upToDate.ids).toEqual([]);
    const sequence = await grow(account);
    await expect
      .poll(() => upToDate.ids, soon)
      .toEqual([`${sequence}.${known.split('.').slice(1).join('.')}`]);
    const strange = await listenTo({ origin, account }, { 'last-event-id': 'x'.repeat(500) });
    await expect.poll(() => strange.ids.length, soon).toBe(1);
  });

  it('says nothing of other accounts', async () => {
    const other = await TestAccount.create(server);
    const reader = await listenTo({ origin, account: other });
    await expect.poll(() => reader.ids, soon).toEqual(['0.0.0.0']);
    const own = await listenTo({ origin, account });
    await expect.poll(() => own.ids.length, soon).toBe(1);
    await grow(account);
    await expect.poll(() => own.ids.length, soon).toBe(2);
    expect(reader.ids).toEqual(['0.0.0.0']);
  });

  it('ends for a member who is removed, and no other', async () => {
    const member = await TestNewcomer.create(server);
    await member.join(await account.invite());
    const theirs = await listenTo({ origin, account }, {}, member.visitor);
    const own = await listenTo({ origin, account });
    await expect.poll(() => [theirs, own].map(({ ids }) => ids.length), soon).toEqual([1, 1]);
    const known = theirs.ids;
    await account.remove(member.userId);
    await expect.poll(() => theirs.hasEnded, soon).toBe(true);
    await expect.poll(() => own.ids.length, soon).toBe(2);
    expect(own.hasEnded).toBe(false);
    // Not even that somebody was removed is told to them.
    expect(theirs.ids).toEqual(known);
    const again = await listenTo({ origin, account }, {}, member.visitor);
    expect(again.response.statusCode).toBe(404);
  });

  it('ends with its session, and no other', async () => {
    const visitors = [server.visitor(), server.visitor()] as const;
    for (const { api } of visitors) await logIn(api, account.person);
    const [one, other] = [
      await listenTo({ origin, account }, {}, visitors[0]),
      await listenTo({ origin, account }, {}, visitors[1]),
    ];
    await visitors[0].api.call(endpoints.logout, {});
    await expect.poll(() => one.hasEnded, soon).toBe(true);
    expect(other.hasEnded).toBe(false);
    expect((await listenTo({ origin, account }, {}, visitors[0])).response.statusCode).toBe(401);
  });

  it('ends when its session is ended from another one', async () => {
    const here = server.visitor();
    const others = [server.visitor(), server.visitor()] as const;
    for (const { api } of [here, ...others]) await logIn(api, account.person);
    const streams = await Promise.all(others.map((visitor) => listenTo({ origin, account }, {}, visitor)));
    const own = await listenTo({ origin, account }, {}, here);
    const { sessions } = await others[0].api.call(endpoints.waysIn, {});
    const params = { sessionId: sessions.find(({ isThisOne }) => isThisOne)?.sessionId ?? '' };
    await here.api.call(endpoints.endSession, { params });
    await expect.poll(() => streams.map(({ hasEnded }) => hasEnded), soon).toEqual([true, false]);
    await here.api.call(endpoints.endOtherSessions, {});
    await expect.poll(() => streams.map(({ hasEnded }) => hasEnded), soon).toEqual([true, true]);
    expect(own.hasEnded).toBe(false);
    await logIn(account.api, account.person);
  });

  it('ends when a second step is asked for from now on, and its session has not shown it', async () => {
    const who = await open();
    try {
      const other = who.server.visitor();
      await logIn(other.api, who.account.person);
      const stream = await listenTo(who, {}, other);
      const own = await listenTo(who);
      const { secret } = await who.account.api.call(endpoints.authenticatorStart, {});
      const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
      await who.account.api.call(endpoints.authenticatorConfirm, { body: { code } });
      await expect.poll(() => stream.hasEnded, soon).toBe(true);
      expect(own.hasEnded).toBe(false);
    } finally {
      await who.server.close();
    }
  });

  it('makes room for a newer one of the same session, the oldest first', async () => {
    const visitor = server.visitor();
    await logIn(visitor.api, account.person);
    const elsewhere = await listenTo({ origin, account });
    const streams: EventReader[] = [];
    for (let at = 0; at < 6; at += 1) {
      const stream = await listenTo({ origin, account }, {}, visitor);
      await expect.poll(() => stream.ids.length, soon).toBe(1);
      streams.push(stream);
    }
    const ended = () => streams.map(({ hasEnded }) => hasEnded);
    await expect.poll(ended, soon).toEqual([true, true, false, false, false, false]);
    // It is asked to wait for longer than the others before it comes back.
    expect(streams[0]?.text).toMatch(/retry: 300000\n\n$/);
    expect(elsewhere.hasEnded).toBe(false);
  });

  it('has a bound for each person too', async () => {
    const visitors: Visitor[] = [];
    for (let at = 0; at < 6; at += 1) {
      const visitor = server.visitor();
      await logIn(visitor.api, account.person);
      visitors.push(visitor);
    }
    const streams: EventReader[] = [];
    for (const visitor of visitors) {
      for (let at = 0; at < 4; at += 1) streams.push(await listenTo({ origin, account }, {}, visitor));
    }
    const left = () => streams.filter(({ hasEnded }) => !hasEnded).length;
    await expect.poll(left, soon).toBe(20);
    expect(streams.slice(-20).every(({ hasEnded }) => !hasEnded)).toBe(true);
  });

  it('holds no connection to the database', async () => {
    const narrow = await open({ poolSize: 1 });
    try {
      for (let at = 0; at < 4; at += 1) await listenTo(narrow);
      const sequence = await grow(narrow.account);
      await expect.poll(() => readers.at(-1)?.ids.at(-1), soon).toBe(`${sequence}.0.0.0`);
    } finally {
      for (const reader of readers.splice(0)) reader.close();
      await narrow.server.close();
    }
  });

  it('leaves nothing behind when the page goes', async () => {
    const streams = new AccountStreams(server.app.pg.pool);
    const tokenHash = createHash('sha256').update('x').digest();
    const caller = {
      kind: 'person',
      userId: account.person.userId,
      tokenHash,
      authenticatedSeconds: 0,
      isBeyondPassword: false,
    } as const;
    const stream = streams.open({ accountId: account.person.accountId, caller, known: undefined });
    expect(streams.count).toBe(1);
    stream.destroy();
    await expect.poll(() => streams.count, soon).toBe(0);
    await streams.close();
  });
});

describe('sessions and memberships', () => {
  let server: TestServer;
  let account: TestAccount;

  beforeAll(async () => {
    server = await openServer({ listenForChanges: false });
    account = await TestAccount.create(server);
  });
  afterAll(() => server.close());

  it('are asked about with each beat', async () => {
    const streams = new AccountStreams(server.app.pg.pool);
    const { accountId, userId } = account.person;
    const token = account.visitor.browser.cookies.get('commonseal') ?? '';
    const tokenHash = createHash('sha256').update(token).digest();
    const caller = {
      kind: 'person',
      userId,
      tokenHash,
      authenticatedSeconds: 0,
      isBeyondPassword: false,
    } as const;
    const stream = streams.open({ accountId, caller, known: undefined });
    let text = '';
    stream.on('data', (piece: Buffer) => (text += piece.toString()));
    await expect.poll(() => text, soon).toContain('id: 0.0.0.0\n');
    await streams.beat();
    await expect.poll(() => text, soon).toMatch(/\n\n:\n\n$/);
    expect(streams.count).toBe(1);
    await server.app.pg.query(`update sessions set idle_expires_at = now() - interval '1 second'`);
    await streams.beat();
    expect(streams.count).toBe(0);
    await streams.close();
  });

  it('are asked about before the first word', async () => {
    const streams = new AccountStreams(server.app.pg.pool);
    const { userId } = await TestAccount.create(server).then(({ person }) => person);
    const caller = {
      kind: 'person',
      userId,
      tokenHash: Buffer.alloc(32),
      authenticatedSeconds: 0,
      isBeyondPassword: false,
    } as const;
    // As if they had been removed between the check of the request and here.
    const stream = streams.open({ accountId: account.person.accountId, caller, known: undefined });
    let text = '';
    stream.on('data', (piece: Buffer) => (text += piece.toString()));
    await expect.poll(() => stream.readableEnded, soon).toBe(true);
    expect(text).not.toContain('change');
    await streams.close();
  });
});

describe('changes', () => {
  it('are noticed without being listened for', async () => {
    const { server, origin, account } = await open({ listenForChanges: false });
    try {
      const reader = await listenTo({ origin, account });
      await expect.poll(() => reader.ids, soon).toEqual(['0.0.0.0']);
      await grow(account);
      await expect.poll(() => reader.ids, soon).toEqual(['0.0.0.0', '1.0.0.0']);
    } finally {
      await server.close();
    }
  });

  it('are heard of at once while the connection for it holds, and again when it has come back', async () => {
    const server = await openServer({ listenForChanges: false });
    const account = await TestAccount.create(server);
    const heard: string[] = [];
    const listener = new ChangeListener(server.database.connectionString, (accountId) =>
      heard.push(accountId),
    );
    try {
      await listener.connect();
      await grow(account);
      await expect.poll(() => heard, soon).toEqual([account.person.accountId]);
      const device = await account.admitDevice();
      await deliver(account.api, await sealBatch(await account.log(), device, [10]));
      await expect.poll(() => heard.length, soon).toBe(3);
      await server.app.pg.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'commonseal changes'
         and datname = current_database()`,
      );
      const before = heard.length;
      const growAndCount = async () => {
        await grow(account);
        return heard.length;
      };
      await expect.poll(growAndCount, { timeout: 5_000, interval: 100 }).toBeGreaterThan(before);
      // What does not name an account is not passed on.
      const count = heard.length;
      await server.app.pg.query(`select pg_notify('commonseal_changes', 'nonsense')`);
      await grow(account);
      await expect.poll(() => heard.length, soon).toBeGreaterThan(count);
      expect(new Set(heard)).toEqual(new Set([account.person.accountId]));
    } finally {
      await listener.close();
      await server.close();
    }
  });

  it('are noticed on one server when they are made by another', async () => {
    const { server, origin, account } = await open();
    const beside = await openServer({}, async () => server.database.connectionString);
    try {
      const reader = await listenTo({ origin, account });
      await expect.poll(() => reader.ids, soon).toEqual(['0.0.0.0']);
      const visitor = beside.visitor();
      await logIn(visitor.api, account.person);
      const entry = await account.authorAdmission('connector', generateWriterSeed());
      const body = { entry: Buffer.from(entry).toString('base64url'), seals: [] };
      await visitor.api.call(endpoints.appendEntry, { params: account.params, body });
      await expect.poll(() => reader.ids, soon).toEqual(['0.0.0.0', '1.0.0.0']);
    } finally {
      await beside.close();
      await server.close();
    }
  });

  it('are made up for when the database was away', async () => {
    let link: SeverableLink | undefined;
    const { server, origin, account } = await open({}, async (databaseUrl) => {
      const made = await SeverableLink.to(databaseUrl);
      link = made.link;
      return made.url;
    });
    try {
      const reader = await listenTo({ origin, account });
      await expect.poll(() => reader.ids, soon).toEqual(['0.0.0.0']);
      link?.cut();
      await delay(2_500);
      expect(reader.hasEnded).toBe(false);
      link?.mend();
      await expect.poll(() => grow(account).catch(() => undefined), soon).toBeGreaterThan(0);
      const { sequence } = (await account.log()).head;
      await expect.poll(() => reader.ids.at(-1), { ...soon, timeout: 5_000 }).toBe(`${sequence}.0.0.0`);
    } finally {
      await server.close();
      await link?.close();
    }
  });

  it('keep no server from ending', async () => {
    const { server, origin, account } = await open();
    const reader = await listenTo({ origin, account });
    await expect.poll(() => reader.ids, soon).toEqual(['0.0.0.0']);
    const startedMs = Date.now();
    await server.close();
    expect(Date.now() - startedMs).toBeLessThan(10_000);
    await expect.poll(() => reader.hasEnded, soon).toBe(true);
  });
});
