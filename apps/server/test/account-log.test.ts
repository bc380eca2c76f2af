import { currentEpoch } from '@commonseal/account-log';
import { authorEpoch, authorWriterRevocation } from '@commonseal/account-log/author';
import { generateWriterSeed, writerIdOf } from '@commonseal/crypto/seal';
import { hashBytes } from '@commonseal/crypto/verify';
import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAccount } from './support/account.ts';
import { flippedAt } from './support/flipped.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, openServer } from './support/server.ts';

const hour = 60 * 60 * 1000;
let server: TestServer;
let account: TestAccount;
let stranger: TestAccount;

beforeAll(async () => {
  server = await openServer();
  account = await TestAccount.create(server);
  stranger = await TestAccount.create(server);
});
afterAll(() => server.close());

const flipped = (text: string) => {
  const bytes = parseBase64url(text);
  return encodeBase64url(flippedAt(bytes, bytes.length - 1));
};

describe('the log of an account', () => {
  it('begins with the genesis entry that the sign-up brought, and its seal', async () => {
    const log = await account.log();
    expect(log.state.accountId).toBe(account.person.accountId);
    const { seals } = await account.api.call(endpoints.epochSeals, { params: account.params });
    expect(seals[0]).toEqual({ epoch: 0, seal: account.person.body.account.accountSeal });
  });

  it('takes entries one after the other and gives those after a given one', async () => {
    const before = (await account.log()).head.sequence;
    const first = await account.append(await account.authorAdmission('connector', generateWriterSeed()));
    const second = await account.append(await account.authorAdmission('device', generateWriterSeed()));
    expect([first, second]).toEqual([before + 1, before + 2]);
    const query = { after: first };
    const { entries, more } = await account.api.call(endpoints.accountLog, { params: account.params, query });
    expect(entries).toHaveLength(1);
    expect(more).toBe(false);
    const beyond = { params: account.params, query: { after: second } };
    expect(await account.api.call(endpoints.accountLog, beyond)).toEqual({ entries: [], more: false });
  });

  it('is read by a writer that it admits', async () => {
    const { api } = await account.admitConnector();
    const { entries } = await api.call(endpoints.accountLog, { params: account.params, query: {} });
    expect(entries).toHaveLength((await account.log()).head.sequence + 1);
  });

  it('is as if it did not exist to people and writers of other accounts', async () => {
    const { api } = await stranger.admitConnector();
    const entry = encodeBase64url(await account.authorAdmission('connector', generateWriterSeed()));
    const nowhere = { accountId: 'A'.repeat(43) };
    for (const params of [account.params, nowhere]) {
      const query = {};
      expect(await codeOf(stranger.api.call(endpoints.accountLog, { params, query }))).toBe('not_found');
      expect(await codeOf(api.call(endpoints.accountLog, { params, query }))).toBe('not_found');
      expect(await codeOf(stranger.api.call(endpoints.epochSeals, { params }))).toBe('not_found');
      const body = { entry, seals: [] };
      expect(await codeOf(stranger.api.call(endpoints.appendEntry, { params, body }))).toBe('not_found');
    }
  });
});

