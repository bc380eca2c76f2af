import { randomBytes } from 'node:crypto';
import { signWriterChallenge } from '@commonseal/account-log/author';
import { generateWriterSeed, writerIdOf } from '@commonseal/crypto/seal';
import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAccount } from './support/account.ts';
import { type Person, signUp } from './support/person.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, type Visitor, openServer } from './support/server.ts';
import { type TestWriter, admitWriter, openWriterSession } from './support/writer.ts';

describe("a writer program's session", () => {
  let server: TestServer;
  let owner: Visitor;
  let person: Person;
  let writer: TestWriter;

  beforeAll(async () => {
    server = await openServer();
    owner = server.visitor();
    person = await signUp(owner.api);
    writer = await admitWriter(owner.api, person);
  });
  afterAll(() => server.close());

  const challengeOf = (accountId: string, writerId: string) =>
    server.visitor().api.call(endpoints.writerChallenge, { body: { accountId, writerId } });

  function answerTo(challenge: string, { seed, writerId }: TestWriter, { accountId }: Person) {
    const signed = signWriterChallenge({ accountId, writerId, challenge: parseBase64url(challenge) }, seed);
    const body = { accountId, writerId, challenge, signature: encodeBase64url(signed) };
    return codeOf(server.visitor().api.call(endpoints.writerSession, { body }));
  }

  it('is opened by the key that the log names, and reads the log', async () => {
    const token = await openWriterSession(server.visitor().api, person, writer);
    const { api } = server.visitor({ authorization: `Bearer ${token}` });
    const { entries } = await api.call(endpoints.accountLog, {
      params: { accountId: person.accountId },
      query: {},
    });
    expect(entries).toHaveLength(2);
    expect(entries[0]).toBe(person.body.account.genesis);
  });

  it('is not opened by a device, which delivers as its person', async () => {
    const account = await TestAccount.create(server);
    const device = await account.admitDevice();
    const opened = openWriterSession(server.visitor().api, account.person, device);
    expect(await codeOf(opened)).toBe('not_found');
  });

  it('lasts an hour at most, and is stored as a hash', async () => {
    const { challenge } = await challengeOf(person.accountId, writer.writerId);
    const { accountId } = person;
    const { seed, writerId } = writer;
    const signature = signWriterChallenge(
      { accountId, writerId, challenge: parseBase64url(challenge) },
      seed,
    );
    const body = { accountId, writerId, challenge, signature: encodeBase64url(signature) };
    const { token, expiresAtMs } = await server.visitor().api.call(endpoints.writerSession, { body });
    expect(expiresAtMs).toBeGreaterThan(Date.now() + 50 * 60_000);
    expect(expiresAtMs).toBeLessThan(Date.now() + 61 * 60_000);
    const { rows } = await server.app.pg.query<{ row: string }>(
      'select w::text as row from writer_sessions w',
    );
    const hex = Buffer.from(token, 'base64url').toString('hex');
    expect(rows.filter(({ row }) => row.includes(hex))).toEqual([]);
    await server.app.pg.query(`update writer_sessions set expires_at = now() - interval '1 second'`);
    const { api } = server.visitor({ authorization: `Bearer ${token}` });
    expect(await codeOf(api.call(endpoints.accountLog, { params: { accountId }, query: {} }))).toBe(
      'unauthenticated',
    );
  });

  it('takes a challenge once', async () => {
    const { challenge } = await challengeOf(person.accountId, writer.writerId);
    expect(await answerTo(challenge, writer, person)).toBeUndefined();
    expect(await answerTo(challenge, writer, person)).toBe('unauthenticated');
  });

  it('takes a challenge for two minutes', async () => {
    const { challenge } = await challengeOf(person.accountId, writer.writerId);
    const { rows } = await server.app.pg.query<{ seconds: number }>(
      'select max(extract(epoch from expires_at - now()))::float8 as seconds from writer_challenges',
    );
    expect(rows[0]?.seconds).toBeGreaterThan(100);
    expect(rows[0]?.seconds).toBeLessThanOrEqual(120);
    await server.app.pg.query(`update writer_challenges set expires_at = now() - interval '1 second'`);
    expect(await answerTo(challenge, writer, person)).toBe('unauthenticated');
  });

  it('takes no challenge of its own making, nor of another writer', async () => {
    const other = await admitWriter(owner.api, person);
    const { challenge } = await challengeOf(person.accountId, other.writerId);
    expect(await answerTo(challenge, writer, person)).toBe('unauthenticated');
    expect(await answerTo(encodeBase64url(randomBytes(32)), writer, person)).toBe('unauthenticated');
  });

  it('takes no signature for another account, and none of another key', async () => {
    const other = await signUp(server.visitor().api);
    const { challenge } = await challengeOf(person.accountId, writer.writerId);
    expect(await answerTo(challenge, writer, other)).toBe('unauthenticated');
    const next = await challengeOf(person.accountId, writer.writerId);
    const forged = { ...writer, seed: generateWriterSeed() };
    expect(await answerTo(next.challenge, forged, person)).toBe('unauthenticated');
  });

  it('is challenged alike, and refused at the end, where the log names no such writer', async () => {
    const seed = generateWriterSeed();
    const stranger = { seed, writerId: writerIdOf(seed) };
    const { challenge } = await challengeOf(person.accountId, stranger.writerId);
    expect(parseBase64url(challenge)).toHaveLength(32);
    // The key was proven, so the program may know that it is not enrolled (any more).
    expect(await answerTo(challenge, stranger, person)).toBe('not_found');
    const nowhere = { ...person, accountId: 'A'.repeat(43) } as Person;
    const made = await challengeOf(nowhere.accountId, stranger.writerId);
    expect(await answerTo(made.challenge, stranger, nowhere)).toBe('not_found');
  });
});
