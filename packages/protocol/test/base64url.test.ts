import { getHeapStatistics } from 'node:v8';
import { bytesOfBinary, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from './refusal.ts';

describe('base64url', () => {
  it.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])('writes RFC 4648 section 10 %j as %j', (text, encoded) => {
    const bytes = new TextEncoder().encode(text);
    expect(encodeBase64url(bytes)).toBe(encoded);
    expect(parseBase64url(encoded)).toEqual(bytes);
  });

  it('uses the characters of URLs', () => {
    expect(encodeBase64url(Uint8Array.of(0xfb, 0xff, 0xbf))).toBe('-_-_');
  });

  it('reads back whatever it wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(parseBase64url(encodeBase64url(bytes))).toEqual(bytes);
      }),
    );
  });

  it('reads back more bytes than fit on a call stack', () => {
    const bytes = Uint8Array.from({ length: 300_001 }, (_, at) => at % 251);
    const back = parseBase64url(encodeBase64url(bytes));
    expect(back.length).toBe(bytes.length);
    expect(back.every((byte, at) => byte === bytes[at])).toBe(true);
  });

  it('gives a byte string one spelling: what it accepts, it would have written', async () => {
    const texts = fc.string({
      unit: fc.constantFrom(...'ABCDabcd0189-_+/= \n.é'.split('')),
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        let again: string | undefined;
        const code = await codeOf(() => {
          again = encodeBase64url(parseBase64url(text));
        });
        expect(code === 'malformed' || again === text).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses every spelling of one byte but one', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const accepted: string[] = [];
    for (const last of alphabet) {
      if ((await codeOf(() => parseBase64url(`A${last}`))) === undefined) accepted.push(last);
    }
    expect(accepted).toEqual(['A', 'Q', 'g', 'w']);
  });

  it.each([
    ['padding', 'Zg=='],
    ['the other alphabet', '+/+/'],
    ['white space', 'Zm 9v'],
    ['a line feed at the end', 'Zm9v\n'],
    ['one character too many', 'Zm9vA'],
    ['left-over bits in two characters', 'Zh'],
    ['left-over bits in three characters', 'Zm9'],
    ['a letter that only looks alike', 'Zm9\u0475'],
  ])('refuses %s', async (_, text) => {
    expect(await codeOf(() => parseBase64url(text))).toBe('malformed');
  });

  it('takes a few times the memory of what it reads, not a hundred times', () => {
    const text = encodeBase64url(new Uint8Array(256 * 1024).fill(0xa5));
    parseBase64url(text);
    const before = getHeapStatistics().used_heap_size;
    const bytes = parseBase64url(text);
    expect(getHeapStatistics().used_heap_size - before).toBeLessThan(20 * bytes.length);
  });

  it('takes every character of a binary text for its byte', () => {
    const every = Uint8Array.from({ length: 256 }, (_, at) => at);
    expect(bytesOfBinary(String.fromCharCode(...every))).toEqual(every);
  });
});
