import { ItemId, maxHeaderBytes, maxPageBytes, maxPageRowBytes } from '@commonseal/protocol';
import { decryptPage } from '@commonseal/crypto/open';
import * as sealing from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as oracle from './oracle.ts';
import { codeOf, firstPage, joined, keyOf, otherPlaces, patternBytes, place, toHex } from './samples.ts';

const key = keyOf<sealing.BatchKey>(40);
const records = [100, 0, 200].map((length, index) => ({
  itemId: ItemId.fromBytes(patternBytes(16, index)),
  header: patternBytes(length, index),
}));
let page: Uint8Array;

beforeAll(async () => {
  await cryptoReady();
  page = await sealing.encryptPage(records, key, firstPage);
});

function shown(list: readonly sealing.PageRecord[]) {
  return list.map(({ itemId, header }) => [itemId, toHex(header)]);
}

/** A page of any plaintext whatever, authentic for its key. */
function pageOf(plaintext: Uint8Array): Uint8Array {
  return oracle.encryptPage(plaintext, key, firstPage, patternBytes(32, 6));
}

describe('a page', () => {
  it('opens with the records that were put into it', { tags: ['properties'] }, async () => {
    const record = fc.record({
      itemId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ItemId.fromBytes(bytes)),
      header: fc.uint8Array({ maxLength: 400 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 30 }), async (list) => {
        const stored = await sealing.encryptPage(list, key, firstPage);
        expect(shown(await decryptPage(stored, key, firstPage))).toEqual(shown(list));
      }),
      { numRuns: 50 },
    );
  });

  it('has a padded size', async () => {
    const sizeOf = async (length: number) => {
      const record = { itemId: ItemId.fromBytes(patternBytes(16)), header: new Uint8Array(length) };
      return (await sealing.encryptPage([record], key, firstPage)).length - 86;
    };
    for (const length of [0, 231, 232, 233, 1000, 16_384]) {
      expect(await sizeOf(length)).toBe(oracle.paddedLength(length + 24));
    }
  });

  it.each([
    ...Object.entries(otherPlaces).map(([name, at]) => [name, { ...at, page: 0, version: 0 }] as const),
    ['place in its batch', { ...place, page: 1, version: 0 }],
    ['version', { ...place, page: 0, version: 1 }],
  ] as const)('is refused when it was moved to another %s', async (_, at) => {
    expect(await codeOf(() => decryptPage(page, key, sealing.pageContext(at)))).toBe('decryption_failed');
  });

  it('has a salt, and so a key, of its own each time', async () => {
    const pages = await Promise.all(
      Array.from({ length: 100 }, () => sealing.encryptPage(records, key, firstPage)),
    );
    for (const [start, end] of [
      [6, 38],
      [38, 70],
      [70, 86],
    ] as const) {
      expect(new Set(pages.map((one) => toHex(one.subarray(start, end)))).size).toBe(100);
    }
  });

  it('may be as large as its bound and no larger', async () => {
    const header = new Uint8Array(maxHeaderBytes);
    const { itemId } = records[0] ?? { itemId: '' as ItemId };
    const fifteen = Array.from({ length: 15 }, () => ({ itemId, header }));
    const exactly = [
      ...fifteen,
      { itemId, header: header.subarray(0, maxPageBytes - 4 - 15 * (16_384 + 20) - 20) },
    ];
    const stored = await sealing.encryptPage(exactly, key, firstPage);
    expect(stored).toHaveLength(maxPageBytes + 86);
    expect(await decryptPage(stored, key, firstPage)).toHaveLength(16);
    await expect(sealing.encryptPage([...fifteen, { itemId, header }], key, firstPage)).rejects.toThrow(
      TypeError,
    );
  });

  it('is refused above its bound before anything else', async () => {
    const longer = new Uint8Array(maxPageRowBytes + 1);
    longer.set(page);
    expect(await codeOf(() => decryptPage(longer, key, firstPage))).toBe('malformed');
  });

  it('of a writer who breaks the format is refused as malformed', async () => {
    const good = oracle.encodePage([{ itemId: patternBytes(16), header: patternBytes(50) }]);
    const altered = (at: number, ...bytes: number[]) => {
      const copy = good.slice();
      copy.set(bytes, at);
      return copy;
    };
    expect(await decryptPage(pageOf(good), key, firstPage)).toHaveLength(1);
    const broken = {
      'padding is not zero': altered(255, 1),
      'padding is not zero right behind the records': altered(74, 1),
      'a record too many': altered(0, 0, 0, 0, 13),
      'more records than memory': altered(0, 0xff, 0xff, 0xff, 0xff),
      'a header longer than the page': altered(20, 0, 0, 1, 0),
      'a header longer than headers are': altered(20, 0xff, 0xff, 0xff, 0xff),
      'less padding than the rule asks for': good.slice(0, 255),
      'more padding than the rule asks for': joined([good, new Uint8Array(16)]),
      'too short for a count': new Uint8Array(3),
    };
    for (const [name, plaintext] of Object.entries(broken)) {
      expect([name, await codeOf(() => decryptPage(pageOf(plaintext), key, firstPage))]).toEqual([
        name,
        'malformed',
      ]);
    }
  });

  it('of a writer whose header is longer than headers are is refused', async () => {
    const long = oracle.encodePage([
      { itemId: patternBytes(16), header: new Uint8Array(maxHeaderBytes + 1) },
    ]);
    expect(await codeOf(() => decryptPage(pageOf(long), key, firstPage))).toBe('malformed');
  });
});
