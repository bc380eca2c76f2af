import { applyUserEntry, requireAccepted } from '@commonseal/account-log';
import { authorAccountJoined, authorAccountLeft } from '@commonseal/account-log/author';
import { type ErrorCode, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { type BodyOf, endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flippedAt } from './support/flipped.ts';
import { TestNewcomer, type UserStepBody } from './support/newcomer.ts';
import { authorAccount, logIn } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, openServer } from './support/server.ts';
import { WaysInAuthor, newDevice, newKit } from './support/ways-in.ts';

const hour = 60 * 60 * 1000;
let server: TestServer;
let person: TestNewcomer;
let other: TestNewcomer;

beforeAll(async () => {
  server = await openServer();
  person = await TestNewcomer.create(server);
  other = await TestNewcomer.create(server);
});
afterAll(() => server.close());

const flipped = (text: string) => {
  const bytes = parseBase64url(text);
  return encodeBase64url(flippedAt(bytes, bytes.length - 1));
};

describe("a person's own log", () => {
  const append = (body: UserStepBody, as = person) => as.api.call(endpoints.appendUserEntry, { body });

  it('takes the next entry together with the anchor that knows it', async () => {
    const body = await person.authorLeaving(person.person.accountId);
    expect(await append(body)).toEqual({ sequence: 2 });
    expect((await person.userLog()).state.accounts.size).toBe(0);
    expect((await logIn(server.visitor().api, person.person)).credential.anchor).toBe(body.anchor);

    const before = await rowsOf(server);
    // What comes again changes nothing, not even the anchor: a newer one may lie there by now.
    const again = { ...body, anchor: encodeBase64url(new Uint8Array(200).fill(6)) };
    expect(await append(again)).toEqual({ sequence: 2 });
    expect(await rowsOf(server)).toEqual(before);
  });

  it('takes one of two entries for the same place', async () => {
    const { state } = await person.userLog();
    const { userSeed } = person.person;
    const steps = [1, 2].map((fill) => {
      const accountId = encodeBase64url(new Uint8Array(32).fill(fill)) as never;
      const head = { sequence: 0, hash: new Uint8Array(32) };
      return person.stepWith(authorAccountJoined(state, { accountId, head }, userSeed, Date.now()));
    });
    const codes = await Promise.all(steps.map((step) => codeOf(append(step))));
    expect(new Set(codes)).toEqual(new Set([undefined, 'log_conflict']));
    expect((await person.userLog()).head.sequence).toBe(state.head.sequence + 1);
  });

  it('takes nothing else', async () => {
    const body = await other.authorLeaving(other.person.accountId);
    const { state } = await other.userLog();
    const nowhere = encodeBase64url(new Uint8Array(32).fill(9)) as never;
    const { userSeed } = other.person;
    const wrong: [ErrorCode, UserStepBody][] = [
      ['log_refused', { ...body, entry: flipped(body.entry) }],
      ['log_refused', { ...body, entry: body.entry.slice(0, 40) }],
      ['log_refused', await person.authorLeaving(other.person.accountId)],
      ['log_refused', other.stepWith(authorAccountLeft(state, nowhere, userSeed, Date.now()))],
      ['log_refused', await other.authorLeaving(other.person.accountId, Date.now() + 25 * hour)],
      ['not_found', { ...body, credentialId: person.person.credentialId }],
    ];
    const before = await rowsOf(server);
    for (const [code, step] of wrong) expect(await codeOf(append(step, other))).toBe(code);
    expect(await rowsOf(server)).toEqual(before);
    expect(await append(body, other)).toEqual({ sequence: 2 });
  });
});

