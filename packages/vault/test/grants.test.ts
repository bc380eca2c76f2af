import { type ItemId, JobId, WorkerId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import {
  type AccountLog,
  type ManifestItem,
  currentEpoch,
  parseManifest,
  requireJobItems,
} from '@commonseal/account-log';
import { authorWorkerWriter } from '@commonseal/account-log/author';
import { openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  type WorkerSeed,
  accountSeedContext,
  generateWriterSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import type { GrantInput, VaultApi } from '@commonseal/vault';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { keptLog } from './support/connector.ts';
import { type Meddler, codeOf, file, readAll } from './support/device.ts';
import { peopleOf, userIdOf } from './support/people.ts';
import { asked, hourMs, newWorker } from './support/worker.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);
afterAll(async () => {
  await server.stop();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const { beginAccount, addMember } = peopleOf(() => server);

const jobIdOf = (number: number) => JobId.fromBytes(new Uint8Array(16).fill(number));

const isAppend = (url: string, init: RequestInit | undefined) =>
  init?.method === 'POST' && url.endsWith('/log');

const readersIn = async (vault: VaultApi) =>
  (await vault.listTeam()).readers.filter(({ kind }) => kind === 'worker').map(({ name }) => name);

/** Every seal for a worker that passes, by epoch: a machine that keeps all that it is ever given. */
function keeping(): { readonly meddler: Meddler; readonly seals: Map<string, string[]> } {
  const seals = new Map<string, string[]>();
  const meddler: Meddler = (url, init, forward) => {
    if (typeof init?.body !== 'string') return forward();
    const keep = (id: string, seal: string) => seals.set(id, [...(seals.get(id) ?? []), seal]);
    const late = /\/seals\/\d+\/workers\/([\w-]+)$/.exec(url)?.[1];
    if (late !== undefined) keep(late, (JSON.parse(init.body) as { seal: string }).seal);
    if (isAppend(url, init)) {
      const body = JSON.parse(init.body) as { seals: { kind: string; id: string; seal: string }[] };
      for (const { kind, id, seal } of body.seals) if (kind === 'worker') keep(id, seal);
    }
    return forward();
  };
  return { meddler, seals };
}

/** Which account keys of a log a worker can open of what it was given. */
function opened({ state }: AccountLog, seed: WorkerSeed, seals: readonly string[]): number[] {
  const recipient = { kind: 'worker', id: WorkerId.fromBytes(signingPublicKey(seed)) } as const;
  return [...state.epochs].flatMap(({ epoch, ingestKey }) => {
    const context = accountSeedContext({ accountId: state.accountId, epoch, recipient });
    const isOpen = seals.some((seal) => {
      try {
        const key = receivingPublicKey(openSeal<AccountSeed>(parseBase64url(seal), seed, context));
        return key.every((byte, at) => byte === ingestKey[at]);
      } catch {
        return false;
      }
    });
    return isOpen ? [epoch] : [];
  });
}

describe('a worker', () => {
  it('is let in by nothing but the fingerprint that its own program prints, and by an owner alone', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    const [worker, swapped] = [newWorker(), newWorker()];
    const before = (await owner.vault.listActivity()).verifiedEntries;
    const refused = async (input: GrantInput, vault = owner.vault) => codeOf(vault.grantWorker(input));
    // The server shows an identity of its own: to one key of it, to both.
    expect(await refused(asked(worker, { identity: swapped.identity }))).toBe('fingerprint_mismatch');
    const mixed = worker.identity.slice();
    mixed.set(swapped.identity.subarray(38), 38);
    expect(await refused(asked(worker, { identity: mixed }))).toBe('fingerprint_mismatch');
    for (const typedFingerprint of ['', worker.printed.slice(0, -1), worker.printed.slice(6)])
      expect(await refused(asked(worker, { typedFingerprint }))).toBe('fingerprint_mismatch');
    expect(await refused(asked(worker, { identity: worker.identity.slice(1) }))).toBe('malformed');
    expect(await refused(asked(worker), member.vault)).toBe('not_owner');
    for (const change of [
      { lifetimeMs: 0 },
      { lifetimeMs: 401 * 24 * hourMs },
      { workerName: '  ' },
      { terms: { kind: 'standing', writerIds: [] } },
      { terms: { kind: 'standing', writerIds: ['A'.repeat(43) as never] } },
    ] as const)
      expect(await refused(asked(worker, change))).toBe('invalid_request');
    expect((await owner.vault.listActivity()).verifiedEntries).toBe(before);
    expect(await owner.vault.grants()).toEqual([]);

    await owner.vault.grantWorker(asked(worker, { typedFingerprint: worker.printed.toLowerCase() }));
    expect(await readersIn(owner.vault)).toEqual(['Indexer']);
  });

  it('gets every account key until its grant is revoked, is shown as a reader, and then opens nothing new', async () => {
    const { meddler, seals } = keeping();
    const owner = await beginAccount(meddler);
    const member = await addMember(owner);
    await bringIn(owner.vault, [file('a.txt', 'a')]);
    const worker = newWorker();
    const [device] = await owner.vault.listSources();
    const writerIds = device ? [device.writerId] : [];
    const { grant } = await owner.vault.grantWorker(asked(worker));
    await owner.vault.sync();
    const terms = { kind: 'standing', writerIds } as const;
    const second = await owner.vault.grantWorker(asked(worker, { terms, workerName: 'Indexer 2' }));
    await owner.vault.rotateAccountKey();

    await member.vault.sync();
    const list = await member.vault.grants();
    const known = {
      workerId: worker.workerId,
      fingerprint: worker.printed.split('-'),
      grantedByName: owner.email,
    };
    const sources = [{ writerId: device?.writerId, name: device?.name }];
    expect(list).toMatchObject([
      { ...known, grant: second.grant, workerName: 'Indexer 2', standing: 'in force', terms: { sources } },
      { ...known, grant, workerName: 'Indexer', standing: 'replaced', terms: { sources: undefined } },
    ]);
    expect(await readersIn(member.vault)).toEqual(['Indexer 2']);
    expect((await member.vault.sync()).account.readingWorkers).toBe(1);
    const kept = () => seals.get(worker.workerId) ?? [];
    expect(opened(await keptLog(owner.storage), worker.seed, kept())).toEqual([0, 1]);

    expect(await codeOf(member.vault.revokeGrant(second.grant))).toBe('not_owner');
    expect(await codeOf(owner.vault.revokeGrant(grant))).toBe('grant_over');
    await owner.vault.revokeGrant(second.grant);
    expect(await codeOf(owner.vault.revokeGrant(second.grant))).toBe('grant_over');
    await bringIn(owner.vault, [file('b.txt', 'b')]);
    await owner.vault.rotateAccountKey();
    const itemIds = (await owner.vault.listItems()).map(({ itemId }) => itemId);
    const job = { kind: 'job', jobId: jobIdOf(1), analyserName: 'text', itemIds } as const;
    await owner.vault.grantWorker(asked(worker, { terms: job, workerName: 'Indexer 3' }));
    await member.vault.sync();
    expect(await readersIn(member.vault)).toEqual([]);
    expect([...(await readAll(member.vault)).keys()].toSorted()).toEqual(['a.txt', 'b.txt']);
    const log = await keptLog(member.storage);
    expect(currentEpoch(log.state).epoch).toBe(3);
    expect(opened(log, worker.seed, kept())).toEqual([0, 1]);
    const { entries } = await member.vault.listActivity();
    expect(entries.find(({ event }) => event.kind === 'grantRevoked')).toMatchObject({
      event: { name: 'Indexer 2', grantKind: 'standing' },
      newEpoch: 2,
    });
    // Each by the name that it had in that entry.
    expect(entries.filter(({ event }) => event.kind === 'readingGranted')).toMatchObject([
      { event: { name: 'Indexer 2', sourceNames: [device?.name] }, newEpoch: undefined },
      { event: { name: 'Indexer', sourceNames: undefined }, newEpoch: undefined },
    ]);
  });

  it('is told of by the name that it had then', async () => {
    const added: string[] = [];
    let served: number | undefined;
    // The server has no way in for workers yet: what one has signed is shown in its place, and what comes after it.
    const owner = await beginAccount(async (url, init, forward) => {
      if (served === undefined) return forward();
      const after = /\/log\?after=(\d+)$/.exec(url)?.[1];
      if (after !== undefined)
        return Response.json({ entries: added.slice(Number(after) + 1 - served), more: false });
      if (init?.method === 'PUT') return Response.json({});
      if (!isAppend(url, init) || typeof init?.body !== 'string') return forward();
      added.push((JSON.parse(init.body) as { entry: string }).entry);
      return Response.json({ sequence: served + added.length - 1 });
    });
    const worker = newWorker();
    await owner.vault.grantWorker(asked(worker));
    const { state, head } = await keptLog(owner.storage);
    const placing = { state, workerSeed: worker.seed, nowMs: Date.now() };
    added.push(encodeBase64url(authorWorkerWriter(placing, generateWriterSeed())));
    served = head.sequence + 1;
    await owner.vault.sync();
    await owner.vault.grantWorker(asked(worker, { workerName: 'Indexer 2' }));
    expect((await owner.vault.listActivity()).entries.slice(0, 3)).toMatchObject([
      { event: { kind: 'readingGranted', name: 'Indexer 2' } },
      { event: { kind: 'workerWrites' }, authorName: 'Indexer' },
      { event: { kind: 'readingGranted', name: 'Indexer' } },
    ]);
  });

  it('goes on reading when whoever let it in is removed, and that is said before and afterwards', async () => {
    const { meddler, seals } = keeping();
    const owner = await beginAccount(meddler);
    const second = await addMember(owner, 'owner');
    const worker = newWorker();
    await second.vault.grantWorker(asked(worker));
    // What anybody's client is shown in the log, it seals the account key to.
    await owner.vault.sync();
    const userIds = [await userIdOf(owner, second), await userIdOf(owner, owner)] as const;
    expect(await owner.vault.previewRemoval(userIds[1])).toMatchObject({ grantedWorkers: [] });
    expect(await owner.vault.previewRemoval(userIds[0])).toMatchObject({
      remaining: 1,
      remainingWorkers: 1,
      grantedWorkers: ['Indexer'],
    });
    await owner.vault.removeMember(userIds[0]);
    const log = await keptLog(owner.storage);
    expect(opened(log, worker.seed, seals.get(worker.workerId) ?? [])).toEqual([0, 1]);
    expect(await owner.vault.grants()).toMatchObject([{ grantedByName: second.email, standing: 'in force' }]);
  });

  it('is left out by whoever revokes its grant just when it has expired, and is a reader until then', async () => {
    let isExpiring = false;
    let appended = -1;
    const owner = await beginAccount((url, init, forward) => {
      // Once the log has been looked at: nothing was due until then.
      if (isExpiring && /\/batches(\?|$)/.test(url)) {
        isExpiring = false;
        appended = 0;
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * hourMs });
      }
      if (appended >= 0 && isAppend(url, init)) appended += 1;
      return appended === 2 ? Promise.reject(new TypeError('the network is gone')) : forward();
    });
    const { grant } = await owner.vault.grantWorker(asked(newWorker()));
    await owner.vault.sync();
    isExpiring = true;
    expect(await codeOf(owner.vault.revokeGrant(grant))).toBe('offline');
    // Revoked without a new account key: it has the present one, and that is said.
    expect(await owner.vault.grants()).toMatchObject([{ standing: 'revoked' }]);
    expect(await readersIn(owner.vault)).toEqual(['Indexer']);
    appended = 3;
    expect((await owner.vault.sync()).account.readingWorkers).toBe(0);
    expect(await readersIn(owner.vault)).toEqual([]);
  });

  it('is left out by one clock, also when its grant expires while the entry is made', async () => {
    const owner = await beginAccount();
    const { grant } = await owner.vault.grantWorker(asked(newWorker()));
    const expiresAtMs = (await owner.vault.grants())[0]?.expiresAtMs ?? 0;
    const withLock = owner.storage.withLock.bind(owner.storage);
    let readings = 0;
    vi.spyOn(owner.storage, 'withLock').mockImplementation((name, work) => {
      // The clock is read for the first time just before, and ever after just then.
      if (name.startsWith('append/') && readings === 0)
        vi.spyOn(Date, 'now').mockImplementation(() => {
          readings += 1;
          return readings === 1 ? expiresAtMs - 1 : expiresAtMs;
        });
      return withLock(name, work);
    });
    await owner.vault.revokeGrant(grant);
    expect((await owner.vault.listActivity()).entries[0]).toMatchObject({
      event: { kind: 'grantRevoked' },
      timeMs: expiresAtMs - 1,
      newEpoch: 1,
    });
  });

  it('is left out by the next client of any member once its grant has expired', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    await owner.vault.grantWorker(asked(newWorker()));
    await member.vault.sync();
    expect(await readersIn(member.vault)).toEqual(['Indexer']);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * hourMs });
    // As long as nobody has replaced the key it still reads, and that is said.
    expect(await readersIn(member.vault)).toEqual(['Indexer']);
    expect(await member.vault.grants()).toMatchObject([{ standing: 'expired' }]);
    await member.vault.sync();
    expect(await readersIn(member.vault)).toEqual([]);
    const { entries } = await member.vault.listActivity();
    expect(entries[0]).toMatchObject({
      event: { kind: 'keyReplaced' },
      newEpoch: 1,
      authorName: member.email,
    });
    await owner.vault.sync();
    expect((await owner.vault.listActivity()).entries).toHaveLength(entries.length);
  });
});

