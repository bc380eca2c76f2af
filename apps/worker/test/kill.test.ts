import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { file, peopleOf } from '../../../e2e/fixtures/granting-owner.ts';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { Random } from '../../../e2e/fixtures/random.ts';
import { AccountFolder } from '../src/accounts/account-folder.ts';
import { findRun } from '../src/queue/runs.ts';
import { StateFolder } from '../src/state/state-folder.ts';
import { type DeliveryState, deliveryState, untilAt } from './support/delivery-state.ts';
import { KillHistogram } from './support/kill-histogram.ts';
import { KilledWorker, type Victim, jobProcesses, victims } from './support/killed-worker.ts';
import { untilSigned } from './support/until-signed.ts';
import { WorkedAccount } from './support/worked-account.ts';

const rounds = Number(process.env['COMMONSEAL_KILL_ROUNDS'] ?? '3');
const seed = Number(process.env['COMMONSEAL_KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** From here on, chance leaves nothing out. */
const roundsForAll = 50;
/** Of one account: each second one has new items for it. */
const roundsOfAccount = 4;
const roundLimitMs = 90_000;

/** Every other time it is any moment of a run; in between, one of those that are short. */
const aims: readonly (DeliveryState | 'being signed' | undefined)[] = [
  'signed, not at the server',
  undefined,
  'kept, not signed',
  undefined,
  'at the server, not settled',
  undefined,
  'settled, and more to come',
  undefined,
  'being signed',
  undefined,
];

const samples = join(import.meta.dirname, '../../../e2e/fixtures/samples');
/** Of each way of reading one, and one that is not read. */
const names = ['note.txt', 'page.html', 'hello.eml', 'statement.pdf', 'unknown.bin'];
/** As many as are read at the same time, and one more. */
const batchCount = 5;

/** What processes that do jobs say, whatever goes away: no stack, and nothing of a library's. */
const plainLine = /^(?:Doing jobs, |Waiting\. |$)/;

let killed: KilledWorker;

beforeAll(async () => {
  killed = await KilledWorker.start();
}, 120_000);
afterAll(() => killed?.stop(), 60_000);

const { beginAccount } = peopleOf(() => killed.server);
const newBatch = () => names.map((name) => file(name, readFileSync(join(samples, name))));

/** An account, and what has to be found of its items. */
interface Subject {
  readonly account: WorkedAccount;
  readonly expected: Set<string>;
}

async function begin(): Promise<Subject> {
  const batches = Array.from({ length: batchCount }, newBatch);
  return {
    account: await WorkedAccount.of(await beginAccount(), killed.worker, batches),
    expected: new Set(),
  };
}

async function bringInMore({ account }: Subject): Promise<void> {
  for (let batch = 0; batch < batchCount; batch += 1) await bringIn(account.owner.vault, newBatch());
}

/** One analyser in its first version, or all of them in their newest, which are read together. @returns the runs */
async function ask({ account, expected }: Subject, isOfAll: boolean): Promise<[string, ...string[]]> {
  const { commands, worker, environment } = killed;
  const one = ['--analyser', 'text', '--version', '1'];
  const args = ['reprocess', account.accountId, ...(isOfAll ? [] : one)];
  const { code, output } = await commands.run(worker.state, args, undefined, { environment });
  expect(code, output).toBe(0);
  const [first, ...others] = [...output.matchAll(/^([\w-]{22}) (\w+ \d+)$/gm)];
  if (!first) throw new TypeError('a run');
  for (const itemId of await account.items())
    for (const [, , name] of [first, ...others]) expected.add(`${itemId} ${name}`);
  return [first[1] ?? '', ...others.map(([, runId = '']) => runId)];
}

it(`${rounds} rounds of killing keyholder, job processes, server and database leave one result for each item, analyser and version`, {
  timeout: 120_000 + rounds * roundLimitMs,
}, async () => {
  process.stdout.write(`COMMONSEAL_KILL_SEED=${seed}\n`);
  expect(rounds).toBeGreaterThanOrEqual(1);
  const random = new Random(seed, 'kill worker');
  const histogram = new KillHistogram();
  const beganAtMs = Date.now();
  let subject = await begin();
  let bag: Victim[] = [];
  /** About as long as a run takes. */
  let runMs = 1_500;
  for (let round = 0; round < rounds; round += 1) {
    const nth = round % roundsOfAccount;
    if (round > 0 && nth === 0) subject = await begin();
    else if (nth > 0 && nth % 2 === 0) await bringInMore(subject);
    // Each as often as the others, and now and then several at once.
    if (bag.length === 0) bag = [...victims];
    const chosen = new Set<Victim>(bag.splice(random.below(bag.length), 1));
    while (random.chance(3)) chosen.add(random.pick(victims));
    const job = random.below(3);
    const outageMs = random.below(1_500);
    const isSeenAtOnce = chosen.has('job process') && random.chance(2);
    // A run of few rounds has others of them each time.
    const aim = aims[(seed + round) % aims.length];
    const runs = await ask(subject, nth % 2 === 1);
    const [runId] = runs;
    await delay(random.below(runMs) / (aim ? 2 : 1));
    if (aim) await untilAimed(subject, runId, aim);

    await killed.kill(chosen, (at) => job === jobProcesses || at === job);
    // Where it stands can be seen with a database only.
    if (chosen.has('database')) {
      await killed.goOnWithout(outageMs);
      await killed.restartServer(chosen);
    }
    const state = await deliveryState(await killed.database(), runId);
    // Else one that was only slow goes on with what it has, when others have taken its jobs.
    if (!isSeenAtOnce) killed.release();
    if (!chosen.has('database')) await killed.restartServer(chosen);
    if (chosen.has('job process')) await killed.takeForDead(isSeenAtOnce);
    await killed.restartWorker();
    if (isSeenAtOnce) {
      await killed.untilStarted();
      await delay(outageMs);
    }
    killed.release();
    runMs = state === 'over' ? Math.max(200, runMs * 0.8) : Math.min(5_000, runMs * 1.1);
    histogram.add(chosen, state);
    await requireWhole(subject, runs);
    process.stdout.write(
      `${round + 1}: ${[...chosen].join(', ')}: ${state}; ${Math.round((Date.now() - beganAtMs) / 1_000)} s\n`,
    );
  }
  process.stdout.write(`${rounds} rounds, and how far the run was:\n${histogram.toString()}\n`);
  await requireNothingLeft();
  expect(killed.everSaidByJobs.filter((line) => !plainLine.test(line))).toEqual([]);
  expect(histogram.rounds).toBe(rounds);
  expect(histogram.inTheMiddle).toBeGreaterThanOrEqual(Math.floor(rounds / 3));
  if (rounds >= roundsForAll) expect(histogram.neverHit).toEqual([]);
});

async function untilAimed(
  { account: { accountId } }: Subject,
  runId: string,
  aim: DeliveryState | 'being signed',
): Promise<void> {
  const db = await killed.database();
  if (aim !== 'being signed') return untilAt(db, runId, aim);
  const { results } = new AccountFolder(new StateFolder(killed.worker.state).accounts, accountId);
  return untilSigned(results, async () => (await deliveryState(db, runId)) === 'over');
}

/** The runs come to their end; and for each item, analyser and version there is one result: at the server, in the ledger, for the owner. */
async function requireWhole({ account, expected }: Subject, runs: readonly string[]): Promise<void> {
  const db = await killed.database();
  for (const runId of runs) {
    await vi.waitFor(
      async () => expect(['running', 'paused'], killed.said).not.toContain((await findRun(db, runId))?.state),
      { timeout: roundLimitMs, interval: 50 },
    );
    expect(await findRun(db, runId)).toMatchObject({ state: 'done' });
  }
  const { owner, accountId } = account;
  const results = await account.results();
  const wanted = [...expected].toSorted();
  expect(
    results.map(({ itemId, analyser, version }) => `${itemId} ${analyser} ${version}`).toSorted(),
  ).toEqual(wanted);
  const { rows: ledger } = await db.query<{ entry: string }>(
    `select concat_ws(' ', item_id, analyser, version, result_batch_id) as entry from commonseal_work.ledger where account_id = $1`,
    [accountId],
  );
  expect(ledger.map(({ entry }) => entry).toSorted()).toEqual(
    results
      .map(({ itemId, analyser, version, batchId }) => `${itemId} ${analyser} ${version} ${batchId}`)
      .toSorted(),
  );

  expect(await owner.vault.sync()).toMatchObject({ problems: [] });
  const shown: string[] = [];
  for (const { itemId } of await owner.vault.listItems())
    for (const { analyser, version } of await owner.vault.resultsOf(itemId))
      shown.push(`${itemId} ${analyser} ${version}`);
  expect(shown.toSorted()).toEqual(wanted);
  const accesses = await owner.vault.accessRecords(killed.worker.workerId, 1);
  expect(accesses.trouble).toBeUndefined();
}

/** Nothing is kept, nothing is to be done any more, and nobody holds a job. */
async function requireNothingLeft(): Promise<void> {
  const db = await killed.database();
  const count = async (what: string) => {
    const { rows } = await db.query<{ count: number }>(`select count(*)::int as count from ${what}`);
    return rows[0]?.count;
  };
  const left = {
    runs: "commonseal_work.runs where state <> 'done'",
    tasks: 'commonseal_work.tasks where not is_done or done <> item_count',
    batches: 'commonseal_work.batches where not is_sent',
    rows: 'commonseal_work.rows',
    jobs: 'commonseal_work_queue._private_jobs',
  };
  await vi.waitFor(
    async () => {
      const counts: Record<string, number | undefined> = {};
      for (const [name, what] of Object.entries(left)) counts[name] = await count(what);
      expect(counts).toEqual({ runs: 0, tasks: 0, batches: 0, rows: 0, jobs: 0 });
    },
    { timeout: 60_000, interval: 250 },
  );
}
