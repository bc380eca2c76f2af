import { type Finding, type ItemId, WorkerId, encodePairingLine } from '@commonseal/protocol';
import { generateWriterSeed, writerIdOf } from '@commonseal/crypto/seal';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import {
  WorkingWorker,
  bodyHashes,
  deliverFound,
  writerClient,
} from '../../../e2e/fixtures/working-worker.ts';
import { type Device, codeOf, file } from './support/device.ts';
import { peopleOf } from './support/people.ts';
import { type TestWorker, asked, newWorker } from './support/worker.ts';

let server: InProcessServer;
let owner: Device;
let worker: TestWorker;
let working: WorkingWorker;
let itemIds: ItemId[];

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);
afterAll(async () => {
  await server.stop();
});

const { beginAccount, onAnotherDevice } = peopleOf(() => server);

async function accountOf({ vault }: Device) {
  const [account] = await vault.listAccounts();
  return account?.accountId ?? expect.fail();
}

async function letIn(): Promise<[TestWorker, WorkingWorker]> {
  const program = newWorker();
  const { grant } = await owner.vault.grantWorker(asked(program));
  return [program, await WorkingWorker.begin(server, program, await accountOf(owner), grant)];
}

beforeEach(async () => {
  owner = await beginAccount();
  const files = [file('one.txt', 'one'), file('two.txt', 'two')];
  await owner.vault.importFiles(files, { accountId: await accountOf(owner) });
  itemIds = (await owner.vault.listItems()).map(({ itemId }) => itemId);
  [worker, working] = await letIn();
});

const text = (words: string): Finding => ({ kind: 'text', text: words, isCut: false });
const about = (itemId: ItemId | undefined, version = '2', analyser = 'text') => ({
  itemId: itemId ?? expect.fail(),
  analyser,
  version,
});
/** Of what the worker can read, hashes of bodies. */
async function readAsWorker() {
  return bodyHashes(working.api, await accountOf(owner));
}
const absent = 'AAECAwQFBgcICQoLDA0ODw' as ItemId;

async function found(itemId: ItemId | undefined, vault = owner.vault) {
  const results = await vault.resultsOf(itemId ?? expect.fail());
  return Promise.all(
    results.map(async ({ resultId, analyser, version, isNewest }) => {
      const finding = await vault.openResult(resultId);
      return [
        analyser,
        version,
        isNewest,
        finding.kind === 'text' ? finding.text : 'why' in finding ? finding.why : '',
      ];
    }),
  );
}