describe('a grant that does not come to stand', () => {
  it('has handed over nothing, whatever the server answers, until the log shows it', async () => {
    const { meddler, seals } = keeping();
    let isCut = false;
    const failing = async () => Response.json({ code: 'internal', requestId: 'meddler' }, { status: 500 });
    const owner = await beginAccount((url, init, forward) =>
      // Keeps the entry, says that it has failed, and goes on with everything else.
      meddler(url, init, isCut && isAppend(url, init) ? failing : forward),
    );
    const worker = newWorker();
    isCut = true;
    expect(await codeOf(owner.vault.grantWorker(asked(worker)))).toBe('internal');
    await owner.vault.sync();
    expect(seals.size).toBe(0);
    isCut = false;
    await owner.vault.grantWorker(asked(worker));
    expect(seals.size).toBe(0);
    await owner.vault.sync();
    expect(opened(await keptLog(owner.storage), worker.seed, seals.get(worker.workerId) ?? [])).toEqual([0]);
    // Once is enough.
    await owner.vault.sync();
    expect(seals.get(worker.workerId)).toHaveLength(1);
  });

  it('has handed over nothing when others are first, again and again', async () => {
    const { meddler, seals } = keeping();
    let race: () => Promise<void> = async () => {};
    const owner = await beginAccount(async (url, init, forward) => {
      if (isAppend(url, init)) await race();
      return meddler(url, init, forward);
    });
    const member = await addMember(owner);
    race = () => member.vault.rotateAccountKey();
    expect(await codeOf(owner.vault.grantWorker(asked(newWorker())))).toBe('log_conflict');
    race = async () => {};
    await owner.vault.sync();
    expect(await owner.vault.grants()).toEqual([]);
    expect(seals.size).toBe(0);
  });
});

