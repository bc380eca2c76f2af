import { setTimeout as delay } from 'node:timers/promises';
import { analysers } from '@commonseal/analysis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { addJob } from '../src/queue/jobs-queue.ts';
import { endRun } from '../src/queue/runs.ts';
import { programOf } from '../src/queue/wanted.ts';
import { QueueBench } from './support/queue-bench.ts';
import type { WorkedAccount } from './support/worked-account.ts';
import { WorkedServer } from './support/worked-server.ts';

const first = { analyser: 'text', version: '1' };
const second = { analyser: 'text', version: '2' };
const both = [first, second];
const texts = [['one', 'two'], ['three']];
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

function isOver(runId: string, state = 'done') {
  return vi.waitFor(async () => expect(await bench.stateOf(runId)).toMatchObject({ state }), {
    timeout: 60_000,
    interval: 50,
  });
}

const whole = (version: number) => [{ name: 'text', version }];

/** For what it was read at the same time: by item, by version. The analyser says what it was asked for. */
async function wantedWith({ owner: { vault } }: WorkedAccount) {
  await vault.sync();
  const found: Record<string, Record<string, unknown>> = {};
  for (const { itemId, header } of await vault.listItems()) {
    const of: Record<string, unknown> = {};
    for (const { resultId, version } of await vault.resultsOf(itemId)) {
      const finding = await vault.openResult(resultId);
      const [, said = '{}'] = /^(\{.*\})/.exec(finding.kind === 'text' ? finding.text : '') ?? [];
      expect(of[version]).toBeUndefined();
      of[version] = (JSON.parse(said) as { wanted?: unknown }).wanted;
    }
    found[header.fileName] = of;
  }
  return found;
}

const accesses = async ({ owner, worker }: WorkedAccount) =>
  (await owner.vault.accessRecords(worker.workerId, 100)).accesses;

it('runs that were asked for together read each item once, and each says how far it is', async () => {
  const of = await worked.account(texts);
  const runs = await bench.runs(of, both);
  bench.process(worked.worker);
  for (const runId of runs) {
    await isOver(runId);
    expect(await bench.stateOf(runId)).toMatchObject({ total: 3, done: 3, failed: 0 });
  }
  const together = [...whole(1), ...whole(2)];
  const each = { '1': together, '2': together };
  expect(await wantedWith(of)).toEqual({ '1.txt': each, '2.txt': each, '3.txt': each });
  await vi.waitFor(async () => expect(await accesses(of)).toHaveLength(2), { timeout: 20_000 });
  for (const access of await accesses(of))
    expect(access).toMatchObject({ analyser: 'text 1, text', version: '2', isGranted: true });
  // One batch of results for each of content, whatever number of analysers has found something.
  expect(new Set((await of.results()).map(({ batchId }) => batchId)).size).toBe(2);
});

it('what one of them has found already is not asked for again', async () => {
  const of = await worked.account(texts);
  bench.process(worked.worker);
  await isOver(await bench.run(of, '1'));
  for (const runId of await bench.runs(of, both)) await isOver(runId);
  const each = { '1': whole(1), '2': whole(2) };
  expect(await wantedWith(of)).toEqual({ '1.txt': each, '2.txt': each, '3.txt': each });
});

it('one that is cancelled in the middle finds nothing more, and the others go on', async () => {
  const of = await worked.account(texts);
  const runs = await bench.runs(of, both);
  const [cancelled = '', other = ''] = runs;
  let isCancelled = false;
  bench.process(worked.worker, {
    jobs: 1,
    onStep: async (step) => {
      if (step !== 'settled' || isCancelled) return;
      isCancelled = true;
      await endRun(bench.pool, cancelled, { code: 'cancelled', why: '' });
    },
  });
  await isOver(other);
  expect(await bench.stateOf(cancelled)).toMatchObject({ state: 'ended', why: 'cancelled' });
  expect(await bench.stateOf(other)).toMatchObject({ total: 3, done: 3 });
  const versions = (await of.results()).map(({ version }) => version);
  expect(versions.filter((version) => version === '2')).toHaveLength(3);
  expect(versions.filter((version) => version === '1').length).toBeLessThan(3);
});

it('an item that fails is said to have failed in each of them', async () => {
  const of = await worked.account([['throw', 'text']]);
  bench.process(worked.worker);
  for (const runId of await bench.runs(of, both)) {
    await isOver(runId);
    expect(await bench.stateOf(runId)).toMatchObject({ total: 2, done: 2, failed: 1 });
  }
});

it('a job that is handed out again while it is still at it leaves one result for each', async () => {
  const of = await worked.account(texts);
  const runs = await bench.runs(of, both);
  let hold: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    hold = resolve;
  });
  let begun = 0;
  bench.process(worked.worker, {
    onStep: async (step) => {
      if (step === 'kept' && (begun += 1) === 1) await held;
    },
  });
  await vi.waitFor(() => expect(begun).toBeGreaterThan(0), { timeout: 60_000 });
  // The queue hands them out once more.
  const { workerId } = worked.worker;
  const { rows } = await bench.pool.query<{ key: string }>('select distinct key from commonseal_work.tasks');
  expect(rows).toHaveLength(2);
  for (const { key } of rows)
    await addJob(bench.pool, 'read', { workerId, payload: { runId: runs[0] ?? '', key } });
  bench.process(worked.worker);
  await delay(500);
  hold();
  for (const runId of runs) await isOver(runId);
  const results = (await of.results()).map(({ itemId, version }) => `${itemId} ${version}`);
  const wanted = (await of.items()).flatMap((itemId) => both.map(({ version }) => `${itemId} ${version}`));
  expect(results.toSorted()).toEqual(wanted.toSorted());
});

it('what was asked for by a newer program waits, and says so', async () => {
  const of = await worked.account([['one']]);
  bench.process(worked.worker);
  const [runId = ''] = await bench.runs(of, [{ analyser: 'text', version: '900' }]);
  await isOver(runId, 'paused');
  expect(bench.waited).toContain('This program knows no text 900: is it older than the one that was asked?');
  expect(await of.results()).toEqual([]);
});

it('all that read are named to the keyholder, as long as an access record takes', () => {
  expect(programOf([first])).toEqual(first);
  const all = analysers.flatMap(({ name, versions }) =>
    versions.map((version) => ({ analyser: name, version: String(version) })),
  );
  const { analyser, version } = programOf(all);
  expect(analyser).toMatch(/^[\x20-\x7e]+$/);
  expect(analyser.length).toBeLessThanOrEqual(256);
  expect(`${analyser} ${version}`).toBe(all.map((each) => `${each.analyser} ${each.version}`).join(', '));
});
