import { type ItemId, JobId, WorkerId, encodeWorkerFingerprint, parseBase64url } from '@commonseal/protocol';
import {
  type AccountLog,
  currentEpoch,
  encodeWorkerIdentity,
  jobItemsHash,
  workerFingerprint,
  workerIdOf,
} from '@commonseal/account-log';
import { openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  type WorkerSeed,
  accountSeedContext,
  generateWorkerSeed,
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

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);
afterAll(async () => {
  await server.stop();
});
afterEach(() => {
  vi.useRealTimers();
});

const { beginAccount, addMember } = peopleOf(() => server);
const hourMs = 3_600_000;
const everything = { kind: 'standing', writerIds: undefined } as const;

/** A worker as its own program shows it. */
function newWorker() {
  const seed = generateWorkerSeed();
  const keys = { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) };
  const printed = encodeWorkerFingerprint(workerFingerprint(keys)).join('-');
  return { seed, workerId: workerIdOf(keys), identity: encodeWorkerIdentity(keys), printed };
}
type TestWorker = ReturnType<typeof newWorker>;

function asked({ identity, printed }: TestWorker, change: Partial<GrantInput> = {}): GrantInput {
  const base = { identity, typedFingerprint: printed, workerName: 'Indexer', lifetimeMs: hourMs };
  return { ...base, terms: everything, ...change };
}

const readersIn = async (vault: VaultApi) =>
  (await vault.listTeam()).readers.filter(({ kind }) => kind === 'worker').map(({ name }) => name);

/** Every seal for a worker that passes, by epoch: a machine that keeps all that it is ever given. */
function keeping(): { readonly meddler: Meddler; readonly seals: Map<string, string[]> } {
  const seals = new Map<string, string[]>();
  const meddler: Meddler = (url, init, forward) => {
    if (init?.method === 'POST' && url.endsWith('/log') && typeof init.body === 'string') {
      const body = JSON.parse(init.body) as { seals: { kind: string; id: string; seal: string }[] };
      for (const { kind, id, seal } of body.seals)
        if (kind === 'worker') seals.set(id, [...(seals.get(id) ?? []), seal]);
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
    expect(entries.find(({ event }) => event.kind === 'readingGranted')).toMatchObject({
      event: { name: 'Indexer 2', sourceNames: [device?.name] },
      newEpoch: undefined,
    });
  });

  it('goes on reading when somebody is removed, who is told apart from it', async () => {
    const { meddler, seals } = keeping();
    const owner = await beginAccount(meddler);
    const member = await addMember(owner);
    const worker = newWorker();
    await owner.vault.grantWorker(asked(worker));
    const memberId = await userIdOf(owner, member);
    expect(await owner.vault.previewRemoval(memberId)).toMatchObject({
      remaining: 1,
      remainingWorkers: 1,
    });
    await owner.vault.removeMember(memberId);
    const log = await keptLog(owner.storage);
    expect(opened(log, worker.seed, seals.get(worker.workerId) ?? [])).toEqual([0, 1]);
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

describe('one job', () => {
  it('is granted over items that were there to look at, makes nobody a reader, and needs no new key in ending', async () => {
    const owner = await beginAccount();
    await bringIn(owner.vault, [file('a.txt', 'a'), file('b.txt', 'b')]);
    const itemIds = (await owner.vault.listItems()).map(({ itemId }) => itemId);
    const worker = newWorker();
    const jobId = JobId.fromBytes(new Uint8Array(16).fill(7));
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
    const terms = { kind: 'job', jobId, analyserName: 'text 2', itemCount: 2 };
    expect(await owner.vault.grants()).toMatchObject([
      { workerName: 'Indexer', standing: 'in force', terms },
    ]);
    const { state } = await keptLog(owner.storage);
    const granted = [...state.grants.values()][0]?.terms;
    expect(granted?.kind === 'job' && granted.itemsHash).toEqual(jobItemsHash(itemIds));
    await owner.vault.revokeGrant(first.grant);
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
      if (isCut && init?.method === 'POST' && url.endsWith('/log'))
        throw new TypeError('the network is gone');
      return answer;
    });
    const worker = newWorker();
    isCut = true;
    expect(await codeOf(owner.vault.grantWorker(asked(worker)))).toBe('offline');
    isCut = false;
    await owner.vault.grantWorker(asked(worker));
    expect(await owner.vault.grants()).toHaveLength(1);
  });
});
