import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { isChosen, isSample } from '../../../e2e/fixtures/sample.ts';
import { SeverableLink } from '../../../e2e/fixtures/severable-link.ts';
import type { ResultStep } from '../src/results/result-chain.ts';
import { QueueBench } from './support/queue-bench.ts';
import type { WorkedAccount } from './support/worked-account.ts';
import { WorkedServer } from './support/worked-server.ts';

/** Longer than any one request is tried again, or any one connection waited for. */
const awayMs = isSample ? 6_000 : 60_000;
const overMs = 60_000;

const batches = ['a', 'b', 'c'].map((name) => [1, 2].map((number) => `text ${name}${number}`));
const itemCount = batches.flat().length;
const databaseAway = "The jobs' database cannot be reached.";
const serverAway = 'The server cannot be reached.';

let worked: WorkedServer;
let serverLink: SeverableLink;
let databaseLink: SeverableLink;
let bench: QueueBench;

beforeAll(async () => {
  worked = await WorkedServer.start({
    reach: async (url) => {
      const { link, url: near } = await SeverableLink.to(url);
      serverLink = link;
      return new URL(near).origin;
    },
  });
}, 180_000);
afterAll(async () => {
  await worked.stop();
  await serverLink.close();
});
beforeEach(async () => {
  bench = await QueueBench.open(async (url) => {
    const linked = await SeverableLink.to(url);
    databaseLink = linked.link;
    return linked.url;
  });
});
afterEach(async () => {
  serverLink.mend();
  databaseLink.mend();
  await bench.close();
  await databaseLink.close();
});

/** The first time that results are there, something goes away. */
function goesAway(link: () => SeverableLink, at: ResultStep) {
  let isCut = false;
  return {
    get isCut() {
      return isCut;
    },
    onStep: (step: ResultStep) => {
      if (step !== at || isCut) return;
      isCut = true;
      link().cut();
    },
  };
}

function requireOver(runId: string): Promise<void> {
  return vi.waitFor(async () => expect(await bench.stateOf(runId)).toMatchObject({ state: 'done' }), {
    timeout: overMs,
    interval: 100,
  });
}

async function requireDoneOnce(of: WorkedAccount, runId: string): Promise<void> {
  await requireOver(runId);
  expect(await bench.stateOf(runId)).toMatchObject({ total: itemCount, done: itemCount, failed: 0 });
  expect((await of.results()).map(({ itemId }) => itemId).toSorted()).toEqual((await of.items()).toSorted());
}

it.each((['kept', 'sent'] as const).filter((_, at) => isChosen(at, 2)))(
  'the database goes away for a minute when results were %s: it is waited for, nothing is lost and nothing done twice',
  { timeout: awayMs + 2 * overMs },
  async (at) => {
    const of = await worked.account(batches);
    const away = goesAway(() => databaseLink, at);
    for (let processes = 0; processes < 2; processes += 1) bench.process(worked.worker, away);
    const runId = await bench.run(of);
    await vi.waitFor(() => expect(away.isCut).toBe(true), overMs);
    await delay(awayMs);
    expect(bench.waited).toContain(databaseAway);
    expect(await bench.stateOf(runId)).toMatchObject({ state: 'running' });
    databaseLink.mend();
    await requireDoneOnce(of, runId);
    expect(new Set(bench.waited)).toEqual(new Set([databaseAway]));
  },
);

it('a database that is away when a process begins is waited for', { timeout: 2 * overMs }, async () => {
  const of = await worked.account(batches);
  databaseLink.cut();
  bench.process(worked.worker);
  await vi.waitFor(() => expect(bench.waited).toContain(databaseAway), overMs);
  databaseLink.mend();
  await requireDoneOnce(of, await bench.run(of));
});

it('what members were to be told while the server was away they are told when it is back', {
  timeout: awayMs + 2 * overMs,
}, async () => {
  const of = await worked.account(batches);
  let settled = 0;
  bench.process(worked.worker, {
    onStep: (step) => {
      if (step === 'settled' && (settled += 1) === batches.length) serverLink.cut();
    },
  });
  const runId = await bench.run(of);
  // All that is left to do is done without it.
  await requireOver(runId);
  await delay(awayMs);
  expect(bench.told.filter(({ state }) => state === 'done')).toEqual([]);
  serverLink.mend();
  await vi.waitFor(() => expect(bench.told.at(-1)).toMatchObject({ state: 'done', done: itemCount }), overMs);
  const records = async () => (await of.owner.vault.accessRecords(worked.worker.workerId, 1)).total;
  await vi.waitFor(async () => expect(await records()).toBeGreaterThan(0), overMs);
});

it.each((['signed', 'settled'] as const).filter((_, at) => isChosen(at, 2)))(
  'the server goes away for a minute when results were %s: the run waits, says so, and goes on',
  { timeout: awayMs + 2 * overMs },
  async (at) => {
    const of = await worked.account(batches);
    const away = goesAway(() => serverLink, at);
    for (let processes = 0; processes < 2; processes += 1) bench.process(worked.worker, away);
    const runId = await bench.run(of);
    await vi.waitFor(() => expect(away.isCut).toBe(true), overMs);
    await delay(awayMs);
    expect(await bench.stateOf(runId)).toMatchObject({ state: 'paused', why: 'unavailable' });
    expect(bench.waited).toContain(serverAway);
    serverLink.mend();
    await requireDoneOnce(of, runId);
    // Members are told what came while they could not be.
    await vi.waitFor(
      () => expect(bench.told.at(-1)).toMatchObject({ state: 'done', done: itemCount }),
      overMs,
    );
  },
);
