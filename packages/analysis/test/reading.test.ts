import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AnalysedItem, analyse } from '../src/analysers/index.ts';
import type { Analysis } from '../src/analysis.ts';
import { madePdf, saying } from './made-pdf.ts';

const samples = join(import.meta.dirname, '../../../e2e/fixtures/samples');

async function read(asked: AnalysedItem, version = 1): Promise<Analysis> {
  const [finding] = await analyse(asked, [{ name: 'text', version }]);
  if (finding?.kind !== 'text' && finding?.kind !== 'nothing to read') throw new TypeError('no text');
  return finding;
}

function sample(fileName: string, version?: number): Promise<Analysis> {
  const bytes = new Uint8Array(readFileSync(join(samples, fileName)));
  return read({ mediaType: 'application/octet-stream', fileName, bytes }, version);
}

function item(mediaType: string, content: string | Uint8Array): AnalysedItem {
  return { mediaType, fileName: '', bytes: Buffer.from(content) };
}

function mail(...lines: string[]): AnalysedItem {
  return item('message/rfc822', lines.join('\r\n'));
}

const text = (content: string) => expect.objectContaining({ kind: 'text', text: content });
const nothing = (why: string) => ({ kind: 'nothing to read', why });

it('every sample ends in the same result, whoever asks again', async () => {
  for (const name of readdirSync(samples)) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const results = [await sample(name, 2), await sample(name, 2)].map((result) => JSON.stringify(result));
    expect(results[0], name).toBe(results[1]);
  }
});

describe('text', () => {
  it.each([
    ['koi8-r.txt', 'Привет'],
    ['latin-1.txt', 'é'],
    ['utf-16.txt', ' '],
    ['iso-2022-jp.txt', 'こ'],
  ])('of %s is read in its own encoding', async (name, words) => {
    const result = await read({
      mediaType: name === 'koi8-r.txt' ? 'text/plain; charset=koi8-r' : 'text/plain',
      fileName: name,
      bytes: readFileSync(join(samples, name)),
    });
    expect(result).toMatchObject({ kind: 'text', text: expect.stringContaining(words) });
    expect(JSON.stringify(result)).not.toContain('\ufffd');
  });

  it('is what CSV, JSON and Markdown are already', async () => {
    await expect(read(item('text/csv', 'a;b\r\n1;2\r\n'))).resolves.toEqual(text('a;b\n1;2\n'));
    await expect(read(item('application/json', '{"a": 1}'))).resolves.toEqual(text('{"a": 1}'));
    await expect(read(item('text/markdown', '# Title'))).resolves.toEqual(text('# Title'));
  });

  it('loses what is no character of a text', async () => {
    await expect(read(item('text/plain', 'a\0b\u001b[2Jc\r\nd\fe'))).resolves.toEqual(text('ab[2Jc\nd\ne'));
    await expect(read(item('text/plain', '\0\0\0'))).resolves.toEqual(nothing('no text in it'));
  });

  it('of a charset that does not exist is read as its bytes say', async () => {
    await expect(read(item('text/plain; charset=x-none', 'né'))).resolves.toEqual(text('né'));
    const message = mail('Content-Type: text/plain; charset=x-none', '', 'hello');
    await expect(read(message)).resolves.toMatchObject({ text: expect.stringContaining('hello') });
  });

  it('is cut at a bound, between two characters, and says so', async () => {
    const result = await read(item('text/plain', `x${'é'.repeat(2 * 1024 * 1024)}`));
    if (result.kind !== 'text') throw new Error(result.why);
    expect([Buffer.byteLength(result.text), result.isCut]).toEqual([4 * 1024 * 1024 - 1, true]);
    expect(result.text.endsWith('é')).toBe(true);
  });
});

describe('HTML', () => {
  it('is read without what is not shown, and without its tags', async () => {
    const html =
      '<html><head><title>The &amp; title</title><style>p{}</style><body><script>run()</script><p>One<p>Two &euro;';
    await expect(read(item('text/html', html))).resolves.toEqual({
      kind: 'text',
      text: 'One\nTwo €',
      isCut: false,
    });
    await expect(read(item('text/html', html), 2)).resolves.toMatchObject({ title: 'The & title' });
  });

  it.each([
    ['nested elements', '<div>'.repeat(100_000), 'deep'],
    ['tags alone', '<i>'.repeat(300_000), 'deep'],
    ['signs that are no tags', '', '<'.repeat(300_000)],
  ])('of many %s is read in one pass', async (_, before, words) => {
    await expect(read(item('text/html', before + words))).resolves.toEqual(text(words));
  });

  it('of 50 MiB is read up to the bound', async () => {
    const result = await read(item('text/html', `<p>${'again and again '.repeat(64)}</p>`.repeat(50 * 1024)));
    expect(result).toMatchObject({ kind: 'text', isCut: true });
  });
});

