import { authorEpoch, authorRekey } from '@commonseal/account-log/author';
import { generateUserSeed, receivingPublicKey, signingPublicKey } from '@commonseal/crypto/seal';
import { type ErrorCode, encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestAccount } from './support/account.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { newSeedFor } from './support/new-seed.ts';
import { authorAccount, logIn, provePassword } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, openServer } from './support/server.ts';
import {
  type KeysBody,
  WaysInAuthor,
  anchorBytesOf,
  keyLogin,
  newDevice,
  newKit,
  newPassword,
  sealBytesOf,
} from './support/ways-in.ts';

const newWords = 'another long password of mine';
let server: TestServer;
let who: TestNewcomer;
let author: WaysInAuthor;

beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  who = await TestNewcomer.create(server);
  author = new WaysInAuthor(who);
});

const send = (body: KeysBody, as = who) => as.api.call(endpoints.replaceKeys, { body });
const params = () => ({ accountId: who.person.accountId });

async function secondAccount(): Promise<void> {
  const { genesis, accountSeal, log } = authorAccount(who.userId, author.userSeed, Date.now());
  const { accountId } = log.state;
  const user = await who.authorStep(accountId, log.head);
  await who.api.call(endpoints.createAccount, { body: { genesis, accountSeal, user } });
  author.accountSeeds.set(accountId, who.person.accountSeed);
}

const putMarks = (version: number) =>
  who.api.call(endpoints.putMarks, {
    params: params(),
    body: { replaces: version - 1, version, marks: anchorBytesOf() },
  });

