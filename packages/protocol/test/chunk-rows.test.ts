import {
  ItemId,
  chunkRowSize,
  encodeChunkRows,
  inMessages,
  maxBodyChunks,
  maxChunkRowBytes,
  maxChunkRows,
  parseChunkRows,
} from '@commonseal/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from './refusal.ts';

const anyRow = fc.record({
  itemId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ItemId.fromBytes(bytes)),
  chunk: fc.nat(maxBodyChunks - 1),
  row: fc.uint8Array({ minLength: 1, maxLength: 40 }),
});
const placeOf = ({ itemId, chunk }: { readonly itemId: ItemId; readonly chunk: number }) =>
  `${itemId}/${chunk}`;
const anyRows = fc.uniqueArray(anyRow, { selector: placeOf, maxLength: 20 });
const row = (bytes: number, chunk = 0) => ({
  itemId: ItemId.fromBytes(new Uint8Array(16)),
  chunk,
  row: new Uint8Array(bytes),
});

describe('rows that travel together', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(parseChunkRows(encodeChunkRows(rows))).toEqual(rows);
      }),
    );
  });

  it('have one encoding each: what can be read comes out as the same bytes', async () => {
    const any = fc.oneof(fc.uint8Array({ maxLength: 200 }), anyRows.map(encodeChunkRows));
    const flipped = fc.tuple(any, fc.nat(), fc.nat(255)).map(([bytes, at, byte]) => {
      const other = bytes.slice();
      if (other.length > 0) other[at % other.length] = byte;
      return other;
    });
    await fc.assert(
      fc.asyncProperty(flipped, async (bytes) => {
        const code = await codeOf(() => parseChunkRows(bytes));
        if (code === undefined) expect(encodeChunkRows(parseChunkRows(bytes))).toEqual(bytes);
        else expect(code).toBe('malformed');
      }),
    );
  });

  it.each([
    ['a row that is empty', encodeChunkRows([row(0)])],
    ['a row that is longer than any', encodeChunkRows([row(maxChunkRowBytes + 1)])],
    ['a chunk that no body has', encodeChunkRows([row(1, maxBodyChunks)])],
    ['two rows of one place', encodeChunkRows([row(1), row(2)])],
    [
      'more rows than travel together',
      encodeChunkRows(Array.from({ length: maxChunkRows + 1 }, (_, at) => row(1, at))),
    ],
    ['more bytes', encodeChunkRows(Array.from({ length: 5 }, (_, at) => row(maxChunkRowBytes, at)))],
  ])('are refused with %s', async (_, bytes) => {
    await expect(codeOf(() => parseChunkRows(bytes))).resolves.toBe('malformed');
  });

  it('are as many in each message as its size allows', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 700 }), async (each, mostBytes) => {
        const rows = each.map(row);
        const source = (async function* () {
          yield* rows;
        })();
        const messages: (typeof rows)[] = [];
        for await (const message of inMessages(source, mostBytes)) messages.push([...message]);
        expect(messages.flat()).toEqual(rows);
        const sizeOf = (some: typeof rows) => some.reduce((sum, one) => sum + chunkRowSize(one), 0);
        for (const [at, message] of messages.entries()) {
          if (message.length > 1) expect(sizeOf(message)).toBeLessThanOrEqual(mostBytes);
          expect(sizeOf(message)).toBe(encodeChunkRows(message).length);
          const next = messages[at + 1]?.[0];
          if (next) expect(sizeOf([...message, next])).toBeGreaterThan(mostBytes);
        }
      }),
    );
  });
});
