import { describe, expect, it } from 'vitest';
import { decodeText } from '@commonseal/content/text';
import { countWords, sizeWords } from '../src/text/amounts.ts';
import { dateTimeWords, listDateWords } from '../src/text/dates.ts';
import { plainLine, safeFileName } from '../src/text/hostile-text.ts';
import { mediaKind } from '../src/text/media-kind.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('text of unknown encoding', () => {
  it('is UTF-8 where it can be', () => {
    expect(decodeText(new TextEncoder().encode('für 5 €'))).toEqual({ text: 'für 5 €', encoding: 'utf-8' });
  });
  it('is Windows-1252 where it cannot', () => {
    expect(decodeText(bytes(0x43, 0x61, 0x66, 0xe9, 0x20, 0xa3))).toEqual({
      text: 'Café £',
      encoding: 'windows-1252',
    });
  });
  it('goes by its byte order mark', () => {
    expect(decodeText(bytes(0xff, 0xfe, 0x41, 0x00)).text).toBe('A');
    expect(decodeText(bytes(0xfe, 0xff, 0x00, 0x41)).text).toBe('A');
    expect(decodeText(bytes(0xef, 0xbb, 0xbf, 0x41)).text).toBe('A');
  });
  it('may be cut within a character', () => {
    expect(decodeText(bytes(0x41, 0xe2, 0x82), true)).toEqual({ text: 'A', encoding: 'utf-8' });
  });
});

describe('third-party words', () => {
  it('cannot turn the direction of writing or break the line', () => {
    expect(plainLine('invoice\u202efdp.exe\r\nBcc: x\u0000')).toBe('invoice fdp.exe Bcc: x');
  });
  it.each([
    ['../../etc/passwd', '_.._etc_passwd'],
    ['a\\b:c*?.txt', 'a_b_c__.txt'],
    ['...', 'file'],
    ['', 'file'],
    ['.htaccess', 'htaccess'],
    ['Report (final).pdf', 'Report (final).pdf'],
  ])('become a file name that stays in its folder: %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });
  it('become a file name at once, however long they are', () => {
    const before = process.cpuUsage();
    expect(safeFileName(`a${'.'.repeat(1_000_000)}b`).length).toBeLessThanOrEqual(200);
    // Of the processor: a busy machine takes its time.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2_000);
  });
  it('keep the ending of a long file name', () => {
    const safe = safeFileName(`${'x'.repeat(400)}.pdf`);
    expect(safe.length).toBeLessThanOrEqual(200);
    expect(safe).toMatch(/x\.pdf$/);
  });
});

describe('amounts and dates', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1500, '1.5 KB'],
    [999_600, '1 MB'],
    [2 ** 31, '2.1 GB'],
  ])('%d bytes', (size, words) => {
    expect(sizeWords(size)).toBe(words);
  });
  it('count in the singular and the plural', () => {
    expect([countWords(0, 'item'), countWords(1, 'item'), countWords(10_000, 'item')]).toEqual([
      '0 items',
      '1 item',
      '10,000 items',
    ]);
  });
  it('survive a date that cannot be one', () => {
    for (const timeMs of [Number.NaN, 9e15, Number.POSITIVE_INFINITY]) {
      expect(dateTimeWords(timeMs)).toBe('unknown date');
      expect(listDateWords(timeMs)).toBe('unknown date');
    }
    expect(dateTimeWords(-8.64e15)).not.toBe('');
  });
});

describe('kinds of content', () => {
  it.each([
    ['message/rfc822', 'email'],
    ['TEXT/HTML; charset=utf-8', 'html'],
    ['text/x-log', 'text'],
    ['text/csv', 'table'],
    ['application/json', 'text'],
    ['application/ld+json', 'text'],
    ['application/pdf', 'pdf'],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'table'],
    ['', 'other'],
    ['constructor', 'other'],
  ] as const)('%s', (mediaType, kind) => {
    expect(mediaKind(mediaType)).toBe(kind);
  });
});
