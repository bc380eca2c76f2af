import { type ByteReader, concatBytes } from '@commonseal/protocol';
import { ToggleCounts, maxCount } from './toggle-counts.ts';
import { readVarint, writeVarint } from './varint.ts';

/** How the set of those with a count of at least 1 is written; whichever is shorter, and runs if both are. */
const shapes = { runs: 1, bits: 2 } as const;

/** Layout 'Marks' in docs/wire-format.md. */
export function encodeCounts(counts: ToggleCounts): Uint8Array {
  const { bits, above1 } = counts;
  const asBits: number[] = [shapes.bits];
  writeVarint(asBits, bits.length);
  const asRuns = encodeRuns(bits, asBits.length + bits.length);
  const set = asRuns ?? concatBytes(Uint8Array.from(asBits), bits);
  return concatBytes(set, encodeAbove1(above1));
}

/** @returns undefined when it takes more than `most` bytes */
function encodeRuns(bits: Uint8Array, most: number): Uint8Array | undefined {
  const pairs: number[] = [];
  let count = 0;
  let free = 0;
  for (const { start, end } of runsOf(bits)) {
    writeVarint(pairs, start - free);
    writeVarint(pairs, end - start - 1);
    // Between two runs lies at least one that is in neither.
    free = end + 1;
    count += 1;
    if (pairs.length >= most) return undefined;
  }
  const bytes: number[] = [shapes.runs];
  writeVarint(bytes, count);
  return bytes.length + pairs.length > most ? undefined : Uint8Array.from([...bytes, ...pairs]);
}

function* runsOf(bits: Uint8Array): Generator<{ readonly start: number; readonly end: number }> {
  let start: number | undefined;
  for (let index = 0; index <= 8 * bits.length; index += 1) {
    const isIn = (((bits[index >> 3] ?? 0) >> (7 - (index & 7))) & 1) === 1;
    if (isIn) start ??= index;
    else if (start !== undefined) {
      yield { start, end: index };
      start = undefined;
    }
  }
}

function encodeAbove1(above1: ToggleCounts['above1']): Uint8Array {
  const bytes: number[] = [];
  writeVarint(bytes, above1.length);
  let free = 0;
  for (const [index, count] of above1) {
    writeVarint(bytes, index - free);
    writeVarint(bytes, count - 2);
    free = index + 1;
  }
  return Uint8Array.from(bytes);
}

/**
 * Also takes what is not in its shortest form; whoever calls compares.
 * @param most no index is as large: a few bytes can name a run of any length
 * @throws CommonsealError `malformed`
 */
export function readCounts(reader: ByteReader, most: number): ToggleCounts {
  const counts = new ToggleCounts();
  const shape = reader.u8();
  if (shape === shapes.runs) readRuns(reader, most, counts);
  else if (shape === shapes.bits) readBits(reader, most, counts);
  else reader.fail('shape');
  let free = 0;
  for (let left = readVarint(reader); left > 0; left -= 1) {
    const index = free + readVarint(reader);
    const count = readVarint(reader) + 2;
    if (index >= most || count > maxCount || counts.get(index) === 0) reader.fail('count');
    counts.raise(index, count);
    free = index + 1;
  }
  return counts;
}

function readRuns(reader: ByteReader, most: number, counts: ToggleCounts): void {
  let free = 0;
  for (let left = readVarint(reader); left > 0; left -= 1) {
    const start = free + readVarint(reader);
    const end = start + readVarint(reader) + 1;
    if (end > most) reader.fail('run');
    counts.raiseRun(start, end);
    free = end + 1;
  }
}

function readBits(reader: ByteReader, most: number, counts: ToggleCounts): void {
  const bytes = reader.bytes(readVarint(reader));
  if (8 * bytes.length > most) reader.fail('bits');
  counts.raiseBits(bytes);
}
