import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InjectedServer, openInjectedServer } from '../../../e2e/fixtures/injected-server.ts';
import { isSample } from '../../../e2e/fixtures/sample.ts';
import { allKinds } from './every-way-in/choices.ts';
import { type Played, play } from './every-way-in/history.ts';

/** As many as come to every kind of step. */
const enough = 20;
/** `npm run histories` plays many more, others, or one again. */
const {
  COMMONSEAL_HISTORIES: count = String(isSample ? enough / 2 : enough),
  COMMONSEAL_HISTORIES_FROM: from = '1',
  COMMONSEAL_HISTORY_SEED: again,
  COMMONSEAL_HISTORIES_REPORT: report,
} = process.env;
const seeds =
  again === undefined ? Array.from({ length: Number(count) }, (_, at) => Number(from) + at) : [Number(again)];
const atOnce = 2;

let server: InjectedServer;

beforeAll(async () => {
  server = await openInjectedServer();
}, 180_000);

afterAll(() => server.close());

const tell = (line: string) => process.stdout.write(`${line}\n`);

/** @throws what stopped a history, after its seed and its steps were told */
async function playAll(): Promise<Played[]> {
  const played: Played[] = [];
  const left = [...seeds];
  const playOn = async () => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const history = await play(server, seed);
      played.push(history);
      if (history.failure === undefined) continue;
      left.length = 0;
      tell(`history ${seed} failed; again: npm run histories -- --seed ${seed}`);
      for (const step of history.steps) tell(`  ${JSON.stringify(step)}`);
      tell(`  ${history.failure instanceof Error ? history.failure.message : 'no error'}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, playOn));
  for (const { failure } of played) if (failure !== undefined) throw failure;
  return played;
}

describe('every way in', () => {
  it(
    'reads what a second opinion says in random histories, and nothing else',
    async () => {
      const played = await playAll();
      const kinds = played.flatMap(({ steps }) => steps.map(({ kind }) => kind));
      const counts = allKinds.map((kind) => [kind, kinds.filter((one) => one === kind).length] as const);
      tell(`${played.length} histories, ${kinds.length} steps:`);
      for (const [kind, times] of counts) tell(`${String(times).padStart(7)} ${kind}`);
      if (again !== undefined) return;
      if (report !== undefined)
        await writeFile(
          report,
          JSON.stringify({ histories: played.length, steps: Object.fromEntries(counts) }),
        );
      expect(played.length).toBeGreaterThanOrEqual(isSample ? enough / 2 : enough);
      const missing = counts.filter(([, times]) => times === 0);
      expect(missing.length, missing.join(' ')).toBeLessThanOrEqual(isSample ? 2 : 0);
    },
    60_000 + seeds.length * 60_000,
  );
});
