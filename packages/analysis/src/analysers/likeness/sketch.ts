import { sketchBytes } from '@commonseal/protocol';
import { mixed, murmur3 } from './murmur3.ts';

/** Words that stand next to each other, and are compared together. */
const shingleWords = 3;
const sketchValues = sketchBytes / 2;
/** One for each value: by it every hash is put in an order of its own. */
const orders = Uint32Array.from({ length: sketchValues }, (_, at) => murmur3([at], 0x5eed));

export interface Sketch {
  /** 128 values of two bytes, big-endian. */
  readonly bytes: Uint8Array;
  readonly words: number;
}

/**
 * A MinHash (A. Broder, On the resemblance and containment of documents, 1997) of the shingles of a text: of each of 128 orders the
 * lowest of their hashes. Of two texts, the share of values that agree estimates which share of their shingles they have in common, with a
 * standard error below 0.05. The lower 16 bits of each are enough for that (P. Li and A. C. König, b-Bit Minwise Hashing, 2010): values
 * that differ agree in them once in 65,536 times.
 */
export function sketchOf(hashedWords: Iterable<number>): Sketch {
  const lowest = new Uint32Array(sketchValues).fill(0xffffffff);
  const last: number[] = [];
  let words = 0;
  for (const word of hashedWords) {
    words += 1;
    last.push(word);
    if (last.length > shingleWords) last.shift();
    if (last.length === shingleWords) lower(lowest, murmur3(last));
  }
  // A text of fewer words is one shingle.
  if (words > 0 && words < shingleWords) lower(lowest, murmur3(last));
  const bytes = new Uint8Array(sketchBytes);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of lowest.entries()) view.setUint16(2 * at, value & 0xffff);
  return { bytes, words };
}

function lower(lowest: Uint32Array, shingle: number): void {
  for (let at = 0; at < sketchValues; at += 1) {
    const value = mixed(shingle ^ (orders[at] ?? 0));
    if (value < (lowest[at] ?? 0)) lowest[at] = value;
  }
}
