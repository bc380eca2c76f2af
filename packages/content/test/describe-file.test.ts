import {
  type ItemHeader,
  encodeItemHeader,
  maxHeaderBytes,
  maxItemBytes,
  parseItemHeader,
} from '@commonseal/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeFile, describedHeadBytes } from '../src/index.ts';
import { type Sample, allSamples, corpusFolder, readSample } from './samples.ts';

const nowMs = Date.UTC(2026, 0, 1);
const lastModifiedMs = Date.UTC(2020, 5, 15, 12);
const utf8 = new TextEncoder();

function describeSample({ name, bytes }: Sample): Promise<ItemHeader> {
  const head = bytes.subarray(0, describedHeadBytes);
  return describeFile({ fileName: name, head, size: bytes.length, lastModifiedMs, source: 'samples', nowMs });
}

function describeMessage(text: string | Uint8Array): Promise<ItemHeader> {
  const bytes = typeof text === 'string' ? utf8.encode(text) : text;
  return describeSample({ name: 'message.eml', bytes });
}

function expectValid(header: ItemHeader): void {
  expect(parseItemHeader(encodeItemHeader(header))).toEqual(header);
  for (const text of [header.title, header.from, header.source, header.fileName]) {
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u);
  }
  expect(header.title).not.toBe('');
  expect(header.fileName).not.toBe('');
}

interface Expected {
  readonly title: string;
  readonly from?: string;
  readonly type?: string;
  /** ISO 8601; the file's own time where the message has none that is plausible. */
  readonly sent?: string;
}

const fileTime = new Date(lastModifiedMs).toISOString();

async function expectDescribed(sample: Sample, expected: Expected): Promise<void> {
  const header = await describeSample(sample);
  expectValid(header);
  expect({
    title: header.title,
    from: header.from,
    type: header.mediaType,
    sent: new Date(header.receivedAtMs).toISOString(),
  }).toEqual({ from: '', type: 'message/rfc822', sent: fileTime, ...expected });
}

const ownSamples: Readonly<Record<string, Expected>> = {
  'statement.eml': {
    title: 'Kontoauszug März 2024',
    from: 'Jörg Müller <joerg@bank.example>',
    sent: '2024-03-15T09:30:00.000Z',
  },
  'html-mail.eml': {
    title: 'Spring offers',
    from: 'News <news@shop.example>',
    sent: '2024-04-01T08:00:00.000Z',
  },
  'latin1-header.eml': {
    title: 'Café à la carte',
    from: 'René <rene@example.fr>',
    sent: '2023-02-01T11:00:00.000Z',
  },
  'no-header.eml': { title: 'no-header.eml' },
  'bad-date.eml': { title: 'From the future', from: 'a@example.org' },
  'letter.txt': { title: 'letter.txt', type: 'text/plain' },
  'notes.md': { title: 'notes.md', type: 'text/markdown' },
  'payments.csv': { title: 'payments.csv', type: 'text/csv' },
  'record.json': { title: 'record.json', type: 'application/json' },
  'page.html': { title: 'page.html', type: 'text/html' },
  'drawing.svg': { title: 'drawing.svg', type: 'image/svg+xml' },
  'tiny.pdf': { title: 'tiny.pdf', type: 'application/pdf' },
  'pixel.gif': { title: 'pixel.gif', type: 'image/gif' },
  'inbox.mbox': { title: 'inbox.mbox', type: 'application/mbox' },
  empty: { title: 'empty', type: 'application/octet-stream' },
};