describe('one job', () => {
  it('is granted over items that were there to look at, makes nobody a reader, and needs no new key in ending', async () => {
    let items: readonly ManifestItem[] = [];
    const owner = await beginAccount((url, init, forward) => {
      if (url.endsWith('/commit') && typeof init?.body === 'string') {
        const { manifest } = JSON.parse(init.body) as { manifest: string };
        ({ items } = parseManifest(parseBase64url(manifest)).manifest);
      }
      return forward();
    });
    await bringIn(owner.vault, [file('a.txt', 'a'), file('b.txt', 'b')]);
    const itemIds = (await owner.vault.listItems()).map(({ itemId }) => itemId);
    const worker = newWorker();
    const jobId = jobIdOf(7);
    const job = (ids: readonly ItemId[]) =>
      asked(worker, { terms: { kind: 'job', jobId, analyserName: 'text 2', itemIds: ids } });
    expect(await codeOf(owner.vault.grantWorker(job([])))).toBe('invalid_request');
    expect(await codeOf(owner.vault.grantWorker(job([...itemIds, 'A'.repeat(22) as never])))).toBe(
      'item_not_found',
    );
    const first = await owner.vault.grantWorker(job(itemIds));
    // The same once more is the same, and more is another.
    expect(await owner.vault.grantWorker(job(itemIds.toReversed()))).toEqual(first);
    expect(await codeOf(owner.vault.grantWorker(job(itemIds.slice(1))))).toBe('invalid_request');

    expect(await readersIn(owner.vault)).toEqual([]);
    // But it reads some items, and that is said.
    expect((await owner.vault.listTeam()).jobWorkers).toEqual(['Indexer']);
    expect((await owner.vault.sync()).account).toMatchObject({ readingWorkers: 0, jobWorkers: 1 });
    const terms = { kind: 'job', jobId, analyserName: 'text 2', itemCount: 2 };
    expect(await owner.vault.grants()).toMatchObject([
      { workerName: 'Indexer', standing: 'in force', terms },
    ]);
    const { state } = await keptLog(owner.storage);
    const granted = [...state.grants.values()][0]?.terms;
    if (granted?.kind !== 'job') throw new TypeError('a job was expected');
    expect(() => requireJobItems(granted, items)).not.toThrow();
    await owner.vault.revokeGrant(first.grant);
    expect((await owner.vault.sync()).account.jobWorkers).toBe(0);
    const { entries } = await owner.vault.listActivity();
    expect(entries[0]).toMatchObject({
      event: { kind: 'grantRevoked', grantKind: 'job' },
      newEpoch: undefined,
    });
  });
});

describe('a grant whose answer got lost', () => {
  it('counts once, and is not given again', async () => {
    let isCut = false;
    const owner = await beginAccount(async (url, init, forward) => {
      const answer = await forward();
      if (isCut && isAppend(url, init)) throw new TypeError('the network is gone');
      return answer;
    });
    const worker = newWorker();
    // Somebody's clock was ahead: the log's time is, from then on.
    const aheadMs = Date.now() + 2 * hourMs;
    vi.useFakeTimers({ toFake: ['Date'], now: aheadMs });
    await owner.vault.rotateAccountKey();
    vi.useRealTimers();
    isCut = true;
    expect(await codeOf(owner.vault.grantWorker(asked(worker)))).toBe('offline');
    isCut = false;
    await owner.vault.grantWorker(asked(worker));
    const grants = await owner.vault.grants();
    expect(grants.map(({ standing }) => standing)).toEqual(['in force']);
    expect(grants[0]?.expiresAtMs).toBe(aheadMs + hourMs);
  });
});
