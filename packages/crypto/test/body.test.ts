import { bodyChunkBytes, maxItemBytes } from '@commonseal/protocol';
import { bodyRowCount, decryptBody, decryptShortBody } from '@commonseal/crypto/open';
import * as sealing from '@commonseal/crypto/seal';
import { bodyHash, chunkHash, cryptoReady, equalBytes } from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { chunkNonce } from '../src/body-format.ts';
import * as oracle from './oracle.ts';
import {
  codeOf,
  collect,
  flipBit,
  itemId,
  joined,
  keyOf,
  otherPlaces,
  ownBody,
  patternBytes,
  place,
  rowsOf,
  sourceOf,
  toHex,
} from './samples.ts';

const key = keyOf<sealing.ItemKey>(50);
/** Three rows, the last of them mostly padding. */
const size = 2 * bodyChunkBytes + 1;
const content = patternBytes(size, 51);
const small = patternBytes(200, 52);
let rows: Uint8Array[];
let smallRow: Uint8Array;

const encrypt = (bytes: Uint8Array, at = ownBody) => collect(sealing.encryptBody(sourceOf(bytes), key, at));
const decrypt = (list: readonly Uint8Array[], length: number, at = ownBody, itemKey = key) =>
  collect(decryptBody(rowsOf(list), itemKey, at, length));

beforeAll(async () => {
  await cryptoReady();
  rows = await encrypt(content);
  [smallRow = new Uint8Array()] = await encrypt(small);
});

describe('a body of one row', () => {
  const refused = new Error('refused');
  const open = (row: Uint8Array, length: number, itemKey = key, isSigned = true) => {
    const requireSigned = (hash: Uint8Array) => {
      expect(hash).toHaveLength(32);
      if (!isSigned) throw refused;
    };
    return decryptShortBody(row, requireSigned, itemKey, ownBody, length);
  };

  it.each([0, 1, 255, 256, 257, 5000, bodyChunkBytes])('of %d bytes opens as it was', async (length) => {
    const bytes = patternBytes(length, 9);
    const [row = new Uint8Array()] = await encrypt(bytes);
    expect(equalBytes(await open(row, length), bytes)).toBe(true);
  });

  it('is handed out only when its row is what was signed, whatever else is wrong', async () => {
    await expect(open(smallRow, small.length, key, false)).rejects.toBe(refused);
    await expect(open(flipBit(smallRow, 8 * 100), small.length, key, false)).rejects.toBe(refused);
  });

  it('is refused altered, cut off, under another key, and with another size', async () => {
    for (let at = 0; at < smallRow.length; at += 7)
      expect(await codeOf(() => open(flipBit(smallRow, 8 * at), small.length))).toMatch(
        /^(decryption_failed|malformed|unsupported_format)$/,
      );
    const shorter = smallRow.subarray(0, smallRow.length - 1);
    expect(await codeOf(() => open(shorter, small.length))).toBe('decryption_failed');
    expect(await codeOf(() => open(smallRow, small.length, keyOf(51)))).toBe('decryption_failed');
    expect(await codeOf(() => open(smallRow, small.length - 1))).toBe('decryption_failed');
    expect(await codeOf(() => open(smallRow, 257))).toBe('decryption_failed');
    const [first = new Uint8Array()] = rows;
    expect(await codeOf(() => open(first, size))).toBe('decryption_failed');
  });
});