describe('a log that grows long', () => {
  let who: TestNewcomer;
  let author: WaysInAuthor;
  const nowhere = encodeBase64url(new Uint8Array(32).fill(3)) as never;
  const head = { sequence: 0, hash: new Uint8Array(32) };

  beforeAll(async () => {
    who = await TestNewcomer.create(server);
    author = new WaysInAuthor(who);
  });

  /** An account joined and left again and again, as if there had been that many steps. */
  async function growTo(length: number): Promise<void> {
    let state = await author.state();
    const entries: Uint8Array[] = [];
    const first = state.head.sequence + 1;
    while (first + entries.length < length) {
      const isThere = state.accounts.has(nowhere);
      const entry = isThere
        ? authorAccountLeft(state, nowhere, author.userSeed, Date.now())
        : authorAccountJoined(state, { accountId: nowhere, head }, author.userSeed, Date.now());
      state = requireAccepted(applyUserEntry(state, entry), 'log_refused');
      entries.push(entry);
    }
    await server.app.pg.query(
      `insert into user_log (user_id, sequence, entry)
       select $1, $2 + number - 1, entry from unnest($3::bytea[]) with ordinality as given (entry, number)`,
      [parseBase64url(who.userId), first, entries.map((entry) => Buffer.from(entry))],
    );
  }
  const append = (body: UserStepBody) => who.api.call(endpoints.appendUserEntry, { body });
  const joining = async () => {
    const accountId = encodeBase64url(new Uint8Array(32).fill(4)) as never;
    return who.stepWith(
      authorAccountJoined(await author.state(), { accountId, head }, author.userSeed, Date.now()),
    );
  };

  it('takes no further device from 1,500 entries on, and all else', async () => {
    await growTo(1_499);
    const late = await joining();
    const [device, kit] = [newDevice(), newKit()];
    await author.add(device);
    const before = await rowsOf(server);
    expect(await codeOf(author.add(newDevice()))).toBe('too_large');
    expect(await codeOf(append(late))).toBe('log_conflict');
    expect(await rowsOf(server)).toEqual(before);
    await author.add(kit);
    await author.send(await author.forgetting(device));
  });

  it('takes what takes away or replaces from 4,000 entries on, and nothing that adds', async () => {
    await growTo(4_000);
    const before = await rowsOf(server);
    expect(await codeOf(author.add(newKit()))).toBe('too_large');
    expect(await codeOf(append(await joining()))).toBe('too_large');
    expect(await rowsOf(server)).toEqual(before);
    const { credentials } = await author.state();
    const kits = [...credentials.values()].filter(({ kind }) => kind === 'kit');
    const withdrawn = kits.map(({ credentialId }) => credentialId);
    expect(withdrawn).toHaveLength(1);
    const { body, newSeed } = await author.rekeying({ withdrawn });
    await author.replace(body);
    expect((await author.state()).generation).toBe(1);
    author.userSeed = newSeed;
  });

  it('ends at 5,000', async () => {
    await growTo(4_999);
    const leaving = async () => {
      const { state, seed, nowMs } = await author.placing();
      const [accountId] = state.accounts.keys();
      return who.stepWith(authorAccountLeft(state, accountId ?? expect.fail(), seed, nowMs));
    };
    expect(await append(await leaving())).toEqual({ sequence: 4_999 });
    expect(await codeOf(append(await leaving()))).toBe('too_large');
  });
});

describe('a further account', () => {
  type CreateBody = BodyOf<typeof endpoints.createAccount>;

  async function prepare(owner: TestNewcomer): Promise<CreateBody> {
    const { genesis, accountSeal, log } = authorAccount(owner.userId, owner.person.userSeed, Date.now());
    return { genesis, accountSeal, user: await owner.authorStep(log.state.accountId, log.head) };
  }
  const create = (body: CreateBody, as = person) => as.api.call(endpoints.createAccount, { body });

  it("is the caller's, with its seal and a place in their own log", async () => {
    const body = await prepare(person);
    const { accountId } = await create(body);
    const params = { accountId };
    expect((await person.stateOf(accountId as never)).state.members.get(person.userId)?.role).toBe('owner');
    const { seals } = await person.api.call(endpoints.epochSeals, { params });
    expect(seals).toEqual([{ epoch: 0, seal: body.accountSeal }]);
    expect((await person.userLog()).state.accounts.has(accountId as never)).toBe(true);
    expect(await codeOf(other.api.call(endpoints.epochSeals, { params }))).toBe('not_found');

    const before = await rowsOf(server);
    expect(await create(body)).toEqual({ accountId });
    expect(await rowsOf(server)).toEqual(before);
  });

  const faults: Record<string, readonly [ErrorCode, (body: CreateBody) => Promise<CreateBody>]> = {
    'its first entry is wrongly signed': [
      'log_refused',
      async (body) => ({ ...body, genesis: flipped(body.genesis) }),
    ],
    'it is owned by somebody else': [
      'log_refused',
      async (body) => ({ ...body, genesis: (await prepare(other)).genesis }),
    ],
    "the person's step is wrongly signed": [
      'log_refused',
      async (body) => ({ ...body, user: { ...body.user, entry: flipped(body.user.entry) } }),
    ],
    'the step joins another account': [
      'log_refused',
      async (body) => ({ ...body, user: (await prepare(person)).user }),
    ],
    "the step is another person's": [
      'log_refused',
      async (body) => ({
        ...body,
        user: { ...(await prepare(other)).user, credentialId: body.user.credentialId },
      }),
    ],
    "the credential is another person's": [
      'not_found',
      async (body) => ({ ...body, user: { ...body.user, credentialId: other.person.credentialId } }),
    ],
    'another entry of the own log was first': [
      'log_conflict',
      async (body) => {
        await create(await prepare(person));
        return body;
      },
    ],
    'its time is far ahead': [
      'log_refused',
      async () => {
        const nowMs = Date.now() + 25 * hour;
        const { genesis, accountSeal, log } = authorAccount(person.userId, person.person.userSeed, nowMs);
        return { genesis, accountSeal, user: await person.authorStep(log.state.accountId, log.head) };
      },
    ],
  };

  it.each(Object.keys(faults))('leaves nothing when %s', async (name) => {
    const [code, change] = faults[name] ?? expect.fail();
    const body = await change(await prepare(person));
    const before = await rowsOf(server);
    expect(await codeOf(create(body))).toBe(code);
    expect(await rowsOf(server)).toEqual(before);
  });
});
