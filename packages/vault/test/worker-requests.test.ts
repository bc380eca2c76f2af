import { type AccountId, JobId, type WriterId, encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import type { JobSelection } from '@commonseal/account-log';
import { signJobRequest } from '@commonseal/account-log/author';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { keptLog } from './support/connector.ts';
import { codeOf, file } from './support/device.ts';
import { peopleOf } from './support/people.ts';
import { type TestWorker, asked, clientOf, hourMs, newWorker } from './support/worker.ts';

let server: InProcessServer;
beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);
afterAll(async () => {
  await server.stop();
});

const { beginAccount, addMember } = peopleOf(() => server);
const jobIdOf = (number: number) => JobId.fromBytes(new Uint8Array(16).fill(number));

/** What a worker signs. @param seed another's, for a request that is not its own */
function requestOf(
  worker: TestWorker,
  accountId: AccountId,
  selection: JobSelection,
  { jobId = jobIdOf(1), seed = worker.seed, madeAtMs = Date.now() } = {},
): string {
  const request = { accountId, identity: worker.keys, jobId, analyser: 'text', version: '2', selection };
  return encodeBase64url(signJobRequest({ ...request, madeAtMs, expiresAtMs: madeAtMs + 24 * hourMs }, seed));
}

describe('a worker that somebody looks for', () => {
  it('is found at the server by its fingerprint, and no other in its place', async () => {
    let shown: Uint8Array | undefined;
    const owner = await beginAccount((url, _init, forward) =>
      shown && url.includes('/worker-identities/')
        ? Promise.resolve(Response.json({ identity: encodeBase64url(shown) }))
        : forward(),
    );
    const [worker, swapped] = [newWorker(), newWorker()];
    expect(await codeOf(owner.vault.findWorker(worker.printed))).toBe('not_found');
    await clientOf(server, worker);
    const { identity } = await owner.vault.findWorker(worker.printed);
    expect(identity).toEqual(worker.identity);
    shown = swapped.identity;
    expect(await codeOf(owner.vault.findWorker(worker.printed))).toBe('fingerprint_mismatch');
    expect(await codeOf(owner.vault.nameWorker(worker.printed))).toBe('fingerprint_mismatch');
  });
});

describe('what a worker asks for', () => {
  it('is shown to owners with what and how many, and granted or refused by them', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    await bringIn(owner.vault, [file('a.txt', 'a'), file('b.txt', 'b')]);
    const items = await owner.vault.listItems();
    const itemIds = items.map(({ itemId }) => itemId);
    const { accountId } = (await keptLog(owner.storage)).state;
    const worker = newWorker();
    const api = await clientOf(server, worker);
    const ask = (request: string) => api.call(endpoints.askForJob, { body: { request } });
    const gone = 'A'.repeat(22) as never;
    const first = requestOf(worker, accountId, { kind: 'items', itemIds: [...itemIds, gone] });
    expect(await codeOf(ask(first))).toBe('not_found');
    expect(await codeOf(owner.vault.nameWorker(newWorker().printed))).toBe('not_found');
    expect(await codeOf(owner.vault.nameWorker(worker.printed.slice(1)))).toBe('fingerprint_mismatch');
    expect(await codeOf(member.vault.nameWorker(worker.printed))).toBe('forbidden');
    await owner.vault.nameWorker(worker.printed.toLowerCase());
    await ask(first);

    const [request, ...others] = await owner.vault.workerRequests();
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      workerId: worker.workerId,
      jobId: jobIdOf(1),
      fingerprint: worker.printed.split('-'),
      workerName: '',
      isKnown: false,
      analyserName: 'text 2',
      missingItems: 1,
      sources: undefined,
    });
    expect(request?.itemIds.toSorted()).toEqual(itemIds.toSorted());
    expect(request?.newestItems.map(({ itemId }) => itemId).toSorted()).toEqual(itemIds.toSorted());
    expect(await member.vault.workerRequests()).toEqual([]);
    const { identity, jobId, analyserName } = request ?? { identity: new Uint8Array() };
    if (!jobId || !analyserName) throw new TypeError('a request was expected');
    const terms = { kind: 'job', jobId, analyserName, itemIds: request?.itemIds ?? [] } as const;
    const wanted = asked(worker, { identity, terms, typedFingerprint: undefined });
    // Nobody has typed its fingerprint yet, but for being named: the log does not know it.
    expect(await codeOf(owner.vault.grantWorker(wanted))).toBe('fingerprint_mismatch');
    await owner.vault.grantWorker({ ...wanted, typedFingerprint: worker.printed });
    expect(await owner.vault.workerRequests()).toEqual([]);

    const writerId = items[0]?.writerId as WriterId;
    const received = { fromMs: 1_700_000_000_000, beforeMs: 1_700_000_000_001 };
    await ask(
      requestOf(
        worker,
        accountId,
        { kind: 'sources', writerIds: [writerId], received },
        { jobId: jobIdOf(2) },
      ),
    );
    const before = { fromMs: 0, beforeMs: received.fromMs };
    const none = { kind: 'sources', writerIds: undefined, received: before } as const;
    await ask(requestOf(worker, accountId, none, { jobId: jobIdOf(3) }));
    const listed = await owner.vault.workerRequests();
    expect(listed).toMatchObject([
      { jobId: jobIdOf(2), isKnown: true, workerName: 'Indexer', sources: [{ writerId }], received },
      { jobId: jobIdOf(3), itemIds: [], sources: undefined, received: before },
    ]);
    expect(listed[0]?.itemIds.toSorted()).toEqual(itemIds.toSorted());
    // Its fingerprint was typed when something was granted to it first.
    const again = { ...wanted, terms: { ...terms, jobId: jobIdOf(2) } };
    await owner.vault.grantWorker(again);
    await owner.vault.refuseWorkerRequest({ workerId: worker.workerId, jobId: jobIdOf(3) });
    expect(await owner.vault.workerRequests()).toEqual([]);
    const { requests } = await api.call(endpoints.ownJobRequests, {});
    expect(new Map(requests.map(({ jobId: id, standing }) => [id, standing]))).toEqual(
      new Map([
        [jobIdOf(1), 'granted'],
        [jobIdOf(2), 'granted'],
        [jobIdOf(3), 'refused'],
      ]),
    );
  });

  it('is not shown if no worker has signed it, for this account, or it is over', async () => {
    let shown: readonly string[] = [];
    const owner = await beginAccount((url, init, forward) =>
      url.endsWith('/job-requests') && (init?.method ?? 'GET') === 'GET'
        ? Promise.resolve(Response.json({ requests: shown }))
        : forward(),
    );
    const { accountId } = (await keptLog(owner.storage)).state;
    const worker = newWorker();
    const all = { kind: 'sources', writerIds: undefined, received: undefined } as const;
    const good = requestOf(worker, accountId, all);
    shown = [
      requestOf(worker, accountId, all, { seed: newWorker().seed, jobId: jobIdOf(5) }),
      requestOf(worker, worker.workerId as string as AccountId, all, { jobId: jobIdOf(6) }),
      requestOf(worker, accountId, all, { madeAtMs: Date.now() - 24 * hourMs, jobId: jobIdOf(7) }),
      good.slice(0, -40),
      good,
      good,
    ];
    // And of what is shown twice, one.
    expect((await owner.vault.workerRequests()).map(({ jobId }) => jobId)).toEqual([jobIdOf(1)]);
  });
});
