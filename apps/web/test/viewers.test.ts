import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { zoomedIn, zoomedOut } from '../src/features/item/toolbar/zoom-steps.ts';
import { fileForm } from '@commonseal/content/file-form';
import {
  charsetInMarkup,
  charsetOfMediaType,
  decodeAs,
  decodeText,
  knownCharacterSet,
  textOfHtml,
} from '@commonseal/content/text';
import { pictureFacts } from '../src/features/item/viewers/image/picture-facts.ts';

const samples = join(import.meta.dirname, '../../../e2e/fixtures/samples');

async function sample(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(join(samples, name)));
}

describe('which viewer a file gets', () => {
  it.each([
    ['message/rfc822', 'x.eml', 'email'],
    ['application/octet-stream', 'Report.PDF', 'pdf'],
    ['application/vnd.ms-excel', 'list.csv', 'table'],
    ['application/vnd.ms-excel', 'list.xls', undefined],
    ['text/plain; charset=utf-8', 'readme.md', 'markdown'],
    ['text/plain', 'README', 'text'],
    ['application/ld+json', '', 'json'],
    ['image/svg+xml', 'x.svg', 'drawing'],
    ['image/tiff', 'x.png', undefined],
    ['message/delivery-status', '', 'text'],
    ['application/zip', 'x.txt', undefined],
    ['application/octet-stream', 'x.constructor', undefined],
    ['constructor', 'x', undefined],
    ['', '', undefined],
  ])('%s %s', (mediaType, fileName, viewer) => {
    expect(fileForm({ mediaType, fileName })).toBe(viewer);
  });
});

describe('the letters of a text', () => {
  it.each([
    ['latin-1.txt', 'windows-1252', 'Café, garçon, Straße.'],
    ['utf-16.txt', 'utf-16le', 'Two bytes each: żółw.'],
    ['utf-16-unmarked.txt', 'utf-16be', 'Two bytes each, without a mark.'],
    ['iso-2022-jp.txt', 'iso-2022-jp', 'こんにちは、世界。'],
  ])('are recognised in %s', async (name, encoding, words) => {
    const decoded = decodeText(await sample(name));
    expect(decoded.encoding).toBe(encoding);
    expect(decoded.text.trim()).toBe(words);
  });

  it.each([
    ['koi8-r.txt', 'koi8-r', 'Привет, мир.'],
    ['shift-jis.txt', 'shift_jis', 'こんにちは、世界。'],
    ['gb18030.txt', 'gb18030', '你好，世界。'],
  ])('are those that are declared or chosen: %s', async (name, encoding, words) => {
    const bytes = await sample(name);
    expect(decodeText(bytes, false, encoding).text.trim()).toBe(words);
    expect(decodeAs(bytes, encoding).text.trim()).toBe(words);
  });

  it('are UTF-8 where they can be nothing else, whatever was declared', () => {
    const bytes = new TextEncoder().encode('Grüße');
    expect(decodeText(bytes, false, 'windows-1252').text).toBe('Grüße');
    expect(decodeText(Uint8Array.of(0xe9), false, 'utf-8').text).toBe('é');
  });

  it('are named by media types and by HTML itself', () => {
    expect(charsetOfMediaType('text/plain; format=flowed; Charset="Shift-JIS"')).toBe('shift_jis');
    expect(charsetOfMediaType('text/plain; charset=no-such')).toBeUndefined();
    const html = (text: string) => charsetInMarkup(new TextEncoder().encode(text));
    expect(html('<html><meta charset=koi8-r>')).toBe('koi8-r');
    expect(html('<meta http-equiv="content-type" content="text/html; charset=big5">')).toBe('big5');
    expect(html('<?xml version="1.0" encoding="iso-8859-2"?>')).toBe('iso-8859-2');
    expect(html('<meta charset=utf-16>')).toBe('utf-8');
    expect(knownCharacterSet('latin1')).toBe('windows-1252');
  });
});

describe('a picture', () => {
  it.each(['png', 'jpg', 'gif', 'webp', 'avif', 'bmp'])(
    'tells its size before it is decoded: %s',
    async (kind) => {
      const facts = pictureFacts(await sample(`picture.${kind}`));
      expect(facts).toEqual({ mediaType: `image/${kind === 'jpg' ? 'jpeg' : kind}`, width: 24, height: 16 });
    },
  );

  it('is what its bytes say, and refused when they say nothing', async () => {
    expect(pictureFacts(await sample('note.txt'))).toBeUndefined();
    expect(pictureFacts(new Uint8Array())).toBeUndefined();
    expect(pictureFacts((await sample('picture.png')).subarray(0, 18))).toBeUndefined();
  });

  it('of any damage is read or refused, and always ends', async () => {
    for (const kind of ['png', 'jpg', 'gif', 'webp', 'avif', 'bmp']) {
      const bytes = await sample(`picture.${kind}`);
      fc.assert(
        fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
          const damaged = bytes.slice(0, Math.max(at + 1, length));
          damaged[at] = value;
          const facts = pictureFacts(damaged);
          expect(facts === undefined || facts.width > 0).toBe(true);
        }),
        { numRuns: 100 },
      );
    }
  });

  it('is enlarged and reduced in steps that end', () => {
    expect(zoomedIn(0.9)).toBe(1);
    expect(zoomedOut(0.9)).toBe(0.75);
    expect(zoomedIn(4)).toBe(4);
    expect(zoomedOut(0.05)).toBe(0.05);
  });
});

describe('the words of an HTML message', () => {
  it('are told without tags, styles and scripts', () => {
    const html =
      '<head><title>no</title><style>p{}</style></head><p>Dear&nbsp;Bo, 1 &lt; 2<br>and &#8364;5</p><script>x()</script><!-- no --><table><tr><td>a<td>b</table>';
    expect(textOfHtml(html)).toBe('Dear Bo, 1 < 2\nand €5\n\na\tb');
  });

  it('survive what is no HTML', () => {
    expect(textOfHtml('a < b and <')).toBe('a < b and <');
    expect(textOfHtml('<p>open <b')).toBe('open');
  });

  it.each(['<', '<p', '<style>', '<!--', '&', '&#', '<p>\n', '\n '])(
    'are found at once in a million of %j',
    (piece) => {
      const before = process.cpuUsage();
      textOfHtml(piece.repeat(1_000_000 / piece.length));
      // Of the processor: a busy machine takes its time.
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(3_000);
    },
  );
});
