import { type AccountLog, devicesOf } from '@commonseal/account-log';
import { hashBytes } from '@commonseal/crypto/verify';
import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { endpointPath, endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAccount, type TestProgram } from './support/account.ts';
import { commit, deliver, sealBatch, upload } from './support/batch.ts';
import { flippedAt } from './support/flipped.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { codeOf, refusalOf } from './support/refusal.ts';
import { rowsOf } from './support/rows.ts';
import { allEndpoints, paramsOf, queryOf, sampleOf } from './support/samples.ts';
import { type TestServer, openServer } from './support/server.ts';
import { openWriterSession } from './support/writer.ts';

const hour = 60 * 60 * 1000;
let server: TestServer;
let account: TestAccount;
let member: TestNewcomer;

beforeAll(async () => {
  server = await openServer();
  account = await TestAccount.create(server);
  member = await TestNewcomer.create(server);
  await member.join(await account.invite());
});
afterAll(() => server.close());

const nothingWritten = (programs: readonly TestProgram[]) =>
  programs.map(({ writerId }) => ({ writerId, batchCount: 0, lastHash: new Uint8Array(hashBytes) }));

describe('a member who is removed', () => {
  let leaver: TestNewcomer;
  let device: TestProgram;
  let deviceLog: AccountLog;

  beforeAll(async () => {
    leaver = await TestNewcomer.create(server);
    await leaver.join(await account.invite());
    device = await leaver.admitDevice(account.person.accountId);
    deviceLog = await leaver.stateOf(account.person.accountId);
    const { accountId } = account.person;
    const body = leaver.statement(accountId, deviceLog.head);
    await leaver.api.call(endpoints.putHeadStatement, { params: account.params, body });
    await account.remove(leaver.userId, nothingWritten([device]));
  });

  it('is refused at once on every route of the account', async () => {
    const ofAccounts = allEndpoints.filter(({ endpoint }) => endpoint.path.includes(':accountId'));
    expect(ofAccounts.length).toBeGreaterThan(15);
    for (const { endpoint } of ofAccounts) {
      const isBytes = endpoint.body === 'bytes';
      const response = await leaver.visitor.browser.send({
        method: endpoint.method,
        url: endpointPath(endpoint, paramsOf(endpoint, account.params), queryOf(endpoint)),
        headers: { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' },
        body: isBytes ? new Uint8Array(64) : JSON.stringify(endpoint.body ? sampleOf(endpoint.body) : {}),
      });
      // What only workers are asked for knows no person at all.
      const isForPeople = [endpoint.caller].flat().includes('person');
      expect([response.statusCode, refusalOf(response)]).toEqual(
        isForPeople ? [404, 'not_found'] : [401, 'unauthenticated'],
      );
    }
  });

  it('has devices that are withdrawn, and get no session of their own', async () => {
    expect(devicesOf((await account.log()).state, leaver.userId)).toEqual([]);
    const { rows } = await server.app.pg.query<{ withdrawn: boolean }>(
      'select withdrawn from account_writers where writer_id = $1',
      [Buffer.from(device.writerId, 'base64url')],
    );
    expect(rows).toEqual([{ withdrawn: true }]);
    const opened = openWriterSession(server.visitor().api, account.params, device);
    expect(await codeOf(opened)).toBe('not_found');
  });

  it('is named by no statement any more', async () => {
    const { statements } = await account.api.call(endpoints.headStatements, { params: account.params });
    expect(statements).toEqual([]);
  });

  it('can be let in again by another invite, once their own log says that they left', async () => {
    const link = await account.invite();
    const state = await leaver.stateBehind(link);
    expect(await codeOf(leaver.sendJoin(link, await leaver.authorJoin(link, state)))).toBe('log_refused');
    const body = await leaver.authorLeaving(link.accountId);
    await leaver.api.call(endpoints.appendUserEntry, { body });
    await leaver.join(link);
    expect((await leaver.stateOf(link.accountId)).state.members.has(leaver.userId)).toBe(true);
  });
});

describe('removing somebody', () => {
  it('comes with exactly the seals that the entry names, or not at all', async () => {
    const body = await account.authorRemoval(member.userId);
    const [seal] = body.seals;
    if (!seal) throw new Error('no seal');
    const before = await rowsOf(server);
    const flipped = encodeBase64url(flippedAt(parseBase64url(seal.seal), 1_000));
    const wrong = [
      { ...body, seals: [] },
      { ...body, seals: [{ ...seal, seal: flipped }, ...body.seals.slice(1)] },
      { ...body, seals: [...body.seals, { ...seal, id: member.userId }] },
      { entry: body.entry, seals: body.seals },
    ];
    for (const each of wrong) expect(await codeOf(account.send(each))).toBe('invalid_request');
    expect(await rowsOf(server)).toEqual(before);
  });

  it('is refused to members, and as the last owner to oneself', async () => {
    const owner = account.person.userId;
    expect(await codeOf(account.send(await account.authorRemoval(owner)))).toBe('log_refused');
    const body = await account.authorRemoval(member.userId);
    const call = member.api.call(endpoints.appendEntry, { params: account.params, body });
    expect(await codeOf(call)).toBe('forbidden');
  });

  it('lets nothing count that a device of theirs had under way', async () => {
    const home = await TestAccount.create(server);
    const guest = await TestNewcomer.create(server);
    await guest.join(await home.invite());
    const device = await guest.admitDevice(home.person.accountId);
    const log = await guest.stateOf(home.person.accountId);
    const batch = await sealBatch(log, device, [100]);
    await upload(guest.api, batch);
    await home.remove(guest.userId, nothingWritten([device]));
    expect(await codeOf(commit(guest.api, batch))).toBe('not_found');
    const { params } = home;
    const { batches } = await home.api.call(endpoints.batches, { params, query: { after: 0 } });
    expect(batches).toEqual([]);
  });
});

describe('leaving', () => {
  it('is an entry of the one who leaves, and ends their access', async () => {
    const guest = await TestNewcomer.create(server);
    await guest.join(await account.invite());
    const author = { userId: guest.userId, seed: guest.person.userSeed };
    const body = await account.authorRemoval(guest.userId, [], author);
    const { params } = account;
    const { sequence } = await guest.api.call(endpoints.appendEntry, { params, body });
    expect((await account.log()).head.sequence).toBe(sequence);
    expect(await codeOf(guest.api.call(endpoints.epochSeals, { params }))).toBe('not_found');
    expect(await codeOf(guest.api.call(endpoints.appendEntry, { params, body }))).toBe('not_found');
    const { seals } = await account.api.call(endpoints.epochSeals, { params });
    expect(seals.at(-1)?.seal).toBe(body.seals.find(({ id }) => id === account.person.userId)?.seal);
  });
});

describe('a new account seed', () => {
  it('is begun by one of two at the same moment', async () => {
    const home = await TestAccount.create(server);
    const rotations = [await home.authorRotation(), await home.authorRotation()];
    const codes = await Promise.all(rotations.map((body) => codeOf(home.send(body))));
    expect(new Set(codes)).toEqual(new Set([undefined, 'log_conflict']));
    expect((await home.log()).state.epochs.size).toBe(2);
    const { chainBacks } = await home.api.call(endpoints.epochSeals, { params: home.params });
    expect(chainBacks).toHaveLength(1);
  });

  it('is stored once when it is sent again', async () => {
    const home = await TestAccount.create(server);
    const body = await home.authorRotation();
    const sequence = await home.send(body);
    const before = await rowsOf(server);
    expect(await home.send(body)).toBe(sequence);
    expect(await rowsOf(server)).toEqual(before);
  });
});

describe('a seal for somebody who joined later', () => {
  let home: TestAccount;
  let late: TestNewcomer;

  beforeAll(async () => {
    home = await TestAccount.create(server);
    late = await TestNewcomer.create(server);
    await late.join(await home.invite());
  });

  const put = (as: { readonly api: TestAccount['api'] }, userId: string, epoch: number, seal: string) => {
    const params = { ...home.params, epoch, userId };
    return codeOf(as.api.call(endpoints.putMemberSeal, { params, body: { seal } }));
  };

  it('can be replaced, and is given by any member', async () => {
    const other = await TestNewcomer.create(server);
    await other.join(await home.invite());
    const bad = encodeBase64url(new Uint8Array(1206));
    expect(await put(other, late.userId, 0, bad)).toBeUndefined();
    const { seal } = await home.sealTo(late.userId);
    expect(await put(home, late.userId, 0, seal)).toBeUndefined();
    const { seals } = await late.api.call(endpoints.epochSeals, { params: home.params });
    expect(seals).toEqual([{ epoch: 0, seal }]);
  });

  it('takes the place of none that an entry names', async () => {
    const seal = encodeBase64url(new Uint8Array(1206));
    const { seals: before } = await home.api.call(endpoints.epochSeals, { params: home.params });
    expect(await put(late, home.person.userId, 0, seal)).toBe('forbidden');
    expect(await put(home, home.person.userId, 0, seal)).toBe('forbidden');
    const { seals } = await home.api.call(endpoints.epochSeals, { params: home.params });
    expect(seals).toEqual(before);
  });

  it('is for members alone, and from members', async () => {
    const { seal } = await home.sealTo(late.userId);
    expect(await put(home, member.userId, 0, seal)).toBe('not_found');
    expect(await put(home, 'A'.repeat(43), 0, seal)).toBe('not_found');
    expect(await put(member, late.userId, 0, seal)).toBe('not_found');
  });

  it('is of the current epoch', async () => {
    const { seal } = await home.sealTo(late.userId);
    expect(await put(home, late.userId, 1, seal)).toBe('epoch_ended');
    const rotation = await home.authorRotation();
    await home.send(rotation);
    expect(await put(home, late.userId, 0, seal)).toBe('epoch_ended');
    // From now on an entry names them.
    expect(await put(home, late.userId, 1, seal)).toBe('forbidden');
    const { seals } = await late.api.call(endpoints.epochSeals, { params: home.params });
    const named = rotation.seals.find(({ id }) => id === late.userId);
    expect(seals.find(({ epoch }) => epoch === 1)?.seal).toBe(named?.seal);
    const sealed = await home.api.call(endpoints.sealedMembers, { params: home.params });
    expect(sealed.epoch).toBe(1);
    expect(sealed.members).toContain(late.userId);
  });
});

describe('a statement of the head', () => {
  const params = () => account.params;
  const put = (body: { message: string; signature: string }, as = member) =>
    codeOf(as.api.call(endpoints.putHeadStatement, { params: params(), body }));
  const stored = async () =>
    (await account.api.call(endpoints.headStatements, { params: params() })).statements;
  const state = (head: AccountLog['head'], timeMs?: number) =>
    member.statement(account.person.accountId, head, timeMs);

  it('is kept, told to everybody, programs included, and replaced by a newer one', async () => {
    const log = await account.log();
    const nowMs = Date.now();
    const first = state(log.head, nowMs - 2_000);
    expect(await put(first)).toBeUndefined();
    expect(await stored()).toEqual([first]);
    const next = state(log.head, nowMs - 1_000);
    expect(await put(next)).toBeUndefined();
    expect(await put(next)).toBeUndefined();
    const { api } = await account.admitConnector();
    const { statements } = await api.call(endpoints.headStatements, { params: params() });
    expect(statements).toEqual([next]);
  });

  it('is not replaced by an older one, nor by one that knows less of the log', async () => {
    const log = await account.log();
    const kept = state(log.head);
    expect(await put(kept)).toBeUndefined();
    expect(await put(state(log.head, Date.now() - hour))).toBe('log_conflict');
    const hash = log.hashAt(1);
    if (!hash) throw new Error('no entry');
    expect(await put(state({ sequence: 1, hash }, Date.now() + 1_000))).toBe('log_conflict');
    expect(await stored()).toEqual([kept]);
  });

  it('must be true of this log', async () => {
    const { sequence, hash } = (await account.log()).head;
    expect(await put(state({ sequence, hash: flippedAt(hash, 0) }))).toBe('log_refused');
    expect(await put(state({ sequence: sequence + 1, hash }))).toBe('log_refused');
    expect(await put(state({ sequence, hash }, Date.now() + 25 * hour))).toBe('log_refused');
  });

  it("must be the caller's own, and signed", async () => {
    const { head } = await account.log();
    const { message, signature } = state(head);
    const flipped = encodeBase64url(flippedAt(parseBase64url(signature), 3));
    expect(await put({ message, signature: flipped })).toBe('signature_invalid');
    const call = account.api.call(endpoints.putHeadStatement, {
      params: params(),
      body: { message, signature },
    });
    expect(await codeOf(call)).toBe('forbidden');
    const other = await TestAccount.create(server);
    const elsewhere = member.statement(other.person.accountId, head);
    expect(await put(elsewhere)).toBe('signature_invalid');
  });
});

describe('resealing', () => {
  let home: TestAccount;
  let guest: TestNewcomer;
  const bytes = (fill: number) => encodeBase64url(new Uint8Array(1206).fill(fill));

  beforeAll(async () => {
    home = await TestAccount.create(server);
    guest = await TestNewcomer.create(server);
    await guest.join(await home.invite());
  });

  const old = (before: number, after = 0) =>
    home.api.call(endpoints.oldSeals, { params: home.params, query: { before, after } });
  const put = (as: Pick<TestAccount, 'api'>, batchId: string, epoch: number, seal: string) => {
    const call = as.api.call(endpoints.putBatchSeal, {
      params: { ...home.params, batchId },
      body: { epoch, seal },
    });
    return codeOf(call);
  };

  it('puts newer seals in the place of old ones, batch by batch', async () => {
    const device = await home.admitDevice();
    const first = await sealBatch(await home.log(), device, [10]);
    await deliver(home.api, first);
    const second = await sealBatch(await home.log(), device, [10], first.head);
    await deliver(home.api, second);
    expect(await old(0)).toEqual({ batches: [], total: 0 });
    await home.send(await home.authorRotation());
    const third = await sealBatch(await home.log(), device, [10], second.head);
    await deliver(home.api, third);
    const both = [first, second].map(({ batchId }, at) => ({ sequence: at + 1, batchId }));
    expect(await old(1)).toEqual({ batches: both, total: 2 });
    expect(await old(1, 1)).toEqual({ batches: both.slice(1), total: 2 });

    expect(await put(home, first.batchId, 1, bytes(1))).toBeUndefined();
    expect(await put(home, first.batchId, 1, bytes(1))).toBeUndefined();
    expect(await old(1)).toEqual({ batches: both.slice(1), total: 1 });
    const { batches } = await guest.api.call(endpoints.batches, { params: home.params, query: { after: 0 } });
    expect(batches.map(({ resealedEpoch }) => resealedEpoch)).toEqual([1, undefined, undefined]);
    expect(batches.map(({ seal }) => seal)).toEqual([
      bytes(1),
      encodeBase64url(second.seal),
      encodeBase64url(third.seal),
    ]);

    // A delivery whose answer was lost is answered all the same.
    expect(await commit(home.api, first)).toBe(1);
    // What its writer signed under this very epoch stays.
    expect(await put(home, third.batchId, 1, bytes(2))).toBe('batch_refused');
    expect(await put(home, second.batchId, 0, bytes(2))).toBe('epoch_ended');
    expect(await put(home, second.batchId, 2, bytes(2))).toBe('epoch_ended');
    expect(await put(home, 'A'.repeat(22), 1, bytes(2))).toBe('not_found');
  });

  it('is for owners', async () => {
    const { batches } = await old(1);
    const [left] = batches;
    if (!left) throw new Error('no batch');
    expect(await put(guest, left.batchId, 1, bytes(3))).toBe('forbidden');
    const stranger = await TestAccount.create(server);
    const params = { ...stranger.params, batchId: left.batchId };
    const body = { epoch: 0, seal: bytes(3) };
    expect(await codeOf(stranger.api.call(endpoints.putBatchSeal, { params, body }))).toBe('not_found');
    expect((await old(1)).total).toBe(1);
  });
});
