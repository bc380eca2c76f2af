import {
  AccountId,
  BatchId,
  CommonsealError,
  type ErrorCode,
  ItemId,
  UserId,
  WriterId,
} from '@commonseal/protocol';
import { type BodySource, batchKeyContext, bodyContext, pageContext } from '@commonseal/crypto/seal';

/** Bytes that are easy to tell apart: every value of `start` gives others. */
export function patternBytes(length: number, start = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (start + at * 31 + (at >> 8) * 7) % 256);
}

/** A key or seed of the role that the caller needs. */
export function keyOf<K extends Uint8Array>(start: number): K {
  return patternBytes(32, start) as K;
}

export const place = {
  accountId: AccountId.fromBytes(patternBytes(32, 1)),
  epoch: 3,
  writerId: WriterId.fromBytes(patternBytes(32, 2)),
  batchId: BatchId.fromBytes(patternBytes(16, 3)),
};
export const itemId = ItemId.fromBytes(patternBytes(16, 4));
export const userId = UserId.fromBytes(patternBytes(32, 5));

/** Every way in which something of a batch can be at another place than its own. */
export const otherPlaces = {
  account: { ...place, accountId: AccountId.fromBytes(patternBytes(32, 11)) },
  epoch: { ...place, epoch: 4 },
  writer: { ...place, writerId: WriterId.fromBytes(patternBytes(32, 12)) },
  batch: { ...place, batchId: BatchId.fromBytes(patternBytes(16, 13)) },
};

export const batchContext = batchKeyContext(place);
export const firstPage = pageContext({ ...place, page: 0, version: 0 });
export const ownBody = bodyContext({ ...place, itemId });

export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

/** The code of the error that something ends with; `undefined` when it succeeds. Any other error is passed on. */
export async function codeOf(attempt: () => unknown): Promise<ErrorCode | undefined> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof CommonsealError) return error.code;
    throw error;
  }
  return undefined;
}

/** The code of every altered copy, by the number of copies that it was the answer to. */
export async function codesOf(
  copies: Iterable<Uint8Array>,
  attempt: (copy: Uint8Array) => unknown,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let waiting: Promise<void>[] = [];
  const count = async (copy: Uint8Array) => {
    const code = (await codeOf(() => attempt(copy))) ?? 'opened';
    counts[code] = (counts[code] ?? 0) + 1;
  };
  for (const copy of copies) {
    waiting.push(count(copy));
    // WebCrypto works on several at once; all of them together would be held in memory.
    if (waiting.length < 256) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  return counts;
}

export function* everyBitFlipped(bytes: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) yield flipBit(bytes, bit);
}

export function* everyTruncation(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.length; length += 1) yield bytes.slice(0, length);
}

/** Cut off at every length, and followed by a byte or more. */
export function* everyOtherLength(bytes: Uint8Array): Generator<Uint8Array> {
  yield* everyTruncation(bytes);
  for (const more of [1, 2, 16, 64]) yield joined([bytes, new Uint8Array(more)]);
}

export function sourceOf(bytes: Uint8Array): BodySource {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

export async function* rowsOf(rows: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* rows;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