describe('what workers found', () => {
  it('stands with its item, and in no list, count or mark', async () => {
    const before = await owner.vault.listItems();
    await working.deliver([
      { result: about(itemIds[0]), finding: text('one, read') },
      { result: about(itemIds[1]), finding: { kind: 'failed', why: 'hung' } },
    ]);
    const report = await owner.vault.sync();
    expect([report.newItems, report.totalItems, report.problems]).toEqual([0, 2, []]);
    expect(await owner.vault.listItems()).toEqual(before);
    expect(await found(itemIds[0])).toEqual([['text', '2', true, 'one, read']]);
    expect(await found(itemIds[1])).toEqual([['text', '2', true, 'hung']]);
    const [result] = await owner.vault.resultsOf(itemIds[0] ?? expect.fail());
    const resultId = result?.resultId ?? expect.fail();
    expect(result).toMatchObject({ foundBy: { kind: 'worker', name: 'Indexer' } });
    expect(await codeOf(owner.vault.openItem(resultId))).toBe('item_not_found');
    expect(await codeOf(owner.vault.openResult(itemIds[0] ?? expect.fail()))).toBe('item_not_found');
    await owner.vault.markRead([resultId], true);
    const sources = await owner.vault.listSources();
    expect(sources.find(({ kind }) => kind === 'worker')).toMatchObject({ batches: 1, items: 0 });
    expect(await owner.vault.resultCounts()).toEqual([{ analyser: 'text', version: '2', items: 2 }]);
    // Of what was kept on no device yet, by another one.
    const another = await onAnotherDevice(owner);
    await another.sync();
    expect(await found(itemIds[0], another)).toEqual([['text', '2', true, 'one, read']]);
    expect(await another.listItems()).toHaveLength(2);
  });

  it('is told by analyser, the newest version first, and of each the first that came', async () => {
    await working.deliver([
      { result: about(itemIds[0], '9'), finding: text('nine') },
      { result: about(itemIds[0], '10'), finding: text('ten') },
      { result: about(itemIds[0], '10'), finding: text('ten again') },
      { result: about(itemIds[0], '1', 'kind'), finding: text('a letter') },
    ]);
    await working.deliver([{ result: about(itemIds[0], '9'), finding: text('nine again') }]);
    await owner.vault.sync();
    expect(await found(itemIds[0])).toEqual([
      ['kind', '1', true, 'a letter'],
      ['text', '10', true, 'ten'],
      ['text', '9', false, 'nine'],
    ]);
    expect(await owner.vault.resultCounts()).toHaveLength(3);
  });

  it('counts only where it was found in the body that the item has', async () => {
    const other = (await readAsWorker()).get(itemIds[1] ?? expect.fail()) ?? expect.fail();
    await working.deliver([
      { result: { ...about(itemIds[0]), bodyHash: other }, finding: text('found in another one') },
      { result: about(itemIds[0], '1'), finding: text('one, read') },
    ]);
    await owner.vault.sync();
    expect(await found(itemIds[0])).toEqual([['text', '1', true, 'one, read']]);
    expect(await owner.vault.resultCounts()).toEqual([{ analyser: 'text', version: '1', items: 1 }]);
    // What says nothing of it was made by a program of before.
    const header = { result: { ...about(itemIds[1]) } };
    await working.deliver([{ result: about(itemIds[1]), finding: text('somewhere'), header }]);
    await owner.vault.sync();
    expect(await found(itemIds[1])).toEqual([]);
  });

  it('is an ordinary item when it comes from a connector, whatever it claims', async () => {
    const accountId = await accountOf(owner);
    const seed = generateWriterSeed();
    const pairingLine = encodePairingLine({ writerId: writerIdOf(seed) });
    await owner.vault.enrolConnector({ pairingLine, name: 'Mail' });
    const connector = { api: await writerClient(server, accountId, seed), seed };
    await deliverFound(working.api, accountId, connector, [
      { result: about(itemIds[0]), finding: text('all is well') },
    ]);
    expect((await owner.vault.sync()).newItems).toBe(1);
    expect(await owner.vault.resultsOf(itemIds[0] ?? expect.fail())).toEqual([]);
    expect(await owner.vault.resultCounts()).toEqual([]);
    const claimed = (await owner.vault.listItems()).find(({ header }) => header.result !== undefined);
    expect(await codeOf(owner.vault.openResult(claimed?.itemId ?? expect.fail()))).toBe('item_not_found');
    expect((await owner.vault.openItem(claimed?.itemId ?? expect.fail())).body.size).toBeGreaterThan(0);
  });

  it('about no item of the account says nothing, and no result is one of another result', async () => {
    await working.deliver([
      { result: about(absent), finding: text('there is none') },
      { result: about(itemIds[0]), finding: text('one') },
    ]);
    await owner.vault.sync();
    const [first] = await owner.vault.resultsOf(itemIds[0] ?? expect.fail());
    await working.deliver([{ result: about(first?.resultId), finding: text('about a result') }]);
    expect((await owner.vault.sync()).problems).toEqual([]);
    expect(await owner.vault.resultsOf(absent)).toEqual([]);
    expect(await owner.vault.resultsOf(first?.resultId ?? expect.fail())).toEqual([]);
    expect(await owner.vault.resultCounts()).toEqual([{ analyser: 'text', version: '2', items: 1 }]);
  });

  it('is refused when its body is not one that an analyser writes', async () => {
    const bodies = [
      '{',
      '{"kind":"order","text":"pay"}',
      '{"kind":"text","text":"a","isCut":false,"html":"<b>"}',
      '{"kind":"nothing to read","why":"because"}',
      '',
    ];
    const finding = (body: string) => new TextEncoder().encode(body);
    await working.deliver(
      bodies.map((body, at) => ({ result: about(itemIds[0], String(at)), finding: finding(body) })),
    );
    await owner.vault.sync();
    const results = await owner.vault.resultsOf(itemIds[0] ?? expect.fail());
    expect(results).toHaveLength(bodies.length);
    for (const { resultId } of results)
      expect(await codeOf(owner.vault.openResult(resultId))).toBe('malformed');
  });

  it('stays when the worker is revoked, and is handed over with no job', async () => {
    await working.deliver([{ result: about(itemIds[0]), finding: text('one') }]);
    await owner.vault.sync();
    const [result] = await owner.vault.resultsOf(itemIds[0] ?? expect.fail());
    const job = {
      kind: 'job',
      jobId: absent as never,
      analyserName: 'text 2',
      itemIds: [result?.resultId as ItemId],
    } as const;
    expect(await codeOf(owner.vault.grantWorker(asked(newWorker(), { terms: job })))).toBe('item_not_found');
    await owner.vault.revokeGrant(working.grant);
    expect(await found(itemIds[0])).toEqual([['text', '2', true, 'one']]);
    expect((await owner.vault.grants())[0]).toMatchObject({ workerId: worker.workerId, standing: 'revoked' });
  });
});

describe('runs', () => {
  it('are those of workers and grants that the log knows, with numbers that fit', async () => {
    await working.tell({ total: 10, done: 12, failed: 11, state: 'paused', why: 'sealed' });
    const honest = await owner.vault.runs();
    expect(honest).toMatchObject([
      {
        workerName: 'Indexer',
        analyser: 'text',
        total: 10,
        done: 10,
        failed: 10,
        state: 'paused',
        why: 'sealed',
      },
    ]);
    const [other] = await letIn();
    for (const invented of [new Uint8Array(32).fill(7), WorkerId.toBytes(other.workerId)]) {
      await server.database.query('update work_runs set worker_id = $1', [invented]);
      expect(await owner.vault.runs()).toEqual([]);
    }
  });
});
