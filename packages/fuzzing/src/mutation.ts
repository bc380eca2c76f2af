import { concatBytes } from '@commonseal/protocol';
import type { Random } from './random.ts';

/** What inputs of a target are made from. */
export interface Material {
  readonly samples: readonly Uint8Array[];
  /** Words that mean something to the format. */
  readonly dictionary: readonly Uint8Array[];
  readonly maxBytes: number;
}

type Mutation = (input: Uint8Array, random: Random, material: Material) => Uint8Array;

function cut(input: Uint8Array, random: Random): readonly [number, number] {
  const start = random.below(input.length + 1);
  return [start, Math.min(input.length, start + random.skewed(input.length - start + 1) + 1)];
}

function insertAt(input: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  return concatBytes(input.subarray(0, at), part, input.subarray(at));
}

function overwrite(input: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  const copy = input.slice();
  copy.set(part.subarray(0, Math.max(0, copy.length - at)), at);
  return copy;
}

/** Integers at which lengths and counts go wrong. */
export function boundaryIntegers(width: number, length: number): number[] {
  const max = 2 ** (8 * width) - 1;
  const half = 2 ** (8 * width - 1);
  const values = [0, 1, 2, max, max - 1, half, half - 1, half + 1, length, length - 1, length + 1];
  const powers = [0x7f, 0x80, 0x100, 0x1000, 0xffff, 0x10000, 0x100000, 0x7fffffff];
  return [...values, ...powers].filter((value) => value >= 0 && value <= max);
}

export function integerBytes(value: number, width: number): Uint8Array {
  const part = new Uint8Array(width);
  for (let at = width - 1, rest = value; at >= 0; at -= 1, rest = Math.floor(rest / 256))
    part[at] = rest % 256;
  return part;
}

const widths = [1, 2, 4, 8] as const;

const mutations: readonly Mutation[] = [
  function flipBit(input, random) {
    const copy = input.slice();
    const at = random.below(copy.length);
    if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    return copy;
  },
  (input, random) => overwrite(input, random.below(input.length), random.bytes(1 + random.skewed(8))),
  (input, random) => input.slice(0, random.below(input.length + 1)),
  (input, random) => input.slice(random.skewed(input.length + 1)),
  function removeSlice(input, random) {
    const [start, end] = cut(input, random);
    return concatBytes(input.subarray(0, start), input.subarray(end));
  },
  (input, random) => insertAt(input, random.below(input.length + 1), random.bytes(1 + random.skewed(64))),
  function duplicateSlice(input, random) {
    const [start, end] = cut(input, random);
    return insertAt(input, random.below(input.length + 1), input.slice(start, end));
  },
  function swapSlices(input, random) {
    const [start, end] = cut(input, random);
    const middle = start + random.below(end - start);
    const { length } = input;
    return concatBytes(
      input.subarray(0, start),
      input.subarray(middle, end),
      input.subarray(start, middle),
      input.subarray(end, length),
    );
  },
  function spliceWithOther(input, random, { samples }) {
    const other = random.pick(samples);
    const [start, end] = cut(other, random);
    const [from, to] = cut(input, random);
    return concatBytes(input.subarray(0, from), other.subarray(start, end), input.subarray(to));
  },
  (input, random, { samples }) => {
    const other = random.pick(samples);
    const at = random.below(Math.min(input.length, other.length) + 1);
    return concatBytes(input.subarray(0, at), other.subarray(at));
  },
  function repeatSlice(input, random, { maxBytes }) {
    const [start, end] = cut(input, random);
    const part = input.subarray(start, Math.min(end, start + 4096));
    const room = Math.floor((maxBytes - input.length) / Math.max(1, part.length));
    const times = Math.max(0, Math.min(room, 1 + random.skewed(5_000)));
    return insertAt(input, end, concatBytes(...Array.from({ length: times }, () => part)));
  },
  function boundaryInteger(input, random) {
    const width = random.pick(widths);
    const at = random.below(Math.max(1, input.length - width + 1));
    return overwrite(input, at, integerBytes(random.pick(boundaryIntegers(width, input.length)), width));
  },
  function oneMoreOrLess(input, random) {
    const copy = input.slice();
    const at = random.below(copy.length);
    if (copy.length > 0) copy[at] = (copy[at] ?? 0) + (random.chance(2) ? 1 : 255);
    return copy;
  },
  (input, random, { dictionary }) =>
    dictionary.length === 0
      ? input
      : insertAt(input, random.below(input.length + 1), random.pick(dictionary)),
  (input, random, { dictionary }) =>
    dictionary.length === 0 ? input : overwrite(input, random.below(input.length), random.pick(dictionary)),
];

/** A sample with a few of its bytes gone wrong. */
export function mutate(input: Uint8Array, random: Random, material: Material): Uint8Array {
  let result = input;
  do result = random.pick(mutations)(result, random, material);
  while (random.chance(2));
  return result.slice(0, material.maxBytes);
}

/** A sample with a boundary integer at an offset: one of them for every number. */
export function systematic(samples: readonly Uint8Array[], number: number): Uint8Array {
  const sample = samples[number % samples.length] ?? new Uint8Array();
  const step = Math.floor(number / samples.length);
  const at = step % Math.max(1, sample.length);
  const round = Math.floor(step / Math.max(1, sample.length));
  const width = widths[round % widths.length] ?? 1;
  const values = boundaryIntegers(width, sample.length - at - width);
  const value = values[Math.floor(round / widths.length) % values.length] ?? 0;
  return overwrite(sample, at, integerBytes(value, width));
}
