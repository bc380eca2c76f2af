import { turned } from '../interleave.ts';
import {
  type Contest,
  type Contestant,
  type Items,
  type Opened,
  type TaskName,
  taskNames,
} from './contest.ts';
import { type Sizes, itemsOf } from './sizes.ts';

export const directions = ['sealing', 'opening'] as const;
export type Direction = (typeof directions)[number];

/** Rounds over a few items before each one that counts. */
const warmUps = 1;
/** Before the first round, each. */
const warmUpMs = 1000;
const mostWarmUps = 200;

/** Milliseconds by task, direction and contestant: one for each round. */
export interface Times {
  readonly task: TaskName;
  readonly direction: Direction;
  readonly contestants: readonly {
    readonly name: string;
    readonly kind: Contestant['kind'];
    readonly ms: readonly number[];
  }[];
}

export interface Settings {
  readonly sizes: Sizes;
  readonly rounds: number;
  readonly tasks: readonly TaskName[];
  /** Names of those who take part; all when left out. */
  readonly only?: readonly string[];
}

/** Milliseconds since some moment: those that the processor worked, where they can be had, else those that passed. */
export type Clock = () => number | Promise<number>;

/** What one leaves behind is not cleared away at the cost of the next. Absent where nobody has asked for it. */
function clearMemory(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

async function timed<T>(clock: Clock, work: () => Promise<T> | T): Promise<readonly [T, number]> {
  const startMs = await clock();
  const result = await work();
  return [result, (await clock()) - startMs];
}

function isSame(pieces: readonly Uint8Array[], whole: Uint8Array): boolean {
  let at = 0;
  for (const piece of pieces) {
    if (at + piece.length > whole.length) return false;
    for (let inPiece = 0; inPiece < piece.length; inPiece += 1)
      if (piece[inPiece] !== whole[at + inPiece]) return false;
    at += piece.length;
  }
  return at === whole.length;
}

/** @throws Error naming who has not brought back what went in */
export function requireRoundTrip(who: string, opened: Opened, items: Items): void {
  const isWhole =
    opened.length === items.length &&
    opened.every((pieces, at) => {
      const item = items[at];
      return item !== undefined && isSame(pieces, item);
    });
  if (!isWhole) throw new Error(`${who}: what was opened is not what was sealed`);
}

/**
 * Times all that take part, interleaved: each seals and opens once a round, and another one begins each round.
 */
async function measureTask(
  task: TaskName,
  contestants: readonly Contestant[],
  { sizes, rounds }: Settings,
  clock: Clock,
  tell: (line: string) => void,
): Promise<readonly Times[]> {
  const items = itemsOf(task, sizes);
  const few = items.slice(0, 25).map((item) => item.subarray(0, 512 * 1024));
  const samples = new Map(
    contestants.map(({ name }) => [name, { sealing: [] as number[], opening: [] as number[] }]),
  );
  if (samples.size !== contestants.length) throw new TypeError(`two of one name: ${task}`);
  if (rounds > 1) for (const each of contestants) await warmUp(task, each, few, clock);
  for (let round = 0; round < rounds; round += 1) {
    for (const each of turned(contestants, round)) {
      clearMemory();
      // After that the engine begins small again, with memory and with code; and at first everything is new to it.
      for (let time = 0; time < warmUps; time += 1) await goRound(task, each, few, clock);
      const [sealingMs, openingMs] = await goRound(task, each, items, clock);
      samples.get(each.name)?.sealing.push(sealingMs);
      samples.get(each.name)?.opening.push(openingMs);
      tell(
        `${task}, round ${round + 1} of ${rounds}, ${each.name}: ${sealingMs.toFixed(1)} / ${openingMs.toFixed(1)} ms`,
      );
    }
  }
  return directions.map((direction) => ({
    task,
    direction,
    contestants: contestants.map(({ name, kind }) => ({
      name,
      kind,
      ms: samples.get(name)?.[direction] ?? [],
    })),
  }));
}

/** Until the engine has compiled what is used most: everybody has as long for that. */
async function warmUp(task: TaskName, each: Contestant, few: Items, clock: Clock): Promise<void> {
  let spentMs = 0;
  for (let time = 0; time < mostWarmUps && spentMs < warmUpMs; time += 1) {
    const [sealingMs, openingMs] = await goRound(task, each, few, clock);
    spentMs += sealingMs + openingMs;
  }
}

async function goRound(
  task: TaskName,
  each: Contestant,
  items: Items,
  clock: Clock,
): Promise<readonly [number, number]> {
  const [sealed, sealingMs] = await timed(clock, () => each.seal(items));
  const kept = (await each.between?.(sealed)) ?? sealed;
  const [opened, openingMs] = await timed(clock, () => each.open(kept));
  requireRoundTrip(`${task}, ${each.name}`, opened, each.expected?.(kept) ?? items);
  return [sealingMs, openingMs];
}

export async function measureContest(
  contest: Contest,
  settings: Settings,
  clock: Clock,
  tell: (line: string) => void,
): Promise<readonly Times[]> {
  const all: Times[] = [];
  for (const task of taskNames.filter((name) => settings.tasks.includes(name))) {
    const contestants = contest[task].filter(({ name }) => settings.only?.includes(name) ?? true);
    all.push(...(await measureTask(task, contestants, settings, clock, tell)));
  }
  return all;
}
