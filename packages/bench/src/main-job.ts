import { type AppRig, type RigPerson, startAppRig } from './app-rig.ts';
import { turned } from './interleave.ts';
import { type Row, judge } from './row.ts';
import { numbered, sampleItems } from './sample-items.ts';
import { measureServer } from './server-rates.ts';
import { spreadOf } from './statistics.ts';
import { Stretching } from './stretching.ts';
import { Tab, type Unlocking } from './tab.ts';

export const mainJobRows = 3 + 2 * 3 + 3;

/** The larger account has so many times the items of the smaller one. */
const times = 10;
/** Nielsen's limits: below the one nobody notices that they wait, below the other nobody's thought is interrupted. */
const instantMs = 100;
const flowingMs = 1_000;
/** Of the larger account more is not promised. */
const manyItems = 50_000;
const openMs = 500;
const fewItems = 20;
/** A device's own record of what it has verified. */
const checkpointPrefix = 'checkpoint/';

/** An account and a browser that its owner has unlocked it in before. */
interface Case {
  readonly items: number;
  readonly person: RigPerson;
  readonly tab: Tab;
  readonly kept: Unlocking[];
  readonly anew: Unlocking[];
}

const say = (line: string) => process.stderr.write(`${line}\n`);

/** What the owner of an account with many items waits for, in real Chromium, against the real server. */
export async function measureMainJob({
  items,
  rounds,
}: {
  readonly items: number;
  readonly rounds: number;
}): Promise<readonly Row[]> {
  const rig = await startAppRig();
  const stretching = await Stretching.open(rig);
  try {
    const few = await begin(rig, fewItems);
    const bareMiB = await few.tab.memoryMiB();
    await few.tab.close();
    const [small, large] = [await begin(rig, items), await begin(rig, items * times)];
    const alone: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await rig.clearLimits();
      for (const each of turned([small, large], round)) {
        alone.push(await stretching.measure());
        await each.tab.load();
        each.kept.push(await each.tab.unlock(each.person, each.items));
        if (round >= 3) continue;
        await each.tab.load();
        await each.tab.forget(checkpointPrefix);
        each.anew.push(await each.tab.unlock(each.person, each.items));
        await each.tab.untilKept(checkpointPrefix);
      }
      say(
        `round ${round + 1} of ${rounds}: ${told(small)}; ${told(large)}; stretching ${alone.at(-1)?.toFixed(0)} ms`,
      );
    }
    const rows: Row[] = [];
    const memory: number[] = [];
    for (const [each, other] of [
      [small, large],
      [large, small],
    ] as const) {
      // Alone: which process draws which tab is nowhere said.
      await other.tab.leave();
      await each.tab.load();
      await each.tab.unlock(each.person, each.items);
      memory.push(await perItemKB(each, bareMiB));
      rows.push(...(await use(each)));
    }
    const [smallKB = Number.NaN, largeKB = Number.NaN] = memory;
    rows.unshift(
      judge({
        name: `${items} items: from Unlock to the first row, against the stretching alone`,
        unit: 'ms',
        ours: firstRows(small.kept),
        compared: alone,
        target: 1.3,
      }),
      judge({
        name: `${items * times} items: the same, against ${items}`,
        unit: 'ms',
        ours: firstRows(large.kept),
        compared: firstRows(small.kept),
        target: 2,
      }),
      judge({
        name: `${items * times} items: memory of the tab for each, against ${items}`,
        unit: 'KB',
        ours: [largeKB],
        compared: [smallKB],
        target: 1.1,
      }),
    );
    await rig.clearLimits();
    rows.push(...(await measureServer(rig, await small.tab.cookie(), rounds)));
    return rows;
  } finally {
    await stretching.close();
    await rig.stop();
  }
}

const firstRows = (unlockings: readonly Unlocking[]) => unlockings.map(({ firstRowMs }) => firstRowMs);

function told({ items, kept, anew }: Case): string {
  const [last, other] = [kept.at(-1), anew.at(-1)];
  return `${items} items ${last?.firstRowMs.toFixed(0)} ms (all ${last?.allMs.toFixed(0)}, verified anew ${other?.firstRowMs.toFixed(0)})`;
}

async function begin(rig: AppRig, items: number): Promise<Case> {
  const startMs = performance.now();
  const person = await rig.person(items, sampleItems(), (done) => {
    if (done % 10_000 === 0) say(`${done} of ${items} items are delivered`);
  });
  say(`${items} items were sealed and delivered in ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
  await rig.clearLimits();
  const tab = await Tab.open(rig.browser, rig.url);
  await tab.load();
  const { firstRowMs, allMs } = await tab.unlock(person, items);
  await tab.untilKept(checkpointPrefix);
  say(
    `a new device, ${items} items: first row after ${firstRowMs.toFixed(0)} ms, all after ${allMs.toFixed(0)} ms`,
  );
  return { items, person, tab, kept: [], anew: [] };
}

async function perItemKB({ items, tab }: Case, bareMiB: number): Promise<number> {
  const mib = await tab.memoryMiB();
  const each = ((mib - bareMiB) * 1024) / items;
  say(
    `${items} items: the tab takes ${mib.toFixed(0)} MiB, ${each.toFixed(2)} KB for each (${bareMiB.toFixed(0)} MiB with ${fewItems})`,
  );
  return each;
}

/** What is done with a list that is there. */
async function use({ items, tab }: Case): Promise<readonly Row[]> {
  const { frames, blankFrames } = await tab.scroll();
  say(`${items} items: scrolled through, ${blankFrames} of ${frames} frames had a blank part`);
  const filtered: number[] = [];
  const wanted = [3, 5, 7].map((part) => numbered(Math.floor(items / part)));
  for (const words of wanted) filtered.push(await tab.filter(words));
  say(`${items} items: the first filter answered after ${filtered[0]?.toFixed(0)} ms`);
  const opened: number[] = [];
  for (const row of [0, 1, 2, 3, 4]) opened.push(await tab.openRow(row));
  say(`${items} items: an item opens in ${spreadOf(opened).median.toFixed(0)} ms`);
  return [
    judge({
      name: `${items} items: frames of a scrolled list with all rows`,
      unit: 'frames',
      ours: [frames - blankFrames],
      compared: [frames],
      target: 1,
      sense: 'at least',
    }),
    judge({
      name: `${items} items: a filter answers`,
      unit: 'ms',
      ours: filtered,
      compared: [items > manyItems ? flowingMs : instantMs],
      target: 1,
    }),
    judge({
      name: `${items} items: an item opens`,
      unit: 'ms',
      ours: opened,
      compared: [openMs],
      target: 1,
    }),
  ];
}
