import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSample } from '../../../e2e/fixtures/sample.ts';
import { type Step, steps } from '../src/delivery/step.ts';
import { readChain } from '../src/state/chain.ts';
import { Ledger } from '../src/state/ledger.ts';
import { requireKeys } from '../src/state/keys.ts';
import { Arrivals, seededRandom } from './support/arrivals.ts';
import { RealServer } from './support/real-server.ts';
import { type RunOptions, type SteppedRun, SteppingProgram } from './support/stepping-process.ts';
import { Workplace } from './support/workplace.ts';

/** In a sample enough to come to every state. */
const killCount = isSample ? 30 : 50;
/** Files that come at a time, whenever all were delivered: few, so that there are many deliveries to be killed. */
const arrivingFiles = 5;
const seed = Number(process.env['COMMONSEAL_KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** These come only after the account's key was replaced while a batch was waiting. */
const afterNewKey = new Set<Step>(['seal-again written', 'unusable batch cleared']);

let real: RealServer;
let program: SteppingProgram;
let place: Workplace;

beforeAll(async () => {
  real = await RealServer.start();
  program = await SteppingProgram.create();
  place = await Workplace.create();
  const pairingLine = (await connector('init')).output.split('\n')[0] ?? '';
  const { enrolmentLine } = await real.vault.enrolConnector({ pairingLine, name: 'Killed' });
  expect((await connector('enrol', enrolmentLine)).code).toBe(0);
}, 120_000);

afterAll(async () => {
  await program?.remove();
  await place?.remove();
  await real?.stop();
});

function connector(...args: string[]): Promise<SteppedRun> {
  return program.run(['--state', place.state.path, ...args]);
}

function push(options: RunOptions = {}): Promise<SteppedRun> {
  return program.run(['--state', place.state.path, 'push', place.path('in')], options);
}

/** Kills it right after a step. */
function killedAt(step: Step, count: number): RunOptions {
  return { heldAt: [step, count], onStep: (line, kill) => line === 'held' && kill() };
}

/** Kills it so long after its start, or after the first step of its work. */
function killedAfter(delayMs: number, from: 'start' | 'work'): RunOptions {
  let isArmed = false;
  return {
    onStep: (line, kill) => {
      if (isArmed || (from === 'work' && line === 'started')) return;
      isArmed = true;
      setTimeout(kill, delayMs);
    },
  };
}

/** Steps of which one push makes many: killed at any of the first few. */
const repeated = new Set<Step>(['item sealed', 'piece sent']);

class Histogram {
  readonly #kills = new Map<string, { atStep: number; atRandom: number }>(
    ['started', ...steps].map((state) => [state, { atStep: 0, atRandom: 0 }]),
  );
  readonly onDisk = new Map<string, number>();

  get total(): number {
    return [...this.#kills.values()].reduce((sum, { atStep, atRandom }) => sum + atStep + atRandom, 0);
  }

  get neverHit(): readonly string[] {
    return [...this.#kills]
      .filter(([, kills]) => kills.atStep + kills.atRandom === 0)
      .map(([state]) => state);
  }

  async add(run: SteppedRun, kind: 'atStep' | 'atRandom'): Promise<void> {
    const kills = this.#kills.get(run.steps.at(-1) ?? '');
    if (kills) kills[kind] += 1;
    const left = (await readdir(place.state.spool).catch(() => [])).join(' + ') || 'empty';
    this.onDisk.set(left, (this.onDisk.get(left) ?? 0) + 1);
  }

  toString(): string {
    const lines = [...this.#kills].map(
      ([state, { atStep, atRandom }]) => `  ${state.padEnd(24)} ${'#'.repeat(atStep)}${'·'.repeat(atRandom)}`,
    );
    const spool = [...this.onDisk].map(([left, count]) => `${left} ${count}`).join(', ');
    return `${lines.join('\n')}\n  spool left behind: ${spool}`;
  }
}

describe('push', () => {
  it(`killed ${killCount} times, in every state, loses nothing and delivers nothing twice`, {
    timeout: 240_000,
  }, async () => {
    process.stdout.write(`COMMONSEAL_KILL_SEED=${seed}\n`);
    const random = seededRandom(seed);
    const arrivals = new Arrivals(place.path('in'), random);
    await arrivals.arrive(4 * arrivingFiles);
    const histogram = new Histogram();
    const beganAtMs = Date.now();
    let wanted = 0;
    let workMs = 100;
    while (histogram.total < killCount) {
      const step = steps[wanted % steps.length] ?? 'batch begun';
      const isAtStep = histogram.total % 2 === 0;
      if (isAtStep && afterNewKey.has(step)) {
        const waiting = await push(killedAt('batch spooled', 1));
        if (waiting.wasKilled) {
          await histogram.add(waiting, 'atStep');
          await real.vault.rotateAccountKey();
        }
      }
      const count = repeated.has(step) ? 1 + Math.floor(random() * 4) : 1;
      // Most of them while there is work to break off; some while the program is only starting.
      const from = random() < 0.85 ? 'work' : 'start';
      const beganMs = Date.now();
      const run = await push(isAtStep ? killedAt(step, count) : killedAfter(random() * workMs, from));
      if (run.wasKilled) {
        await histogram.add(run, isAtStep ? 'atStep' : 'atRandom');
        if (!isAtStep) continue;
        expect(run.steps.at(-1)).toBe(step);
        wanted += 1;
      } else {
        expect(run.code, run.output).toBe(0);
        // As long as a push takes on this machine, so that the moments fall into it.
        workMs = Math.max(20, (Date.now() - beganMs) / 2);
        await arrivals.arrive(arrivingFiles);
      }
    }
    const last = await push();
    expect(last.code, last.output).toBe(0);
    const again = await push();
    process.stdout.write(
      `${killCount} kills, ${arrivals.fileCount} files, ${arrivals.expected.length} items, ` +
        `${Math.round((Date.now() - beganAtMs) / 1000)} s (# right after the step, · at any time after it)\n${histogram.toString()}\n`,
    );
    expect(histogram.neverHit).toEqual([]);
    const expected = arrivals.expected.toSorted((left, right) => (left.name < right.name ? -1 : 1));
    expect(await real.readEverything()).toEqual(expected);
    expect(again.output).toContain(`delivered 0, already delivered ${expected.length}, failed 0`);
    await expectNothingLeftOver(expected.length);
  });
});

/** The chain that the owner verified is the connector's own, to its end; and the state folder holds no remains. */
async function expectNothingLeftOver(items: number): Promise<void> {
  const source = (await real.vault.listSources()).find(({ kind }) => kind === 'connector');
  const chain = await readChain(place.state);
  expect(source).toMatchObject({ batches: (chain?.head.index ?? -1) + 1, items });
  const { ledgerSecret } = await requireKeys(place.state);
  expect((await Ledger.open(place.state, ledgerSecret)).size).toBe(items);
  expect(await readdir(place.state.spool)).toEqual([]);
  const files = (await readdir(place.state.path)).toSorted();
  const names = ['chain.json', 'delivered', 'enrolment.json', 'keys.json', 'log-pin.json'];
  expect(files).toEqual([...names.flatMap((name) => [name, `${name}.copy`]), 'spool'].toSorted());
}