describe('an entry is refused', () => {
  it('when another one was first', async () => {
    const seeds = [generateWriterSeed(), generateWriterSeed()];
    const entries = await Promise.all(seeds.map((seed) => account.authorAdmission('connector', seed)));
    const codes = await Promise.all(entries.map((entry) => codeOf(account.append(entry))));
    expect(new Set(codes)).toEqual(new Set(['log_conflict', undefined]));
  });

  it('but not when it is the same one again', async () => {
    const entry = await account.authorAdmission('connector', generateWriterSeed());
    const sequence = await account.append(entry);
    expect(await account.append(entry)).toBe(sequence);
    expect((await account.log()).head.sequence).toBe(sequence);
  });

  it('when its signature, its bytes or its place are wrong', async () => {
    const entry = await account.authorAdmission('connector', generateWriterSeed());
    const last = flippedAt(entry, entry.length - 1);
    expect(await codeOf(account.append(last))).toBe('log_refused');
    expect(await codeOf(account.append(entry.subarray(0, -1)))).toBe('log_refused');
    expect(await codeOf(account.append(new Uint8Array(7)))).toBe('log_refused');
    // Bytes 16 to 47 are the hash of the entry before.
    expect(await codeOf(account.append(flippedAt(entry, 20)))).toBe('log_refused');
  });

  it('when it speaks of what is not there or is there already', async () => {
    const seed = generateWriterSeed();
    await account.append(await account.authorAdmission('connector', seed));
    expect(await codeOf(account.append(await account.authorAdmission('device', seed)))).toBe('log_refused');
    const unknown = writerIdOf(generateWriterSeed());
    const end = { writerId: unknown, batchCount: 0, lastHash: new Uint8Array(hashBytes) };
    const revocation = authorWriterRevocation(await account.authoring(), end);
    expect(await codeOf(account.append(revocation))).toBe('log_refused');
  });

  it('when its time is more than a day ahead of the server', async () => {
    const hasty = await TestAccount.create(server);
    const { writerId } = await hasty.admitConnector();
    const revocationAhead = async (aheadMs: number) => {
      const end = { writerId, batchCount: 0, lastHash: new Uint8Array(hashBytes) };
      return authorWriterRevocation(await hasty.authoring(Date.now() + aheadMs), end);
    };
    expect(await codeOf(hasty.append(await revocationAhead(25 * hour)))).toBe('log_refused');
    expect(await codeOf(hasty.append(await revocationAhead(23 * hour)))).toBeUndefined();
  });

  it('when somebody else wrote it', async () => {
    const authoring = await account.authoring();
    const author = { userId: stranger.person.userId, seed: stranger.person.userSeed };
    const end = { writerId: writerIdOf(generateWriterSeed()), batchCount: 0, lastHash: new Uint8Array(32) };
    const entry = authorWriterRevocation({ ...authoring, author }, end);
    expect(await codeOf(account.append(entry))).toBe('forbidden');
  });
});

describe('a new account seed', () => {
  it('comes with exactly the seals that its entry names', async () => {
    const body = await stranger.authorRotation();
    const [seal] = body.seals;
    if (!seal) throw new Error('no seal');
    const { chainBack, ...withoutChainBack } = body;
    const wrong = [
      { ...body, seals: [] },
      { ...body, seals: [seal, seal] },
      { ...body, seals: [{ ...seal, seal: flipped(seal.seal) }] },
      { ...body, seals: [{ ...seal, id: account.person.userId }] },
      { ...body, chainBack: flipped(chainBack) },
      withoutChainBack,
    ];
    for (const each of wrong) expect(await codeOf(stranger.send(each))).toBe('invalid_request');
    expect((await stranger.log()).state.epochs.size).toBe(1);

    await stranger.send(body);
    expect((await stranger.log()).state.epochs.size).toBe(2);
    const stored = await stranger.api.call(endpoints.epochSeals, { params: stranger.params });
    expect(stored.seals.map(({ epoch }) => epoch)).toEqual([0, 1]);
    expect(stored.seals[1]?.seal).toBe(seal.seal);
    expect(stored.chainBacks).toEqual([{ epoch: 1, chainBack }]);
  });

  it('is refused with an epoch that is not the next', async () => {
    const authoring = await account.authoring();
    const { ingestKey } = currentEpoch(authoring.state);
    const part = { epoch: 7, ingestKey, chainBackHash: new Uint8Array(hashBytes), seals: [] };
    expect(await codeOf(account.append(authorEpoch(authoring, part)))).toBe('log_refused');
  });

  it('belongs to no other kind of entry', async () => {
    const entry = encodeBase64url(await account.authorAdmission('connector', generateWriterSeed()));
    const { seals, chainBack } = await account.authorRotation();
    expect(await codeOf(account.send({ entry, seals }))).toBe('invalid_request');
    expect(await codeOf(account.send({ entry, seals: [], chainBack }))).toBe('invalid_request');
  });
});