/** Worked out by reading the files. */
const corpusFiles: Readonly<Record<string, Expected>> = {
  'mail/attachment_emails/attachment_pdf.eml': {
    title: 'Another PDF with 🎉 Unicode chars in it 🍿',
    from: 'Test Tester <xxxx@xxxx.com>',
    sent: '2005-05-10T17:26:39.000Z',
  },
  'mail/attachment_emails/attachment_with_quoted_filename.eml': {
    title: 'Eelanalüüsi päring',
    from: 'Jeffrey Hardy <jeff@37signals.com>',
    sent: '2009-05-13T15:42:01.000Z',
  },
  'mail/error_emails/bad_date_header.eml': {
    title: 'You may_be Eligible for Legitimate_Cash from_GovAgencies!',
    from: 'Grants-Notification <infoz@reactive-outpost.com>',
  },
  'mail/error_emails/bad_encoded_subject.eml': { title: 'TEST' },
  'mail/error_emails/bad_subject.eml': {
    title: 'MySurvey.com: You have a survey waiting! 91123105',
    from: 'MySurvey.com & Carol Adams <carol@mysurvey.com>',
    sent: '2010-12-15T17:21:20.000Z',
  },
  'mail/error_emails/content_transfer_encoding_7-bit.eml': {
    title: 'Discover(R) Card News Online - January 2002',
    from: 'Discover Card <discovercard_newsflash@discover.qrs1.net>',
    sent: '2002-01-10T02:47:50.000Z',
  },
  'mail/error_emails/content_transfer_encoding_with_8bits.eml': {
    title: 'The Original Advantage #e13011',
    from: 'announcements@provantage.com',
    sent: '2001-12-04T22:10:25.000Z',
  },
  'mail/error_emails/header_fields_with_empty_values.eml': {
    title: 'Testmail',
    from: 'Jørn Støylen <jorn@prikkprikkprikk.no>',
    sent: '2009-10-30T19:07:42.000Z',
  },
  'mail/error_emails/invalid_subject_characters.eml': {
    title: 'Formação FrenetikPolis: Mega Campanha Final Verão | Cursos de Setembro',
    from: 'Formação Frenetikpolis <info@formacaofrenetik.info>',
  },
  'mail/error_emails/weird_to_header.eml': {
    title: 'weird_to_header.eml',
    from: 'anonymous@i.tp.host',
    sent: '2010-10-15T03:25:06.000Z',
  },
  'mail/multi_charset/japanese.eml': { title: 'まみむめも', from: 'Mikel Lindsaar <raasdnil@gmail.com>' },
  'mail/multipart_report_emails/multi_address_bounce1.eml': {
    title: 'Undelivered Mail Returned to Sender',
    from: 'Mail Delivery System <MAILER-DAEMON@lvmail01.LL.com>',
    sent: '2010-02-24T06:16:41.000Z',
  },
  'mail/plain_emails/raw_email.eml': {
    title: 'NOTE: 한국말로 하는 것',
    from: 'Jamis Buck <jamis@37signals.com>',
    sent: '2005-05-02T22:07:05.000Z',
  },
  'mail/plain_emails/raw_email_bad_time.eml': {
    title: '[0]: XXXXXXX XXXXX XXXXX !',
    from: 'Атиковa <yusuf75thu@auracom.net>',
  },
  'mail/plain_emails/raw_email_with_partially_quoted_subject.eml': {
    title: 'Re: Test: "漢字" mid "漢字" tail',
    from: 'Jamis Buck <jamis@37signals.com>',
    sent: '2005-05-02T22:07:05.000Z',
  },
  'mail/rfc2822/example12.eml': {
    title: 'Saying Hello',
    from: 'John Doe <jdoe@machine.example>',
    sent: '1997-11-21T09:55:06.000Z',
  },
  'mail/rfc6532/utf8_headers.eml': { title: 'Säying Hello', from: 'Jöhn Doe <jdöe@mächine.example>' },
  'mail/sample_output_multipart': { title: 'sample_output_multipart', type: 'application/octet-stream' },
  'pdf/crazyones-pdfa.pdf': { title: 'crazyones-pdfa.pdf', type: 'application/pdf' },
};

