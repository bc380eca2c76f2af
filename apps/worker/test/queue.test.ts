import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { asked } from '../../../e2e/fixtures/granting-owner.ts';
import { endRun } from '../src/queue/runs.ts';
import { prepareSchema } from '../src/queue/schema.ts';
import { ResultChain, type ResultStep } from '../src/results/result-chain.ts';
import { findingOf } from '../src/results/result-item.ts';
import { QueueBench } from './support/queue-bench.ts';
import type { RealWorker, WorkedAccount } from './support/worked-account.ts';
import { WorkedServer } from './support/worked-server.ts';

const batches = ['a', 'b', 'c'].map((name) => [1, 2].map((number) => `text ${name}${number}`));
const itemCount = batches.flat().length;
let worked: WorkedServer;
let worker: RealWorker;
let bench: QueueBench;

beforeAll(async () => {
  worked = await WorkedServer.start();
  ({ worker } = worked);
}, 180_000);
afterAll(() => worked.stop());
beforeEach(async () => {
  bench = await QueueBench.open();
});
afterEach(() => bench.close());

const account = (texts: readonly (readonly string[])[] = batches) => worked.account(texts);

function isOver(runId: string, state = 'done') {
  return vi.waitFor(async () => expect(await bench.stateOf(runId)).toMatchObject({ state }), {
    timeout: 90_000,
    interval: 100,
  });
}

/** Of all that the server has: for each item and version, one. */
async function requireOneEach(of: WorkedAccount, versions: readonly string[]): Promise<void> {
  const results = (await of.results()).map(({ itemId, version }) => `${itemId} ${version}`);
  const wanted = (await of.items()).flatMap((itemId) => versions.map((version) => `${itemId} ${version}`));
  expect(results.toSorted()).toEqual(wanted.toSorted());
}

it('several processes that begin at once work on one run, and each item gets one result; another version gets its own', async () => {
  const pools = [1, 2, 3].map(() => bench.openPool());
  await Promise.all(pools.map(prepareSchema));
  await Promise.all(pools.map((pool) => pool.end()));
  const of = await account();
  bench.process(worker);
  bench.process(worker);
  const first = await bench.run(of, '1');
  await isOver(first);
  const all = { total: itemCount, done: itemCount, failed: 0 };
  expect(await bench.stateOf(first)).toEqual({ state: 'done', why: undefined, ...all });
  await isOver(await bench.run(of, '1'));
  await isOver(await bench.run(of, '2'));
  await requireOneEach(of, ['1', '2']);
  await of.owner.vault.sync();
  expect(await of.owner.vault.resultCounts()).toEqual([
    { analyser: 'text', version: '2', items: itemCount },
    { analyser: 'text', version: '1', items: itemCount },
  ]);
  const done = () => bench.told.filter(({ state }) => state === 'done');
  await vi.waitFor(() => expect(done()).toHaveLength(3), 20_000);
  expect(done()[0]).toEqual({ analyser: 'text', version: '1', state: 'done', ...all });
});

it.each(['kept', 'signed', 'sent', 'settled'] as const)(
  'a process that dies when a batch was %s costs nothing: another one goes on with it',
  async (last) => {
    const of = await account();
    let died: () => void = () => undefined;
    const dead = new Promise<void>((resolve) => {
      died = resolve;
    });
    const dying = bench.process(worker, {
      onStep: (step: ResultStep) => {
        if (step !== last) return undefined;
        died();
        return new Promise(() => undefined);
      },
    });
    const runId = await bench.run(of);
    await dead;
    await dying.kill();
    bench.process(worker);
    await isOver(runId);
    await requireOneEach(of, ['1']);
  },
);

it('what two processes find in the same item at the same time is one result, in one chain', async () => {
  const of = await account();
  const runId = await bench.run(of);
  const task = { runId, key: '', accountId: of.accountId, analyser: 'text', version: '1' };
  const [first, ...others] = await of.items();
  const follow = (accountId: typeof of.accountId) => worker.reading.follow(accountId);
  await follow(of.accountId);
  const chainOf = () => new ResultChain({ pool: bench.pool, signer: worker.signer, follow });
  const findings = (items: readonly (typeof first)[]) =>
    items.flatMap((itemId) =>
      itemId === undefined
        ? []
        : [
            findingOf(
              { itemId, batchId: itemId as never, bodyHash: new Uint8Array(32) },
              { kind: 'nothing to read', why: 'empty' },
            ),
          ],
    );
  await Promise.all([
    chainOf().deliver(of.accountId, [{ task, findings: findings([first]) }]),
    chainOf().deliver(of.accountId, [{ task, findings: findings([first]) }]),
    chainOf().deliver(of.accountId, [{ task, findings: findings(others) }]),
  ]);
  await requireOneEach(of, ['1']);
});