describe('mail', () => {
  const forwarded = [
    'From: Ada <ada@example.org>',
    'Subject: Outer',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html',
    '',
    '<p>See below</p>',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'Subject: Inner',
    'Content-Type: multipart/mixed; boundary=c',
    '',
    '--c',
    '',
    'What was forwarded',
    '--c',
    'Content-Type: message/rfc822',
    '',
    'Subject: Innermost',
    '',
    'two levels down',
    '--c--',
    '--b',
    'Content-Type: application/pdf; name=bill.pdf',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(madePdf(saying('Sum: 12'))).toString('base64'),
    '--b',
    'Content-Type: image/png; name=logo.png',
    '',
    'not looked at',
    '--b--',
  ];

  it('has the text of its body in version 1', async () => {
    await expect(read(mail(...forwarded))).resolves.toEqual({
      kind: 'text',
      text: 'See below',
      isCut: false,
    });
  });

  it('has subject, sender and attachments in version 2, one level of mail in mail among them', async () => {
    const result = await read(mail(...forwarded), 2);
    expect(result).toMatchObject({
      title: 'Outer',
      author: 'Ada <ada@example.org>',
      attachments: { read: 2, passedOver: 2 },
    });
    if (result.kind !== 'text') throw new Error(result.why);
    expect(result.text).toMatch(/^See below\n\n\[Inner\]\nWhat was forwarded\s+\[bill\.pdf\]\nSum: 12$/);
  });

  it.each([
    [
      'parts within parts',
      Array.from(
        { length: 5_000 },
        (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
      ).join(''),
    ],
    ['empty lines', `Subject: x\r\n\r\n${'\n'.repeat(2_000_000)}`],
  ])('of thousands of %s is refused', async (_, content) => {
    await expect(read(item('message/rfc822', content), 2)).resolves.toEqual(nothing('damaged'));
  });
});

describe('PDF', () => {
  it('is read page by page, and in version 2 with what it says of itself', async () => {
    const pdf = madePdf(saying('Hello'), [], '/Title(A report)/Author(Ada)');
    await expect(read(item('application/pdf', pdf))).resolves.toEqual({
      kind: 'text',
      text: 'Hello',
      isCut: false,
      pages: 1,
    });
    await expect(read(item('application/pdf', pdf), 2)).resolves.toMatchObject({
      title: 'A report',
      author: 'Ada',
    });
    await expect(sample('chapters.pdf')).resolves.toMatchObject({ pages: 3, isCut: false });
  });

  it('that is locked, cut off or none at all says so', async () => {
    await expect(sample('locked.pdf')).resolves.toEqual(nothing('locked by a password'));
    await expect(sample('damaged.pdf')).resolves.toEqual(nothing('damaged'));
    const cut = readFileSync(join(samples, 'chapters.pdf')).subarray(0, 300);
    await expect(read(item('application/pdf', cut))).resolves.toEqual(nothing('damaged'));
  });

  it('of which pages are missing is read without them', async () => {
    const pdf = Buffer.from(madePdf(saying('Hello'))).toString('latin1');
    const missing = pdf.replace('/Kids[3 0 R]/Count 1', `/Kids[3 0 R${' 99 0 R'.repeat(500)}]/Count 501`);
    await expect(read(item('application/pdf', Buffer.from(missing, 'latin1')))).resolves.toMatchObject({
      isCut: true,
      text: 'Hello',
    });
  });
});

it('what is empty, too large or not read is named', async () => {
  await expect(read(item('text/plain', ''))).resolves.toEqual(nothing('empty'));
  await expect(read(item('text/plain', Buffer.alloc(64 * 1024 * 1024 + 1)))).resolves.toEqual(
    nothing('too large'),
  );
  await expect(sample('picture.png')).resolves.toEqual(nothing('not a kind that is read'));
  await expect(sample('archive.zip')).resolves.toEqual(nothing('not a kind that is read'));
});
