import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { prepareSchema } from '../src/queue/schema.ts';
import type { ResultStep } from '../src/results/result-chain.ts';
import { QueueBench } from './support/queue-bench.ts';
import { ReadAccount, newOwner, textFile } from './support/read-account.ts';

let server: InProcessServer;
let account: ReadAccount;
let bench: QueueBench;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);
afterAll(() => server.stop());
beforeEach(async () => {
  const vault = await newOwner(server);
  for (const batch of ['a', 'b', 'c'])
    await bringIn(
      vault,
      [1, 2, 3, 4].map((number) => textFile(`${batch}${number}.txt`, `text of ${batch}${number}`)),
    );
  account = await ReadAccount.begin(server, vault);
  bench = await QueueBench.open();
});
afterEach(() => bench.close());

const itemCount = 12;

function isOver(runId: string, state = 'done') {
  return vi.waitFor(async () => expect(await bench.stateOf(runId)).toMatchObject({ state }), {
    timeout: 60_000,
    interval: 50,
  });
}

/** Of each result that the server has, by version: which item it is about. */
async function requireOneEach(versions: readonly string[]): Promise<void> {
  const results = await account.results();
  const items = await account.ownItems();
  for (const version of versions)
    expect(results.filter((result) => result.version === version).map(({ itemId }) => itemId).toSorted()).toEqual(
      items.toSorted(),
    );
  expect(results).toHaveLength(items.length * versions.length);
}

it('several processes that begin at once work on one run, and each item gets one result; another version gets its own', async () => {
  await Promise.all([1, 2, 3].map(() => prepareSchema(bench.openPool())));
  bench.process(account);
  bench.process(account);
  const first = await bench.run(account, '1');
  await isOver(first);
  expect(await bench.stateOf(first)).toEqual({
    ...{ state: 'done', why: undefined },
    ...{ total: itemCount, done: itemCount, failed: 0 },
  });
  await requireOneEach(['1']);
  await isOver(await bench.run(account, '1'));
  await isOver(await bench.run(account, '2'));
  await requireOneEach(['1', '2']);
  await vi.waitFor(() => expect(bench.told.filter(({ state }) => state === 'done')).toHaveLength(3));
});

it.each(['kept', 'signed', 'sent', 'settled'] as const)(
  'a process that dies when a batch was %s costs nothing: another one goes on with it',
  async (last) => {
    let died: () => void = () => undefined;
    const dead = new Promise<void>((resolve) => {
      died = resolve;
    });
    const dying = bench.process(account, {
      onStep: (step: ResultStep) => {
        if (step !== last) return undefined;
        died();
        return new Promise(() => undefined);
      },
    });
    const runId = await bench.run(account);
    await dead;
    await dying.kill();
    bench.process(account);
    await isOver(runId);
    await requireOneEach(['1']);
  },
);
