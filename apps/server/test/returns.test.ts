import { judgeRequest, Refused, parseResetRequest, resetRequestName } from '@commonseal/account-log';
import { generateUserSeed } from '@commonseal/crypto/seal';
import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { madeUpPlaces } from '../src/account/made-up-places.ts';
import { TestAccount } from './support/account.ts';
import { EventReader } from './support/event-reader.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { uniqueEmail } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import {
  type Coming,
  TestReturn,
  comeAnew,
  findReturn,
  proveReturn,
  requestFor,
  startReturn,
  textOfRequest,
} from './support/returning.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, openServer } from './support/server.ts';

let server: TestServer;
let home: TestAccount;
/** In an account of their own, too. */
let member: TestNewcomer;
let origin: string;
let email: string;

beforeAll(async () => {
  server = await openServer();
  origin = await server.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());
beforeEach(async () => {
  home = await TestAccount.create(server);
  member = await TestNewcomer.create(server);
  await member.join(await home.invite());
  email = member.person.email;
});

const at = (account: TestAccount) => account.person.accountId;
const listed = async (as = home.api) =>
  (await as.call(endpoints.resetRequests, { params: home.params })).requests;
const refuse = (name: string, as = home.api) =>
  as.call(endpoints.refuseReset, { params: { ...home.params, requestName: name } });
const nameOf = (asked: TestReturn) => resetRequestName(asked.requestTo(home.person.accountId));
const ask = (coming: Coming, requests: readonly string[]) =>
  coming.visitor.api.call(endpoints.returnAsk, { body: { ...coming.body, requests: [...requests] } });

/** The statements that an answer takes, without their values. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    return spy.mock.calls
      .map(([query]) => (typeof query === 'string' ? query : (query as unknown as pg.QueryConfig).text))
      .map((text) => text.replaceAll(/\s+/g, ' '));
  } finally {
    spy.mockRestore();
  }
}

describe('whoever has lost every way in', () => {
  it('is told where they are a member, and what a request may rest on', async () => {
    const { places } = await startReturn(server.visitor().api, email);
    const { state } = await home.log();
    const place = places.find(({ accountId }) => accountId === home.person.accountId);
    expect(places).toHaveLength(2);
    expect(place?.memberId).toBe(member.userId);
    expect(place?.head).toEqual({
      sequence: state.power.since,
      hash: encodeBase64url(state.power.hashes.get(0) ?? expect.fail()),
    });
    expect(place?.timeMs).toBe(state.timeMs);
    const coming = await comeAnew(server, email);
    const { request } = requestFor(coming, place ?? expect.fail());
    expect(judgeRequest(state, request, Date.now())).not.toBeInstanceOf(Refused);
  });

  it('is told of the entry that last changed who may do what', async () => {
    await home.setPolicy({ vouchers: 'members', approvals: 2 });
    const { head } = await home.log();
    await home.invite();
    const { places } = await startReturn(server.visitor().api, email);
    const place = places.find(({ accountId }) => accountId === home.person.accountId);
    expect(place?.head).toEqual({ sequence: head.sequence, hash: encodeBase64url(head.hash) });
  });

  it('is answered alike whether anybody has the address or not, by the same statements', async () => {
    const alone = await TestAccount.create(server);
    const unknown = uniqueEmail();
    const shapes: unknown[] = [];
    const statements: string[][] = [];
    for (const address of [alone.person.email, unknown]) {
      const { api } = server.visitor();
      let coming: Coming | undefined;
      statements.push(
        await statementsOf(async () => {
          coming = await comeAnew(server, address);
          const { ticket } = await TestReturn.ask(server, address, {}, coming);
          await proveReturn(api, address, coming.password);
          await api.call(endpoints.returnState, { body: { ticket } });
        }),
      );
      const { places, body } = coming ?? expect.fail();
      const [place] = places;
      shapes.push([
        Object.keys(body),
        Object.keys(place ?? {}),
        place?.accountId.length,
        place?.head.hash.length,
      ]);
    }
    expect(statements[0]?.length).toBeGreaterThan(8);
    expect(statements[1]).toEqual(statements[0]);
    expect(shapes[1]).toEqual(shapes[0]);
  });

  it('is told the same made-up places each time, as is a person who is in no account', async () => {
    const unknown = uniqueEmail();
    const { api } = server.visitor();
    const first = (await startReturn(api, unknown)).places;
    expect((await startReturn(api, unknown)).places).toEqual(first);
    expect((await startReturn(api, uniqueEmail())).places).not.toEqual(first);
    const nowhere = await TestNewcomer.create(server);
    const leaving = await nowhere.authorLeaving(nowhere.person.accountId);
    await nowhere.api.call(endpoints.appendUserEntry, { body: leaving });
    await server.app.pg.query('delete from account_members where user_id = $1', [
      Buffer.from(nowhere.userId, 'base64url'),
    ]);
    const { places } = await startReturn(api, nowhere.person.email);
    expect(places[0]?.memberId).not.toBe(nowhere.userId);
    expect(places.length).toBeGreaterThan(0);
  });

  it('cannot tell a made-up account by its never changing, or by its first entry', () => {
    const day = 24 * 60 * 60_000;
    const nowMs = Date.UTC(2026, 5, 1);
    const addresses = Array.from({ length: 100 }, (_, number) => `somebody@example-${number}.org`);
    const placesAt = (address: string, timeMs: number) => madeUpPlaces('secret', address, timeMs);
    const heads = addresses.map((address) => placesAt(address, nowMs).map(({ head }) => head.sequence));
    const still = heads.filter(([sequence]) => sequence === 0).length;
    expect(still).toBeGreaterThan(30);
    expect(still).toBeLessThan(70);
    const twice = heads.filter(({ length }) => length === 2).length;
    expect(twice).toBeGreaterThan(3);
    expect(twice).toBeLessThan(30);
    for (const address of addresses) {
      const looks = Array.from({ length: 40 }, (_, look) => look * 3 * day);
      const changes = looks.map((laterMs) => placesAt(address, nowMs + laterMs)[0] ?? expect.fail());
      const sequences = changes.map(({ head }) => head.sequence);
      expect(sequences).toEqual(sequences.toSorted((one, other) => one - other));
      // One that has changed before does so again within two months or so.
      if (sequences[0] !== 0) expect(new Set(sequences).size).toBeGreaterThan(1);
      for (const { accountId, head } of changes) {
        expect(head.hash.equals(accountId)).toBe(head.sequence === 0);
      }
    }
    for (const address of addresses) {
      const times = Array.from({ length: 40 }, (_, look) => nowMs + look * day).map((timeMs) => {
        const [place] = placesAt(address, timeMs);
        expect(place?.timeMs).toBeLessThanOrEqual(timeMs);
        return place?.timeMs ?? 0;
      });
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      expect(new Set(times).size).toBeGreaterThan(1);
    }
    // Two of one firm that nobody has look like colleagues.
    const [one, two] = ['one@example.org', 'two@example.org'].map((address) => placesAt(address, nowMs)[0]);
    expect(one).toEqual({ ...two, memberId: one?.memberId });
    expect(one?.memberId).not.toEqual(two?.memberId);
    const other = addresses.map((address) => madeUpPlaces('another secret', address, nowMs)[0]?.accountId);
    expect(other).not.toEqual(addresses.map((address) => placesAt(address, nowMs)[0]?.accountId));
  });
});

describe('a request', () => {
  it('is shown to members at once, and changes nothing of who the person is', async () => {
    const reader = await EventReader.open(origin, home.visitor, home.person.accountId);
    try {
      await expect.poll(() => reader.events.length).toBe(1);
      const before = await rowsOf(server);
      const asked = await TestReturn.ask(server, email);
      await expect.poll(() => reader.events.length).toBe(2);
      expect(reader.events[1]?.data).toMatchObject({ requests: 1 });
      const [request, ...others] = await listed();
      expect(others).toEqual([]);
      expect(request).toEqual({
        request: textOfRequest(asked.requestTo(home.person.accountId)),
        standing: 'open',
      });
      const after = await rowsOf(server);
      for (const table of ['users', 'credentials', 'email_addresses', 'account_members'] as const) {
        expect(after[table]).toEqual(before[table]);
      }
      expect(await codeOf(asked.enter())).toBe('not_found');
      await asked.withdraw();
      await expect.poll(() => reader.events.length).toBe(3);
      expect((await listed())[0]?.standing).toBe('withdrawn');
    } finally {
      reader.close();
    }
  });

  it('that fits no member of the account is kept like others and shown to nobody', async () => {
    const coming = await comeAnew(server, email);
    const place = coming.places.find(({ accountId }) => accountId === home.person.accountId) ?? expect.fail();
    const made = encodeBase64url(new Uint8Array(32).fill(7));
    const strange = [
      { ...place, memberId: home.person.userId },
      { ...place, head: { ...place.head, hash: made } },
      { ...place, head: { sequence: 4_000, hash: place.head.hash } },
    ];
    for (const wrong of strange) {
      const another = await comeAnew(server, email);
      const { ticket } = await ask(another, [textOfRequest(requestFor(another, wrong))]);
      const { requests } = await another.visitor.api.call(endpoints.returnState, { body: { ticket } });
      expect(requests.map(({ standing }) => standing)).toEqual(['open']);
      expect(await listed()).toEqual([]);
      await another.visitor.api.call(endpoints.returnWithdraw, { body: { ticket } });
    }
    const stranger = await comeAnew(server, uniqueEmail());
    const { ticket } = await ask(stranger, [textOfRequest(requestFor(stranger, place))]);
    expect(ticket).toHaveLength(43);
    expect(await listed()).toEqual([]);
  });

  it.each([
    [
      'signed by nobody',
      (c: Coming) => [`${textOfRequest(requestFor(c, c.places[0] as never)).slice(0, -4)}AAAA`],
      'signature_invalid',
    ],
    [
      'of another person',
      (c: Coming) => [
        textOfRequest(requestFor({ ...c, userSeed: generateUserSeed() }, c.places[0] as never)),
      ],
      'invalid_request',
    ],
    [
      'twice for one account',
      (c: Coming) => [1, 2].map(() => textOfRequest(requestFor(c, c.places[0] as never))),
      'invalid_request',
    ],
    [
      'that lasts too long',
      (c: Coming) => [
        textOfRequest(requestFor(c, c.places[0] as never, { expiresAtMs: Date.now() + 25 * 3_600_000 })),
      ],
      'invalid_request',
    ],
    [
      'that is over',
      (c: Coming) => [textOfRequest(requestFor(c, c.places[0] as never, { madeAtMs: 1, expiresAtMs: 2 }))],
      'invalid_request',
    ],
    [
      'made far ahead',
      (c: Coming) => [
        textOfRequest(
          requestFor(c, c.places[0] as never, {
            madeAtMs: Date.now() + 26 * 3_600_000,
            expiresAtMs: Date.now() + 27 * 3_600_000,
          }),
        ),
      ],
      'invalid_request',
    ],
  ])('%s is refused', async (_, requests, code) => {
    const coming = await comeAnew(server, email);
    const before = await rowsOf(server);
    expect(await codeOf(ask(coming, requests(coming)))).toBe(code);
    expect(await rowsOf(server)).toEqual(before);
  });

  it('is made once from one answer, and for the address that it was given for', async () => {
    const coming = await comeAnew(server, email);
    const requests = [textOfRequest(requestFor(coming, coming.places[0] ?? expect.fail()))];
    const elsewhere = { ...coming, body: { ...coming.body, email: uniqueEmail() } };
    expect(await codeOf(ask(elsewhere, requests))).toBe('invalid_request');
    const again = await comeAnew(server, email, coming.password, coming.userSeed);
    const fresh = [textOfRequest(requestFor(again, again.places[0] ?? expect.fail()))];
    await ask(again, fresh);
    expect(await codeOf(ask(again, fresh))).toBe('invalid_request');
  });

  it('is one of three at a time under an address, known or not: the oldest that nobody vouches for gives way', async () => {
    const unknown = uniqueEmail();
    for (const address of [email, unknown]) {
      const codes = [1, 2, 3, 4, 5].map(() => codeOf(TestReturn.ask(server, address)));
      expect(await Promise.all(codes)).toContain(undefined);
      const { rows } = await server.app.pg.query(
        'select 1 from waiting_returns where email = $1 and slot is not null',
        [address],
      );
      expect(rows).toHaveLength(3);
      const kept = await server.app.pg.query(
        "select 1 from waiting_returns where email = $1 and slot is null and expires_at > now() + interval '1 day'",
        [address],
      );
      expect(kept.rows).toEqual([]);
      const newest = await TestReturn.ask(server, address);
      expect(new Set(Object.values(await newest.standings()))).toEqual(new Set(['open']));
    }
    expect((await listed()).filter(({ standing }) => standing === 'open')).toHaveLength(3);
  });

  it('stays longest where somebody vouches for it; one that an account has refused goes first', async () => {
    await home.setPolicy({ vouchers: 'owners', approvals: 2 });
    const own = member.person.accountId;
    const asked = [await TestReturn.ask(server, email), await TestReturn.ask(server, email)];
    const [first = expect.fail(), second = expect.fail()] = asked;
    const third = await TestReturn.ask(server, email);
    await home.vouch(first.requestTo(at(home)));
    await refuse(nameOf(third));
    const fourth = await TestReturn.ask(server, email);
    expect(await third.standings()).toEqual({ [at(home)]: 'refused', [own]: 'overtaken' });
    expect(await second.standings()).toEqual({ [at(home)]: 'open', [own]: 'open' });
    expect((await first.standings())[own]).toBe('open');
    await home.vouch(second.requestTo(at(home)));
    await home.vouch(fourth.requestTo(at(home)));
    // Vouches keep nobody from asking: one account does not decide over the others.
    const fifth = await TestReturn.ask(server, email);
    expect(await fifth.standings()).toEqual({ [at(home)]: 'open', [own]: 'open' });
    expect((await first.standings())[own]).toBe('overtaken');
  });

  it('brings no more of an own state than somebody has who begins', async () => {
    const coming = await comeAnew(server, email);
    const request = textOfRequest(requestFor(coming, coming.places[0] ?? expect.fail()));
    const body = {
      ...coming.body,
      ownState: encodeBase64url(new Uint8Array(16 * 1024 + 1)),
      requests: [request],
    };
    expect(await codeOf(coming.visitor.api.call(endpoints.returnAsk, { body }))).toBe('invalid_request');
  });

  it('is refused for good by whoever may vouch for it, and by whom it names', async () => {
    const other = await TestNewcomer.create(server);
    await other.join(await home.invite());
    const asked = await TestReturn.ask(server, email);
    const name = nameOf(asked);
    expect(await codeOf(refuse(name, other.api))).toBe('forbidden');
    expect(await codeOf(refuse(name, (await TestNewcomer.create(server)).api))).toBe('not_found');
    expect(await codeOf(refuse(encodeBase64url(new Uint8Array(32)), home.api))).toBe('not_found');
    await refuse(name, member.api);
    await refuse(name, home.api);
    expect(await listed()).toMatchObject([{ standing: 'refused', refusedBy: member.userId }]);
    expect((await asked.standings())[home.person.accountId]).toBe('refused');
    expect(await codeOf(home.vouch(asked.requestTo(home.person.accountId)))).toBe('request_over');
    expect(await codeOf(home.letIn(asked.requestTo(home.person.accountId)))).toBe('request_over');
    await asked.withdraw();
    expect((await asked.standings())[home.person.accountId]).toBe('refused');
    const second = await TestReturn.ask(server, email);
    await second.withdraw();
    expect(await codeOf(refuse(nameOf(second)))).toBe('request_over');
    expect((await listed()).map(({ standing }) => standing)).toEqual(['withdrawn', 'refused']);
  });

  it('tells whoever waits how many vouch, for as long as it counts', async () => {
    const other = await TestNewcomer.create(server);
    await other.join(await home.invite());
    await home.setPolicy({ vouchers: 'members', approvals: 2 });
    const asked = await TestReturn.ask(server, email);
    await home.vouch(asked.requestTo(home.person.accountId));
    expect((await asked.standings())[home.person.accountId]).toBe('open 1');
    await home.setPolicy({ vouchers: 'members', approvals: 3 });
    expect((await asked.standings())[home.person.accountId]).toBe('overtaken');
  });
});

describe('somebody who waits', () => {
  it('is found again by the password, in another browser, and by no other password', async () => {
    const asked = await TestReturn.ask(server, email);
    const second = await TestReturn.ask(
      server,
      email,
      {},
      await comeAnew(server, email, 'another long password'),
    );
    const { api } = server.visitor();
    for (const { coming, userId } of [asked, second]) {
      const found = await findReturn(api, email, coming.password);
      expect(found.userEntry).toBe(coming.body.userEntry);
      expect(found.credential).toEqual(coming.body.credential);
      const { requests } = await api.call(endpoints.returnState, { body: { ticket: found.ticket } });
      const [request] = requests.map((each) => parseResetRequest(parseBase64url(each.request)).request);
      expect(request?.userId).toBe(userId);
    }
    expect(await codeOf(findReturn(api, email, member.person.password))).toBe('login_failed');
  });

  it('is handed nothing for another answer, or for the same one again', async () => {
    const asked = await TestReturn.ask(server, email);
    const { api } = server.visitor();
    const finish = (body: Awaited<ReturnType<typeof proveReturn>>) =>
      api.call(endpoints.returnLoginFinish, { body });
    const proof = await proveReturn(api, email, asked.coming.password);
    expect(await codeOf(finish({ ...proof, answer: 2 }))).toBe('login_failed');
    expect(await codeOf(finish(proof))).toBe('login_failed');
    await finish(await proveReturn(api, email, asked.coming.password));
  });

  it('is not known by a ticket of another', async () => {
    const body = { ticket: encodeBase64url(new Uint8Array(32).fill(9)) };
    const { api } = server.visitor();
    for (const endpoint of [endpoints.returnState, endpoints.returnWithdraw, endpoints.returnEnter]) {
      expect(await codeOf(api.call(endpoint as typeof endpoints.returnState, { body }))).toBe('not_found');
    }
  });

  it('waits no longer than the request lasts', async () => {
    const asked = await TestReturn.ask(server, email, { expiresAtMs: Date.now() + 2_000 });
    expect(await codeOf(findReturn(server.visitor().api, email, asked.coming.password))).toBeUndefined();
    await expect
      .poll(() => asked.standings(), { timeout: 4_000 })
      .toMatchObject({ [home.person.accountId]: 'expired' });
    expect(await codeOf(findReturn(server.visitor().api, email, asked.coming.password))).toBe('login_failed');
    expect(await codeOf(home.letIn(asked.requestTo(home.person.accountId)))).toMatch(/request_over/);
  });
});
