import {
  ItemHeader,
  encodeItemHeader,
  maxHeaderBytes,
  maxItemBytes,
  parseItemHeader,
} from '@commonseal/protocol';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { codeOf } from './refusal.ts';

const plain: ItemHeader = {
  title: 'Statement of May',
  from: 'Bank <mail@bank.example>',
  source: 'Inbox',
  receivedAtMs: 1_700_000_000_000,
  mediaType: 'message/rfc822',
  fileName: 'may.eml',
  size: 1234,
};

const anyHeader: fc.Arbitrary<ItemHeader> = fc.record({
  title: fc.string({ unit: 'binary', maxLength: 1000 }),
  from: fc.string({ unit: 'grapheme-composite', maxLength: 50 }),
  source: fc.string({ unit: 'binary', maxLength: 50 }),
  receivedAtMs: fc.integer({ min: -8.64e15, max: 8.64e15 }),
  mediaType: fc.string({ maxLength: 200 }),
  fileName: fc.string({ unit: 'binary', maxLength: 255 }),
  size: fc.integer({ min: 0, max: maxItemBytes }),
});

function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}

describe('item headers', () => {
  it.each([
    ['a text that is too long', { title: 'x'.repeat(1001) }],
    ['a text that is none', { from: 1 }],
    ['an integer that is none', { size: 0.5 }],
    ['an integer that is a text', { receivedAtMs: '1' }],
    ['an integer below its range', { size: -1 }],
    ['an integer above its range', { size: maxItemBytes + 1 }],
    ['a field of another name in the place of one', { size: undefined, bytes: 1 }],
    ['one field more', { note: '' }],
    ['one field less', { mediaType: undefined }],
  ])('are refused with %s, whichever way they are looked at', async (_what, change) => {
    const header = { ...plain, ...change };
    expect(Value.Check(ItemHeader, JSON.parse(JSON.stringify(header)))).toBe(false);
    expect(await codeOf(() => parseItemHeader(bytesOf(header)))).toBe('malformed');
    // A field of a value that is not there is none in JSON.
    if (Object.values(header).every((value) => value !== undefined))
      expect(() => encodeItemHeader(header as never)).toThrow(TypeError);
  });

  it('may have texts whose characters count double', () => {
    const header = { ...plain, title: '𝄞'.repeat(1000) };
    expect(parseItemHeader(encodeItemHeader(header))).toEqual(header);
  });

  it('survive the way to bytes and back', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        expect(parseItemHeader(encodeItemHeader(header))).toEqual(header);
      }),
    );
  });

  it('are written with their members in one order, whatever order they came in', () => {
    const shuffled = Object.fromEntries(Object.entries(plain).toReversed()) as ItemHeader;
    expect(encodeItemHeader(shuffled)).toEqual(encodeItemHeader(plain));
    expect(new TextDecoder().decode(encodeItemHeader(plain))).toBe(JSON.stringify(plain));
  });

  const bounds = { title: 1000, from: 500, source: 500, mediaType: 200, fileName: 255 } as const;

  it.each(Object.entries(bounds))(
    'bound %s at %d characters, counted as code points',
    async (name, bound) => {
      const longest = { ...plain, [name]: '😀'.repeat(bound) };
      expect(parseItemHeader(encodeItemHeader(longest))).toEqual(longest);
      const longer = { ...plain, [name]: '😀'.repeat(bound + 1) };
      expect(() => encodeItemHeader(longer)).toThrow(TypeError);
      expect(await codeOf(() => parseItemHeader(bytesOf(longer)))).toBe('malformed');
    },
  );

  it('fit into their bytes even when every character must be escaped', () => {
    const worst: ItemHeader = {
      title: '\u0001'.repeat(bounds.title),
      from: '\u0001'.repeat(bounds.from),
      source: '\u0001'.repeat(bounds.source),
      receivedAtMs: -8.64e15,
      mediaType: '\u0001'.repeat(bounds.mediaType),
      fileName: '\ud800'.repeat(bounds.fileName),
      size: maxItemBytes,
    };
    expect(encodeItemHeader(worst).length).toBeLessThanOrEqual(maxHeaderBytes);
    expect(parseItemHeader(encodeItemHeader(worst))).toEqual(worst);
  });

  it('are refused when they are longer than any writer would make them', async () => {
    const padded = bytesOf(JSON.stringify(plain).replace('{', `{${' '.repeat(maxHeaderBytes)}`));
    expect(await codeOf(() => parseItemHeader(padded))).toBe('malformed');
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a missing member', { ...plain, title: undefined }],
    ['another member', { ...plain, colour: 'red' }],
    ['a member named __proto__', JSON.stringify(plain).replace('{', '{"__proto__":{},')],
    ['a number for a text', { ...plain, title: 1 }],
    ['a text for a number', { ...plain, size: '1' }],
    ['a negative size', { ...plain, size: -1 }],
    ['half a byte', { ...plain, size: 0.5 }],
    ['more than the largest size', { ...plain, size: maxItemBytes + 1 }],
    ['a time that no Date can hold', { ...plain, receivedAtMs: 8.64e15 + 1 }],
    ['something behind the end', `${JSON.stringify(plain)}{}`],
    ['a byte order mark', `\uFEFF${JSON.stringify(plain)}`],
  ])('are refused when they are %s', async (_, value) => {
    expect(await codeOf(() => parseItemHeader(bytesOf(value)))).toBe('malformed');
  });

  it('are refused when they are no UTF-8', async () => {
    const bytes = encodeItemHeader(plain);
    bytes[12] = 0xff;
    expect(await codeOf(() => parseItemHeader(bytes))).toBe('malformed');
  });
});