describe('a body', () => {
  const edges = [255, 256, 272, 4096, bodyChunkBytes, 2 * bodyChunkBytes].flatMap((edge) => [
    edge - 1,
    edge,
    edge + 1,
  ]);

  it.each([0, 1, ...edges])('of %d bytes opens as it was', async (length) => {
    const bytes = patternBytes(length, length % 256);
    const stored = await encrypt(bytes);
    expect(stored).toHaveLength(bodyRowCount(length));
    const overhead = 70 + 16 * stored.length;
    expect(stored.reduce((sum, row) => sum + row.length, 0)).toBe(overhead + sealing.paddedLength(length));
    const chunks = await decrypt(stored, length);
    expect(chunks.every((chunk) => chunk.length > 0 && chunk.length <= bodyChunkBytes)).toBe(true);
    expect(equalBytes(joined(chunks), bytes)).toBe(true);
  });

  it('of any bytes opens as it was', { tags: ['properties'] }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        expect(equalBytes(joined(await decrypt(await encrypt(bytes), bytes.length)), bytes)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('whose last chunk is nothing but padding opens as it was', async () => {
    const length = 2 ** 25 + 1;
    const chunk = patternBytes(bodyChunkBytes, 9);
    const source = { size: length, read: async (_: number, wanted: number) => chunk.subarray(0, wanted) };
    let [read, count] = [0, 0];
    const stored = sealing.encryptBody(source, key, ownBody);
    for await (const part of decryptBody(stored, key, ownBody, length)) {
      if (!equalBytes(part, chunk.subarray(0, part.length))) expect.fail(`chunk ${count}`);
      read += part.length;
      count += 1;
    }
    expect([read, count, bodyRowCount(length)]).toEqual([length, 65, 66]);
  });

  it('is read once, in order, and only where there is content', async () => {
    const reads: [number, number][] = [];
    const source = {
      size,
      read: async (offset: number, length: number) => {
        reads.push([offset, length]);
        return content.subarray(offset, offset + length);
      },
    };
    await collect(sealing.encryptBody(source, key, ownBody));
    expect(reads).toEqual([
      [0, bodyChunkBytes],
      [bodyChunkBytes, bodyChunkBytes],
      [2 * bodyChunkBytes, 1],
    ]);
  });

  it('is not made from a source that changes under way', async () => {
    for (const returned of [0, 99, 101]) {
      const source = { size: 100, read: async () => new Uint8Array(returned) };
      await expect(collect(sealing.encryptBody(source, key, ownBody))).rejects.toThrow(TypeError);
    }
  });

  it('of more than the largest size is refused before anything is read', async () => {
    const source = { size: maxItemBytes + 1, read: () => Promise.reject(new Error('was read')) };
    await expect(collect(sealing.encryptBody(source, key, ownBody))).rejects.toThrow('body too large');
  });
});

describe('a small body', () => {
  it.each([
    ...Object.entries(otherPlaces).map(([name, at]) => [name, { ...at, itemId }] as const),
    ['item', { ...place, itemId: 'AAAAAAAAAAAAAAAAAAAAAA' as typeof itemId }],
  ] as const)('is refused when it was moved to another %s', async (_, at) => {
    expect(await codeOf(() => decrypt([smallRow], small.length, sealing.bodyContext(at)))).toBe(
      'decryption_failed',
    );
  });

  it('is refused when the stated size cuts content off', async () => {
    for (const stated of [0, 1, 199]) {
      expect(await codeOf(() => decrypt([smallRow], stated))).toBe('decryption_failed');
    }
  });

  it('is refused when the stated size asks for another padded length', async () => {
    for (const stated of [257, bodyChunkBytes, bodyChunkBytes + 1, maxItemBytes]) {
      expect(await codeOf(() => decrypt([smallRow], stated))).toBe('decryption_failed');
    }
  });

  it('is refused with padding that is not zero', async () => {
    for (const at of [200, 255]) {
      const plaintext = new Uint8Array(256);
      plaintext.set(small);
      expect(
        await codeOf(() => decrypt(oracle.encryptBodyPlaintext(plaintext, key, ownBody, keyOf(1)), 200)),
      ).toBe(undefined);
      plaintext[at] = 1;
      const crafted = oracle.encryptBodyPlaintext(plaintext, key, ownBody, keyOf(1));
      expect(await codeOf(() => decrypt(crafted, 200))).toBe('decryption_failed');
    }
  });

  it('has a salt, and so a key, of its own each time', async () => {
    const bodies = await Promise.all(Array.from({ length: 100 }, () => encrypt(small)));
    for (const [start, end] of [
      [6, 38],
      [38, 70],
      [70, 86],
    ] as const) {
      expect(new Set(bodies.map(([row]) => toHex((row ?? small).subarray(start, end)))).size).toBe(100);
    }
  });
});

describe('a body of several chunks', () => {
  const pick = (...order: number[]) => order.map((at) => rows[at] ?? new Uint8Array());

  it.each([
    ['without its last chunk', [0, 1]],
    ['without its middle chunk', [0, 2]],
    ['without its first chunk', [1, 2]],
    ['with two chunks exchanged', [0, 2, 1]],
    ['with its first chunk at the end', [1, 2, 0]],
    ['with a chunk doubled', [0, 1, 1, 2]],
    ['with a chunk in the place of another', [0, 1, 1]],
    ['with its last chunk doubled', [0, 1, 2, 2]],
    ['twice in a row', [0, 1, 2, 0, 1, 2]],
    ['without any chunk', []],
  ])('is refused %s', async (_, order) => {
    expect(await codeOf(() => decrypt(pick(...order), size))).toMatch(/^(decryption_failed|malformed)$/);
  });

  it('is refused when it is cut off at a chunk and the stated size with it', async () => {
    // Only the last-chunk flag tells: lengths and padding would fit.
    expect(await codeOf(() => decrypt(pick(0, 1), 2 * bodyChunkBytes))).toBe('decryption_failed');
    expect(await codeOf(() => decrypt(pick(0), bodyChunkBytes))).toBe('decryption_failed');
  });

  it('is refused when it is carried on behind its last chunk', async () => {
    const whole = await encrypt(content.subarray(0, bodyChunkBytes));
    const carriedOn = [...whole, ...pick(1)];
    expect(await codeOf(() => decrypt(carriedOn, 2 * bodyChunkBytes))).toBe('decryption_failed');
  });

  it('is refused with a chunk of another body of the same item', async () => {
    const other = await encrypt(content);
    for (const at of [0, 1, 2]) {
      const mixed = rows.with(at, other[at] ?? new Uint8Array());
      expect(await codeOf(() => decrypt(mixed, size))).toBe('decryption_failed');
    }
  });

  it('is refused with a bit flipped at either end of any chunk', { tags: ['flips'] }, async () => {
    for (const [at, row] of rows.entries()) {
      for (const bit of [at === 0 ? 48 : 0, 8 * row.length - 1]) {
        expect(await codeOf(() => decrypt(rows.with(at, flipBit(row, bit)), size))).toBe('decryption_failed');
      }
    }
  });

  it('is refused with a chunk that is shorter or longer by a byte', { tags: ['flips'] }, async () => {
    for (const [at, row] of rows.entries()) {
      for (const other of [row.subarray(0, -1), joined([row, new Uint8Array(1)])]) {
        expect(await codeOf(() => decrypt(rows.with(at, other), size))).toBe('decryption_failed');
      }
    }
  });

  it('hands out nothing of a chunk that is not authentic', async () => {
    const received: number[] = [];
    const altered = rows.with(1, flipBit(rows[1] ?? new Uint8Array(), 99));
    const code = await codeOf(async () => {
      for await (const chunk of decryptBody(rowsOf(altered), key, ownBody, size)) received.push(chunk.length);
    });
    expect([code, received]).toEqual(['decryption_failed', [bodyChunkBytes]]);
  });

  it('asks for no more rows once it has too many', async () => {
    let asked = 0;
    async function* endless() {
      for (;;) {
        asked += 1;
        yield* [...rows, ...rows, ...rows];
      }
    }
    expect(await codeOf(() => collect(decryptBody(endless(), key, ownBody, size)))).toBe('decryption_failed');
    expect(asked).toBe(1);
  });

  it('is known by the hash of all its rows', async () => {
    const hashes = await Promise.all(rows.map(chunkHash));
    const whole = toHex(bodyHash(joined(hashes)));
    expect(toHex(bodyHash(joined(hashes.toReversed())))).not.toBe(whole);
    expect(toHex(bodyHash(joined(hashes.slice(1))))).not.toBe(whole);
  });
});

describe('the nonces of chunks', () => {
  it('are distinct, and the last chunk has another than one in the middle', () => {
    const indexes = [...Array.from({ length: 4608 }, (_, index) => index), 2 ** 32 - 1];
    const nonces = indexes.flatMap((index) => [chunkNonce(index, false), chunkNonce(index, true)]).map(toHex);
    expect(new Set(nonces).size).toBe(nonces.length);
    expect(nonces.slice(2, 4)).toEqual(['000000000000000000000100', '000000000000000000000101']);
  });

  it('end before they come again', () => {
    expect(() => chunkNonce(2 ** 32, false)).toThrow(TypeError);
  });
});
