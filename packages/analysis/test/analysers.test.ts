import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type AnalyserLimits, Analysers, AnalysersUnavailable } from '../src/index.ts';

const pools: Analysers[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((open) => open.close()));
});

function pool(limits: Partial<AnalyserLimits> = {}, program = 'obedient.mjs'): Analysers {
  const made = new Analysers(
    { heapMiB: 48, timeLimitMs: 20_000, ...limits },
    join(import.meta.dirname, 'programs', program),
  );
  pools.push(made);
  return made;
}

function order(text: string, fileName = 'note.txt') {
  return { mediaType: 'text/plain', fileName, bytes: new TextEncoder().encode(text) };
}

const wanted = [{ name: 'text', version: 1 }];
const read = expect.objectContaining({ kind: 'text', text: expect.stringContaining('next one') });

it.each([
  ['hang', 'took too long', { timeLimitMs: 400 }],
  ['throw', 'crashed', {}],
  ['exit', 'crashed', {}],
  ['abort', 'crashed', {}],
  ['heap', 'too much memory', {}],
  ['buffers', 'too much memory', {}],
  ['no JSON', 'answer is not an answer', {}],
  ['an empty text', 'answer is not an answer', {}],
  ['another task', 'answer is not an answer', {}],
  ['too much text', 'answer is not an answer', {}],
  ['no finding', 'answer is not an answer', {}],
  ['one finding too many', 'answer is not an answer', {}],
  ['what another finds', 'answer is not an answer', {}],
  ['that it has failed', 'answer is not an answer', {}],
  ['endless frame', 'answer is not an answer', {}],
] as const)('an item that makes its process "%s" costs itself alone: %s', async (what, why, limits) => {
  const analysers = pool(limits);
  const outcomes = await Promise.all(
    [what, 'next one'].map((text) => analysers.analyse(order(text), wanted)),
  );
  expect(outcomes).toEqual([[{ kind: 'failed', why }], [read]]);
});

it.each(['answer twice', 'answer and hang'])(
  'an item that makes its process "%s" harms none after it',
  async (what) => {
    const analysers = pool({ timeLimitMs: 1_500 });
    await expect(analysers.analyse(order(what), wanted)).resolves.toMatchObject([{ kind: 'text' }]);
    await expect(analysers.analyse(order('next one'), wanted)).resolves.toEqual([read]);
  },
);

it('where an item fails for several analysers at once, each has it to itself', async () => {
  const both = [
    { name: 'text', version: 2 },
    { name: 'text', version: 1 },
  ];
  const analysers = pool({ timeLimitMs: 1_000 });
  const alone = expect.objectContaining({ kind: 'text', text: 'alone' });
  const hanging = analysers.analyse(order('hang where several are wanted'), both);
  await expect(hanging).resolves.toEqual([alone, alone]);
});

it('what is wanted must be there', async () => {
  const analysers = pool();
  const text = order('next one');
  await expect(analysers.analyse(text, [{ name: 'text', version: 3 }])).rejects.toThrow(TypeError);
  await expect(analysers.analyse(text, [{ name: 'constructor', version: 1 }])).rejects.toThrow(TypeError);
});

interface Told {
  readonly pid: number;
  readonly uid: number;
  readonly environment: unknown;
  readonly arguments: unknown;
  readonly folder: unknown;
  readonly limits: string;
}

async function told(analysers: Analysers): Promise<Told> {
  const [outcome] = await analysers.analyse(order('tell'), wanted);
  if (outcome?.kind !== 'text') throw new Error(JSON.stringify(outcome));
  return JSON.parse(outcome.text) as Told;
}

it('a process is told nothing but the item, and stands in an empty folder as somebody else', async () => {
  process.env['COMMONSEAL_ANALYSIS_CANARY'] = 'canary';
  const mayChoose = process.getuid?.() === 0;
  const analysers = pool(mayChoose ? { runAs: { uid: 65_534, gid: 65_534 } } : {});
  const { uid, environment, arguments: args, folder, limits } = await told(analysers);
  delete process.env['COMMONSEAL_ANALYSIS_CANARY'];
  expect({ uid, environment, args, folder }).toEqual({
    uid: mayChoose ? 65_534 : process.getuid?.(),
    environment: {},
    args: [],
    folder: [],
  });
  expect(limits).toMatch(/^Max core file size\s+0\s+0/m);
  expect(limits).toMatch(/^Max cpu time\s+\d+\s+\d+/m);
  // What is wanted and the kind of text are needed to read it, the name is not.
  const [head] = await analysers.analyse(order('next one', 'secret-name.txt'), wanted);
  expect(head).toMatchObject({
    text: '{"id":"","wanted":[{"name":"text","version":1}],"form":"text"} next one',
  });
});

it('a process makes way for a new one after a number of items', async () => {
  const analysers = pool({ itemsPerProcess: 2 });
  const pids: number[] = [];
  // oxlint-disable-next-line no-await-in-loop -- one after the other is what is looked at
  for (let item = 0; item < 4; item += 1) pids.push((await told(analysers)).pid);
  expect([pids[0] === pids[1], pids[1] === pids[2], pids[2] === pids[3]]).toEqual([true, false, true]);
});

it('of what waits for a process the lowest rank comes first, and of one rank whoever came first', async () => {
  const analysers = pool();
  const done: string[] = [];
  const ranks = [5, 2, 7, 2, 0];
  await Promise.all(
    ranks.map(async (rank, at) => {
      await analysers.analyse(order('next one'), wanted, rank);
      done.push(`${rank} as number ${at}`);
    }),
  );
  // The first one waits for nobody.
  expect(done).toEqual(['5 as number 0', '0 as number 4', '2 as number 1', '2 as number 3', '7 as number 2']);
});

it('closing ends what is being read, with all that its process has started', async () => {
  const analysers = pool();
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('commonseal-analysis-'));
  const before = folders();
  const { pid } = await told(analysers);
  const hanging = analysers.analyse(order('start another and hang'), wanted);
  const refused = expect(hanging).rejects.toBeInstanceOf(AnalysersUnavailable);
  await expect.poll(() => groupOf(pid).length).toBe(2);
  await analysers.close();
  await refused;
  await expect.poll(() => groupOf(pid)).toEqual([]);
  expect(folders().length).toBe(before.length - 1);
});

it('a program that does not come up is no result of an item', async () => {
  const analysers = pool({}, 'not-there.mjs');
  await expect(analysers.analyse(order('next one'), wanted)).rejects.toBeInstanceOf(AnalysersUnavailable);
});

/** Processes of a group that still run. */
function groupOf(leader: number): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const [state, , group] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return state !== 'Z' && Number(group) === leader;
    } catch {
      return false;
    }
  });
}