describe('describing files', () => {
  it.each(Object.entries(ownSamples))('describes the own sample %s', async (name, expected) => {
    await expectDescribed(readSample(name), expected);
  });

  const corpusName = corpusFolder === undefined ? 'the own samples only: no corpus is set' : 'the corpus';
  it(`describes named files of ${corpusName}`, async () => {
    if (corpusFolder === undefined) return;
    for (const [name, expected] of Object.entries(corpusFiles)) {
      await expectDescribed(readSample(name, corpusFolder), expected);
    }
  });

  it(`makes a valid header of every file of ${corpusName}`, async () => {
    for (const sample of allSamples()) expectValid(await describeSample(sample));
  });

  it('makes a valid header of whatever a file is called and begins with', async () => {
    const names = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.constantFrom(
        'a.eml',
        'a.mbox',
        'a.html',
        'a',
        '.',
        '..',
        '/',
        'a/../b.eml',
        'x'.repeat(400),
        '\ud800',
      ),
    );
    const mails = fc
      .array(
        fc.tuple(
          fc.constantFrom('Subject', 'From', 'Sender', 'Date', 'Content-Type', 'X'),
          fc.string({ unit: 'binary', maxLength: 3000 }),
        ),
        { maxLength: 6 },
      )
      .map((fields) => utf8.encode(fields.map(([name, value]) => `${name}: ${value}`).join('\r\n')));
    const heads = fc.oneof(fc.uint8Array({ maxLength: 2000 }), mails);
    await fc.assert(
      fc.asyncProperty(
        names,
        heads,
        fc.double(),
        fc.string({ unit: 'binary', maxLength: 2000 }),
        async (fileName, head, modifiedMs, source) => {
          expectValid(
            await describeFile({
              fileName,
              head,
              size: head.length,
              lastModifiedMs: modifiedMs,
              source,
              nowMs,
            }),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stays within the bytes of a header when every string is as long and as wide as can be', async () => {
    const wide = '"\uffee'.repeat(5000);
    const header = await describeFile({
      fileName: `${wide}.eml`,
      head: utf8.encode(`Subject: ${wide}\nFrom: ${wide}\n\n`),
      size: maxItemBytes,
      lastModifiedMs,
      source: wide,
    });
    expectValid(header);
    expect(encodeItemHeader(header).length).toBeLessThan(maxHeaderBytes);
  });

  it('cuts long text between characters and keeps the extension', async () => {
    const header = await describeFile({
      fileName: `${'🎉'.repeat(300)}.pdf`,
      head: new Uint8Array(),
      size: 0,
      lastModifiedMs,
      source: `${'x'.repeat(499)}🎉`,
    });
    expect(header.fileName).toBe(`${'🎉'.repeat(125)}.pdf`);
    expect(header.source).toBe('x'.repeat(499));
  });

  it('takes marks that turn text around, controls and lone surrogates out of every string', async () => {
    const header = await describeFile({
      fileName: 'C:\\mail\\invoice\u202efdp.exe',
      head: utf8.encode('hello'),
      size: 5,
      lastModifiedMs,
      source: 'in\u0000box\u001b[31m \ud800',
    });
    expect(header).toMatchObject({ fileName: 'invoice fdp.exe', source: 'in box [31m \ufffd' });
    const mail = await describeMessage('Subject: =?utf-8?B?4oCuZXhlLmRvYwrwn46J?=\n\n');
    expect(mail.title).toBe('exe.doc 🎉');
  });

  it.each([
    ['1 Jan 2024 10:00:00 EST', '2024-01-01T15:00:00.000Z'],
    ['Mon, 1 Jan 2024 10:00:00 (one (nested) comment) +0130', '2024-01-01T08:30:00.000Z'],
    ['31 Feb 2024 10:00:00 +0000', fileTime],
    ['1 Jan 1969 10:00:00 +0000', fileTime],
    ['5 Jan 2026 10:00:00 +0000', fileTime],
    ['yesterday', fileTime],
    ['', fileTime],
  ])('reads the date %j as %s', async (date, expected) => {
    const header = await describeMessage(`Date: ${date}\n\n`);
    expect(new Date(header.receivedAtMs).toISOString()).toBe(expected);
  });

  it('takes the first of several subjects and the sender where nobody is named as author', async () => {
    const header = await describeMessage('Sender: s@x.test\nSubject: one\nSubject: two\n\nFrom: no@x.test\n');
    expect(header).toMatchObject({ title: 'one', from: 's@x.test' });
  });

  it.each([
    ['a', 'From: a@x.test\nSubject: s\n\n', 'message/rfc822'],
    ['a.bin', '\u0000\u0001', 'application/octet-stream'],
    ['a.constructor', 'plain words', 'text/plain'],
    ['a', '<HTML><p>', 'text/html'],
    ['a', '<?xml version="1.0"?>\n<svg/>', 'image/svg+xml'],
    ['a', '[1, 2]', 'application/json'],
    ['a', '[1, 2', 'text/plain'],
    ['a.txt', '%PDF-1.7', 'application/pdf'],
    ['a.pdf', 'damaged', 'application/pdf'],
    ['a.docx', 'PK\u0003\u0004', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['a.docx', 'not zipped', 'text/plain'],
    ['a.png', 'RIFF1234WEBPVP8', 'image/webp'],
    ['a', 'From a@x.test Thu Jan  1 00:00:00 1970\nSubject: s\n\n', 'application/mbox'],
    ['a', 'From here on it is a text. 10:00 2024\n', 'text/plain'],
  ])('takes %s with %j for %s', async (name, text, type) => {
    expect((await describeSample({ name, bytes: utf8.encode(text) })).mediaType).toBe(type);
  });

  it('refuses a size that no item has: the caller did not look', async () => {
    const file = { fileName: 'a', head: new Uint8Array(), lastModifiedMs, source: '' };
    for (const size of [-1, 0.5, Number.NaN, maxItemBytes + 1]) {
      await expect(describeFile({ ...file, size })).rejects.toThrow(TypeError);
    }
  });
});

describe('hostile heads', () => {
  const size = describedHeadBytes;
  const nestedWord = (depth: number): string => {
    let word = 'x@x.test';
    for (let at = 0; at < depth; at += 1) word = `=?utf-8?B?${btoa(`<${word}>`)}?=`;
    return word;
  };
  const repeated = (unit: string) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
  it.each([
    ['nested encoded words', `From: ${nestedWord(30)}\n\n`],
    ['encoded words in a row', `Subject: ${repeated('=?utf-8?Q?=41?= ')}`],
    ['unfinished encoded words', `Subject: ${repeated('=?utf-8?B?')}`],
    ['charsets without end', `Subject: =?${repeated('a')}`],
    ['colons', `From: ${repeated(':')}`],
    ['colons without a name', repeated(':')],
    ['groups in groups', `From: ${repeated('a:')}`],
    ['angle brackets', `From: ${repeated('<')}`],
    ['at signs', `From: <${repeated('@')}`],
    ['quotes', `From: ${repeated('"\\')}`],
    ['comments in comments', `From: ${repeated('(')}`],
    ['commas', `From: ${repeated('a,')}`],
    ['spaces', `From: a${repeated(' ')}b`],
    ['folded lines', `Subject: x\n${repeated(' a\n')}`],
    ['folded white space', `From: x\n${repeated(' \t\n')}`],
    ['fields', repeated('Subject: a\nFrom: b\nX: y\n')],
    ['one-letter lines', repeated('a\n')],
    ['names without end', repeated('a')],
    ['a date of parentheses', `Date: ${repeated('(')}`],
    ['a date of digits', `Date: ${repeated('1 ')}`],
    ['a date of words', `Date: ${repeated('a')}`],
    ['a charset parameter of nothing', `Content-Type: ${repeated('charset= ')}\nSubject: \u00e9`],
    ['separators', repeated('From a 1:11 1:11\n')],
    ['markup', repeated('<?xml <')],
    ['brackets', repeated('[')],
  ])('takes a bounded time over 256 KiB of %s', async (_, text) => {
    for (const name of ['a.eml', 'a']) {
      const before = process.cpuUsage();
      expectValid(await describeSample({ name, bytes: utf8.encode(text) }));
      // Linear work takes some milliseconds; quadratic work on so much takes minutes.
      // Of the processor: a busy machine takes its time.
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(1500);
    }
  });
});
