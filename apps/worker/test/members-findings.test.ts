import { type ItemId, JobId, encodePairingLine } from '@commonseal/protocol';
import { generateWriterSeed, writerIdOf } from '@commonseal/crypto/seal';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import {
  type Device,
  asked,
  file,
  keptLog,
  sealingResults,
  takingResultsForItems,
} from '../../../e2e/fixtures/granting-owner.ts';
import { deliverFound, writerClient } from '../../../e2e/fixtures/working-worker.ts';
import { addJob } from '../src/queue/jobs-queue.ts';
import { addRun, setGrant } from '../src/queue/runs.ts';
import { prepareSchema } from '../src/queue/schema.ts';
import { QueueBench } from './support/queue-bench.ts';
import type { WorkedAccount } from './support/worked-account.ts';
import { WorkedServer } from './support/worked-server.ts';

let worked: WorkedServer;
let bench: QueueBench;

beforeAll(async () => {
  worked = await WorkedServer.start();
}, 180_000);
afterAll(() => worked.stop());
beforeEach(async () => {
  bench = await QueueBench.open();
});
afterEach(() => bench.close());

async function requireWhole(runId: string, total: number): Promise<void> {
  await vi.waitFor(async () => expect(await bench.stateOf(runId)).toMatchObject({ state: 'done' }), {
    timeout: 60_000,
    interval: 50,
  });
  expect(await bench.stateOf(runId)).toMatchObject({ total, done: total, failed: 0 });
}

/** How many keys of items of the account were given. */
async function keysGiven({ owner: { vault }, worker }: WorkedAccount): Promise<number> {
  const { accesses } = await vault.accessRecords(worker.workerId, 100);
  return accesses.reduce((sum, { itemCount }) => sum + itemCount, 0);
}

const filesOf = (...names: readonly string[]) => names.map((name) => file(name, name));

/** Those that are called so are what was found in an item. */
function bringInFound({ vault }: Device, about: ItemId | undefined, ...names: readonly string[]) {
  if (about === undefined) throw new TypeError('an item');
  return sealingResults({ itemId: about, analyser: 'text', version: '1' }, () =>
    bringIn(vault, filesOf(...names)),
  );
}

it('what members’ browsers have found is nobody’s content: it is not read, and counts nowhere', async () => {
  const of = await worked.account([['one', 'two']]);
  const { owner, accountId, worker } = of;
  const content = await of.items();
  const [about] = content;
  const before = new Set(content);
  await bringInFound(owner, about, 'found 1', 'three.txt', 'found 2');
  await bringInFound(owner, about, 'found 3', 'found 4');
  const brought = (await of.items()).filter((itemId) => !before.has(itemId));
  expect(brought).toHaveLength(5);

  // A connector that says so says nothing: that is content like any other.
  const seed = generateWriterSeed();
  const pairingLine = encodePairingLine({ writerId: writerIdOf(seed) });
  await owner.vault.enrolConnector({ pairingLine, name: 'Mail' });
  const connector = { api: await writerClient(worked.server, accountId, seed), seed };
  const result = { itemId: about ?? expect.fail(), analyser: 'text', version: '1' };
  await deliverFound(worker.api, accountId, connector, [
    { result, finding: new TextEncoder().encode('four') },
  ]);

  bench.process(worker);
  const runs = [await bench.run(of, '1')];
  await requireWhole(runs[0] ?? '', 4);
  const { rows: portions } = await bench.pool.query('select from commonseal_work.tasks');
  expect(portions).toHaveLength(4);
  await vi.waitFor(async () => expect(await keysGiven(of)).toBe(8), { timeout: 20_000, interval: 100 });

  // Known by now, their keys are not asked for again.
  runs.push(await bench.run(of, '2'));
  await requireWhole(runs[1] ?? '', 4);
  const { rows: all } = await bench.pool.query('select from commonseal_work.tasks');
  expect(all).toHaveLength(4 + 3);
  await vi.waitFor(async () => expect(await keysGiven(of)).toBe(8 + 4), { timeout: 20_000, interval: 100 });

  const results = await of.results();
  expect(results).toHaveLength(8);
  const { rows: passed } = await bench.pool.query<{ item_id: ItemId }>(
    'select item_id from commonseal_work.passed_over',
  );
  const passedOver = new Set(passed.map(({ item_id: itemId }) => itemId));
  expect(passedOver.size).toBe(4);
  expect(brought.filter((itemId) => passedOver.has(itemId))).toHaveLength(4);
  expect(results.filter(({ itemId }) => passedOver.has(itemId))).toEqual([]);
});

it('runs that begin at the same time agree on what there is', async () => {
  const of = await worked.account([['one']]);
  const [about] = await of.items();
  await bringInFound(of.owner, about, 'found 1', 'two.txt');
  await bringInFound(of.owner, about, 'found 2');
  bench.process(of.worker);
  const [one, two] = await Promise.all([bench.run(of, '1'), bench.run(of, '2')]);
  await requireWhole(one, 2);
  await requireWhole(two, 2);
});

it('nor is it where it was handed over for one job', async () => {
  const owner = await worked.people.beginAccount();
  await bringIn(owner.vault, filesOf('one.txt', 'two.txt'));
  const [{ itemId: about } = expect.fail()] = await owner.vault.listItems();
  await bringInFound(owner, about, 'found 1', 'three.txt');
  const { accountId } = (await keptLog(owner.storage)).state;
  const { worker } = worked;
  const jobId = JobId.fromBytes(new Uint8Array(16).fill(7));
  // The page offers none of them.
  const { rows } = await worked.server.database.query<{ id: Buffer }>(
    'select item_id as id from items where account_id = $1',
    [Buffer.from(accountId, 'base64url')],
  );
  const itemIds = rows.map(({ id }) => id.toString('base64url'));
  expect(itemIds).toHaveLength(4);
  const terms = { kind: 'job', jobId, analyserName: 'text 1', itemIds };
  const { grant } = await takingResultsForItems(async () => {
    const granted = await owner.vault.grantWorker(asked(worker.shown as never, { terms } as never));
    await owner.vault.sync();
    return granted;
  });
  await prepareSchema(bench.pool);
  const { workerId } = worker;
  const run = { workerId, accountId, jobId, analyser: 'text', version: '1', scope: {} };
  const runId = await addRun(bench.pool, run);
  await setGrant(bench.pool, runId, grant);
  await addJob(bench.pool, 'list', { workerId, payload: { runId } });
  bench.process(worker);
  await requireWhole(runId, 3);
});