it('an item that crashes or hangs what reads it has a result that says so, and the others have theirs', async () => {
  const of = await account([['throw', 'text', 'hang', 'text too']]);
  bench.process(worker);
  const runId = await bench.run(of);
  await isOver(runId);
  expect(await bench.stateOf(runId)).toMatchObject({ total: 4, done: 4, failed: 2 });
  await requireOneEach(of, ['1']);
});

it('a keyholder that is sealed in the middle is waited for, and said to be', async () => {
  const of = await account();
  let seals = 0;
  bench.process(worker, {
    jobs: 1,
    onStep: (step) => (step === 'kept' && (seals += 1) === 1 ? worker.seal() : undefined),
  });
  const runId = await bench.run(of);
  try {
    await isOver(runId, 'paused');
    expect(await bench.stateOf(runId)).toMatchObject({ why: 'sealed' });
    await vi.waitFor(
      () => expect(bench.told).toContainEqual(expect.objectContaining({ why: 'sealed' })),
      20_000,
    );
  } finally {
    await worker.unseal();
  }
  await isOver(runId);
  await requireOneEach(of, ['1']);
});

it.each(['kept', 'signed'] as const)(
  'results that were %s when the account got another key are sealed anew, under that',
  async (step) => {
    const of = await account();
    let rotations = 0;
    bench.process(worker, {
      onStep: async (now) => {
        if (now === step && (rotations += 1) === 1) await of.owner.vault.rotateAccountKey();
      },
    });
    await isOver(await bench.run(of));
    await requireOneEach(of, ['1']);
    expect((await of.results()).some(({ epoch }) => epoch === 1)).toBe(true);
  },
);

it('what had arrived before a grant was revoked is not done again by the next one, though its process died before it knew', async () => {
  const of = await account();
  const { owner, accountId } = of;
  const follow = (id: typeof accountId) => worker.reading.follow(id);
  await follow(accountId);
  const all = await of.items();
  const deliver = async (items: typeof all, onStep: (step: ResultStep) => void = () => undefined) => {
    const runId = await bench.run(of);
    const chain = new ResultChain({ pool: bench.pool, signer: worker.signer, follow, onStep });
    const findings = items.map((itemId) =>
      findingOf(
        { itemId, batchId: itemId as never, bodyHash: new Uint8Array(32) },
        { kind: 'nothing to read', why: 'empty' },
      ),
    );
    const task = { runId, key: '', accountId, analyser: 'text', version: '1' };
    await chain.deliver(accountId, [{ task, findings }]);
  };
  const died = new Error('died');
  const dies = (step: ResultStep) => {
    if (step === 'sent') throw died;
  };
  await expect(deliver(all.slice(2), dies)).rejects.toBe(died);
  // The owner has seen it: so it counts.
  await owner.vault.sync();
  await owner.vault.revokeGrant(of.grant);
  await owner.vault.grantWorker(asked(worker.shown as never));
  await owner.vault.sync();
  await follow(accountId);
  await deliver(all);
  await requireOneEach(of, ['1']);
});

it('a run ends when what granted it is revoked, or when it is cancelled, and nothing more is delivered', async () => {
  const of = await account();
  let runId = '';
  const ends = {
    revoked: () => of.owner.vault.revokeGrant(of.grant).then(() => undefined),
    cancelled: () => endRun(bench.pool, runId, { code: 'cancelled', why: '' }).then(() => undefined),
  };
  for (const [why, end] of [
    ['cancelled', ends.cancelled],
    ['revoked', ends.revoked],
  ] as const) {
    let isEnded = false;
    const process = bench.process(worker, {
      jobs: 1,
      onStep: async (step) => {
        if (step !== 'settled' || isEnded) return;
        isEnded = true;
        await end();
      },
    });
    runId = await bench.run(of, why === 'revoked' ? '2' : '1');
    await isOver(runId, 'ended');
    expect(await bench.stateOf(runId)).toMatchObject({ why });
    await process.end();
  }
});
