import { concatBytes } from '@commonseal/protocol';
import { type Fault, type Verdict, judge } from './judge.ts';
import { mutate } from './mutation.ts';
import type { Random } from './random.ts';
import type { PreparedTarget, Target } from './target.ts';

/** An input of any length: something that repeats itself between a beginning and an end. */
export interface Repetition {
  readonly before: Uint8Array;
  readonly piece: Uint8Array;
  readonly after: Uint8Array;
}

const smallestBytes = 4 * 1024;
const defaultGrowthBytes = 128 * 1024;
/** Below that the clock and the engine's own work tell more than the input. */
const tellingMs = 40;
/** Four times the input takes four times the time; sixteen times when it is quadratic. */
const tolerated = 9;
/** Longer than anything that is not the input's doing. */
const plainMs = 2_000;

export function repetitionOf(repeated: Repetition, bytes: number): Uint8Array {
  const { before, piece, after } = repeated;
  const room = Math.max(0, bytes - before.length - after.length);
  const times = Math.max(1, Math.floor(room / Math.max(1, piece.length)));
  const middle = new Uint8Array(times * piece.length);
  for (let at = 0; at < times; at += 1) middle.set(piece, at * piece.length);
  return concatBytes(before, middle, after);
}

/** Makes the input longer until its time can be told, and holds that against the time of a quarter of it. */
export async function judgeGrowth(
  target: Target,
  prepared: PreparedTarget,
  repeated: Repetition,
  onInput: (input: Uint8Array) => void,
): Promise<Fault | undefined> {
  const largest = Math.min(target.growthBytes ?? defaultGrowthBytes, target.maxBytes ?? defaultGrowthBytes);
  const judged = (input: Uint8Array) => {
    onInput(input);
    return judge(target, prepared, input);
  };
  for (let bytes = smallestBytes; bytes <= largest; bytes *= 2) {
    const { tookMs, fault } = await judged(repetitionOf(repeated, bytes));
    if (fault) return { ...fault, what: `${fault.what} (a repetition of ${bytes} bytes)` };
    if (tookMs < tellingMs) continue;
    const first = await compare(judged, repeated, bytes);
    if (first === undefined) continue;
    // The engine's own work comes in steps; what the input costs grows on.
    const second = first.wholeMs > plainMs ? first : await compare(judged, repeated, 2 * bytes);
    if (second) return { kind: 'not linear', what: `${first.what}; ${second.what}` };
  }
  return undefined;
}

interface Steep {
  readonly wholeMs: number;
  readonly what: string;
}

type Judged = (input: Uint8Array) => Promise<Verdict>;

async function compare(judged: Judged, repeated: Repetition, bytes: number): Promise<Steep | undefined> {
  const wholeMs = await least(judged, repetitionOf(repeated, bytes));
  const quarterMs = await least(judged, repetitionOf(repeated, bytes / 4));
  if (wholeMs < tellingMs || wholeMs <= tolerated * quarterMs) return undefined;
  return {
    wholeMs,
    what: `${wholeMs.toFixed(1)} ms for ${bytes} bytes, ${quarterMs.toFixed(1)} ms for a quarter`,
  };
}

async function least(judged: Judged, input: Uint8Array): Promise<number> {
  let tookMs = Infinity;
  for (let time = 0; time < 4; time += 1) tookMs = Math.min(tookMs, (await judged(input)).tookMs);
  return tookMs;
}

/** Words of the format and pieces of samples, between beginnings of samples. */
export function someRepetition(
  random: Random,
  samples: readonly Uint8Array[],
  dictionary: readonly Uint8Array[],
): Repetition {
  const some = (): Uint8Array => {
    const sample = random.pick(samples);
    const start = random.below(sample.length + 1);
    return sample.slice(start, start + 1 + random.skewed(80));
  };
  const word = () => (dictionary.length > 0 && !random.chance(4) ? random.pick(dictionary) : some());
  const words = (most: number) => concatBytes(...Array.from({ length: 1 + random.below(most) }, word));
  const material = { samples, dictionary, maxBytes: 256 };
  const piece = random.chance(4) ? mutate(words(3), random, material) : words(2);
  const beginning = () => {
    const sample = random.pick(samples);
    return sample.slice(0, random.below(Math.min(sample.length, 2048) + 1));
  };
  return {
    before: random.chance(3) ? new Uint8Array() : random.chance(2) ? beginning() : words(3),
    piece: piece.length > 0 ? piece : new Uint8Array(1),
    after: random.chance(2) ? new Uint8Array() : words(2),
  };
}