describe('replaced keys', () => {
  it('stand in the own log and in every account, with all that they open', async () => {
    await secondAccount();
    await putMarks(1);
    const kit = newKit();
    await author.add(kit);
    const old = who.person.credentialId;
    const password = await newPassword(who.api, newWords);
    const { body, newSeed } = await author.rekeying({
      withdrawn: [kit.credential.credentialId, old],
      added: [password],
    });
    await send(body);

    const state = await author.state();
    expect(state.generation).toBe(1);
    expect(state.signingKey).toEqual(signingPublicKey(newSeed));
    expect([...state.credentials.keys()]).toEqual([password.credential.credentialId]);
    expect(body.accounts).toHaveLength(2);
    for (const { accountId } of body.accounts) {
      const log = await who.stateOf(accountId as never);
      expect(log.state.members.get(who.userId)?.signingKey).toEqual(signingPublicKey(newSeed));
      const { seals, chainBacks } = await who.api.call(endpoints.epochSeals, { params: { accountId } });
      expect(seals.at(-1)?.epoch).toBe(1);
      expect(chainBacks).toHaveLength(1);
    }
    expect(await who.api.call(endpoints.ownState, {})).toEqual(body.ownState);
    const [marks] = body.marks;
    expect(await who.api.call(endpoints.marks, { params: params(), query: { known: 0 } })).toEqual({
      version: 2,
      marks: marks?.marks,
    });
    const reply = await logIn(server.visitor().api, { ...who.person, password: newWords });
    expect(reply.credential.seal).toBe(password.added.seal);
    expect(await codeOf(provePassword(server.visitor().api, who.person))).toBe('login_failed');
    expect(await codeOf(keyLogin(server.visitor().api, kit))).toBe('login_failed');
    // Nothing of what was withdrawn lies here any more.
    const gone = [kit.credential.credentialId, old].map((id) => Buffer.from(id, 'base64url'));
    for (const table of ['credentials', 'key_credentials']) {
      const { rows } = await server.app.pg.query(`select 1 from ${table} where credential_id = any ($1)`, [
        gone,
      ]);
      expect(rows).toEqual([]);
    }
  });

  it('are sealed to each way in that stays; its anchor is kept unless another came', async () => {
    const [kit, device] = [newKit(), newDevice()];
    await author.add(kit);
    await author.add(device);
    const { body } = await author.rekeying();
    const anchor = anchorBytesOf();
    const kept = body.kept.map((seal) =>
      seal.credentialId === device.credential.credentialId ? { ...seal, anchor } : seal,
    );
    await send({ ...body, kept });
    const sealOf = (id: string) => kept.find(({ credentialId }) => credentialId === id)?.seal;
    const ofKit = (await keyLogin(server.visitor().api, kit)).credential;
    expect([ofKit.seal, ofKit.anchor]).toEqual([sealOf(kit.credential.credentialId), kit.added.anchor]);
    const ofDevice = (await keyLogin(server.visitor().api, device)).credential;
    expect([ofDevice.seal, ofDevice.anchor]).toEqual([sealOf(device.credential.credentialId), anchor]);
    const { credential } = await logIn(server.visitor().api, who.person);
    expect(credential.seal).toBe(sealOf(who.person.credentialId));
  });

  it('end every other session and whatever was begun', async () => {
    const other = server.visitor();
    await logIn(other.api, who.person);
    const stranger = await TestNewcomer.create(server);
    const { body } = await author.rekeying();
    await send(body);
    expect(await codeOf(other.api.call(endpoints.ownState, {}))).toBe('unauthenticated');
    expect(await codeOf(stranger.api.call(endpoints.ownState, {}))).toBeUndefined();
    expect(await codeOf(who.api.call(endpoints.ownState, {}))).toBeUndefined();
  });

  it('are answered again when the answer was lost, and change nothing then', async () => {
    const { body } = await author.rekeying();
    await send(body);
    const before = await rowsOf(server);
    await send(body);
    await server.app.pg.query(`update sessions set authenticated_at = now() - interval '1 hour'`);
    await send(body);
    expect(await rowsOf(server)).toEqual(before);
  });

  it('are replaced once when two tabs are at it', async () => {
    const bodies = [(await author.rekeying()).body, (await author.rekeying()).body];
    const codes = await Promise.all(bodies.map((body) => codeOf(send(body))));
    expect(new Set(codes)).toEqual(new Set([undefined, 'log_conflict']));
    expect((await author.state()).generation).toBe(1);
  });

  it('are replaced by one of two people who share accounts, whole, and the other looks again', async () => {
    const other = new WaysInAuthor(await TestNewcomer.create(server));
    for (const owner of [await TestAccount.create(server), await TestAccount.create(server)]) {
      for (const each of [author, other]) {
        await each.who.join(await owner.invite());
        each.accountSeeds.set(owner.person.accountId, owner.person.accountSeed);
      }
    }
    const tries = [author, other].map(async (each) => {
      const { body } = await each.rekeying();
      return () => codeOf(send(body, each.who));
    });
    const codes = await Promise.all((await Promise.all(tries)).map((attempt) => attempt()));
    expect(new Set(codes)).toEqual(new Set([undefined, 'log_conflict']));
    const generations = [(await author.state()).generation, (await other.state()).generation];
    expect(new Set(generations)).toEqual(new Set([0, 1]));
  });

  it('take the marks of accounts that somebody has left with them', async () => {
    await putMarks(1);
    const stale = encodeBase64url(new Uint8Array(32).fill(9));
    await server.app.pg.query(
      'insert into marks (user_id, account_id, version, marks) values ($1, $2, 1, $3)',
      [Buffer.from(who.userId, 'base64url'), Buffer.from(stale, 'base64url'), Buffer.alloc(8)],
    );
    const { body } = await author.rekeying();
    await send(body);
    const { rows } = await server.app.pg.query('select 1 from marks where user_id = $1', [
      Buffer.from(who.userId, 'base64url'),
    ]);
    expect(rows).toHaveLength(1);
  });

  type Fault = readonly [ErrorCode, (body: KeysBody) => Promise<KeysBody> | KeysBody];
  const faults: Record<string, Fault> = {
    'a seal for a way in that stays is missing': ['invalid_request', (body) => ({ ...body, kept: [] })],
    'a seal for another way in is there': [
      'invalid_request',
      (body) => ({
        ...body,
        kept: [...body.kept, { credentialId: encodeBase64url(new Uint8Array(16)), seal: sealBytesOf() }],
      }),
    ],
    'a seal is there twice': ['invalid_request', (body) => ({ ...body, kept: [...body.kept, ...body.kept] })],
    "a seal is for another person's way in": [
      'invalid_request',
      async (body) => {
        const { credentialId } = (await TestNewcomer.create(server)).person;
        return { ...body, kept: [{ credentialId, seal: sealBytesOf() }] };
      },
    ],
    'a way in came that the entry does not add': [
      'invalid_request',
      (body) => ({ ...body, added: [newKit().added] }),
    ],
    'an account is missing': ['log_conflict', (body) => ({ ...body, accounts: [] })],
    'an account is there twice': [
      'invalid_request',
      (body) => ({ ...body, accounts: [...body.accounts, ...body.accounts] }),
    ],
    "an account is another person's": [
      'log_conflict',
      async (body) => {
        const other = new WaysInAuthor(await TestNewcomer.create(server));
        const theirs = (await other.rekeying()).body.accounts;
        return { ...body, accounts: [...body.accounts, ...theirs] };
      },
    ],
    "an account's log has grown": [
      'log_conflict',
      async (body) => {
        await who.admitDevice(who.person.accountId);
        return body;
      },
    ],
    "an account's entry has other keys than the own log": [
      'log_refused',
      async (body) => ({ ...body, accounts: (await author.rekeying()).body.accounts }),
    ],
    "an account's entry is another person's": [
      'forbidden',
      async (body) => {
        const other = await TestNewcomer.create(server);
        const [theirs] = (await new WaysInAuthor(other).rekeying()).body.accounts;
        const { accountId } = who.person;
        return { ...body, accounts: [{ ...(theirs ?? expect.fail()), accountId }] };
      },
    ],
    "an account's entry is no replacement of keys": [
      'log_refused',
      async (body) => {
        const { state } = await who.stateOf(who.person.accountId);
        const nowMs = Date.now();
        const previous = who.person.accountSeed;
        const { part, seals, chainBack } = newSeedFor({ state, readers: state, previous, nowMs });
        const entry = authorEpoch(
          { state, author: { userId: who.userId, seed: author.userSeed }, nowMs },
          part,
        );
        const account = { ...params(), entry: encodeBase64url(entry), seals, chainBack };
        return { ...body, accounts: [account] };
      },
    ],
    'a seal of the account seed is another one': [
      'invalid_request',
      (body) => ({
        ...body,
        accounts: body.accounts.map((account) => ({
          ...account,
          seals: account.seals.map((seal) => ({ ...seal, seal: sealBytesOf() })),
        })),
      }),
    ],
    'the own state is of another version': [
      'own_state_conflict',
      (body) => ({ ...body, ownState: { ...body.ownState, version: body.ownState.version + 1 } }),
    ],
    'marks are of another version': [
      'marks_conflict',
      (body) => ({
        ...body,
        marks: body.marks.map((marks) => ({ ...marks, version: marks.version + 1 })),
      }),
    ],
    'marks are missing': ['marks_conflict', (body) => ({ ...body, marks: [] })],
    "marks are of another's account": [
      'not_found',
      async (body) => {
        const { accountId } = (await TestNewcomer.create(server)).person;
        return { ...body, marks: [{ accountId, version: 1, marks: anchorBytesOf() }] };
      },
    ],
    'the entry replaces nothing': [
      'log_refused',
      async (body) => ({ ...body, entry: (await author.adding(newKit())).step.entry }),
    ],
    'the own log has grown': [
      'log_conflict',
      async (body) => {
        await author.add(newKit());
        return body;
      },
    ],
    'it is a while since the person showed that they are there': [
      'authentication_too_old',
      async (body) => {
        await server.app.pg.query(`update sessions set authenticated_at = now() - interval '11 minutes'`);
        return body;
      },
    ],
  };

  it.each(Object.keys(faults))('leave nothing when %s', async (name) => {
    await putMarks(1);
    const [code, change] = faults[name] ?? expect.fail();
    const { body } = await author.rekeying();
    const changed = await change(body);
    const before = await rowsOf(server);
    expect(await codeOf(send(changed))).toBe(code);
    expect(await rowsOf(server)).toEqual(before);
  });

  // Each statement in its turn is the one at which the database is gone, the last one (the commit) too.
  it('leave nothing, at whichever statement the connection breaks', async () => {
    await putMarks(1);
    const kit = newKit();
    await author.add(kit);
    const { body } = await author.rekeying({ withdrawn: [kit.credential.credentialId] });
    const before = await rowsOf(server);
    const client = await server.app.pg.pool.connect();
    const prototype = Object.getPrototypeOf(client) as { query: (...given: unknown[]) => unknown };
    client.release();
    const { query } = prototype;
    let breakAt = 0;
    let statements = 0;
    // Statements of transactions give a promise; single ones, with a callback, go on as ever.
    prototype.query = async function (this: unknown, ...given: unknown[]) {
      const isCounted = typeof given.at(-1) !== 'function' && given[0] !== 'rollback';
      if (!isCounted || statements++ !== breakAt) return query.apply(this, given);
      throw new Error('the connection is gone');
    };
    try {
      for (; ; breakAt += 1) {
        statements = 0;
        const code = await codeOf(send(body));
        if (code === undefined) break;
        expect(code).toBe('internal');
        expect(await rowsOf(server)).toEqual(before);
      }
    } finally {
      prototype.query = query;
    }
    expect(breakAt).toBeGreaterThan(20);
    expect((await author.state()).generation).toBe(1);
  });

  it('are not made by the log of an account alone', async () => {
    const newSeed = generateUserSeed();
    const keys = { signingKey: signingPublicKey(newSeed), receivingKey: receivingPublicKey(newSeed) };
    const { state } = await who.stateOf(who.person.accountId);
    const nowMs = Date.now();
    const member = state.members.get(who.userId) ?? expect.fail();
    const readers = { ...state, members: state.members.set(who.userId, { ...member, ...keys }) };
    const { part, seals, chainBack } = newSeedFor({
      state,
      readers,
      previous: who.person.accountSeed,
      nowMs,
    });
    const authoring = { state, author: { userId: who.userId, seed: author.userSeed }, nowMs };
    const entry = encodeBase64url(authorRekey(authoring, keys, part, newSeed));
    const append = who.api.call(endpoints.appendEntry, {
      params: params(),
      body: { entry, seals, chainBack },
    });
    expect(await codeOf(append)).toBe('log_refused');
  });
});
