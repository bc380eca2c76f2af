import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeFile } from '@commonseal/content';
import { madePdf, saying } from '../made-pdf.ts';
import type { ItemBytes } from './in-chromium.ts';

const ownSamples = ['../../../content/test/samples', '../../../../e2e/fixtures/samples'].map((path) =>
  join(import.meta.dirname, path),
);

/** The project's samples and, where COMMONSEAL_CORPUS is set, all of strangers' files; and what is made to be read differently. */
export async function comparedItems(): Promise<readonly ItemBytes[]> {
  const corpus = process.env['COMMONSEAL_CORPUS'];
  const folders = corpus === undefined ? ownSamples : [...ownSamples, corpus];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  return [...(await Promise.all(files.map(fileItem))), ...encodedItems(), ...oddItems()];
}

/** As a browser or a connector describes it when it is brought in. */
async function fileItem(path: string): Promise<ItemBytes> {
  const bytes = new Uint8Array(readFileSync(path));
  const outside = { head: bytes.subarray(0, 256 * 1024), size: bytes.length, lastModifiedMs: 0, source: '' };
  const { mediaType, fileName } = await describeFile({ ...outside, fileName: path });
  return { named: { name: path, mediaType, fileName }, bytes };
}

/** Every encoding that the Encoding Standard knows: in text and mail by each of its bytes, and by pairs of bytes where it has pairs. */
function encodedItems(): ItemBytes[] {
  const singles = Uint8Array.from([...Array(256).keys()].flatMap((byte) => [byte, 0x41, 0x0a]));
  return [...singleByte, ...multiByte].flatMap((charset) => {
    const type = `text/plain; charset=${charset}`;
    const text = multiByte.includes(charset) ? pairsOfBytes() : singles;
    const head = `From: =?${charset}?Q?=80=93hi=94_=A4=E9?= <a@example.org>\r\nContent-Type: ${type}\r\n\r\n`;
    const mail = new Uint8Array(Buffer.concat([Buffer.from(head), singles]));
    return [
      { named: made(`text in ${charset}`, type), bytes: text },
      { named: made(`mail in ${charset}`, 'message/rfc822'), bytes: mail },
    ];
  });
}

const singleByte =
  'ibm866 iso-8859-1 iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-8-i iso-8859-10 iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16 koi8-r koi8-u macintosh windows-874 windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 windows-1258 x-mac-cyrillic x-user-defined'.split(
    ' ',
  );
const multiByte =
  'utf-8 utf-16le utf-16be gbk gb18030 big5 euc-jp iso-2022-jp shift_jis euc-kr iso-2022-kr utf-7'.split(' ');

function pairsOfBytes(): Uint8Array {
  const bytes = new Uint8Array(256 * 128 * 4);
  for (let pair = 0; pair < 256 * 128; pair += 1) {
    // With what ends a character that began, and with what begins another one.
    bytes.set([0x80 | (pair >> 8), pair & 0xff, pair % 7 === 0 ? 0x1b : 0x41, 0x0a], 4 * pair);
  }
  return bytes;
}

function oddItems(): ItemBytes[] {
  const texts: readonly (readonly [string, string])[] = [
    ['lone surrogates', 'a \ud800 b \udfff c 5 € \ud83d'],
    ['money and days', 'Bis 5. März 2024: 1.234,56 EUR, $1,234.50; 12 € am 29.02.2023 oder 29.02.2024. −3 £'],
    ['many scripts', 'ﬁ ＡＢＣ ① ½ Straße İstanbul ΣΊΣΥΦΟΣ 日本語 ภาษาไทย 𝔘𝔫𝔦 \u0130 \u1e9e é e\u0301'],
    ['numbers alone', '1 '.repeat(50_000)],
    ['one word', 'x'.repeat(200_000)],
  ];
  const broken = [
    ['UTF-16 that ends within a character', Uint8Array.of(0xff, 0xfe, 0x41, 0x00, 0x42)],
    ['UTF-8 that is none', Uint8Array.of(0xc3, 0x28, 0xe2, 0x82, 0x41, 0xf0, 0x9f)],
    ['Windows-1252', Uint8Array.from([...Array(256).keys()].slice(32))],
  ] as const;
  const pdf = madePdf(
    saying('Total: $1,234.50 on 5 March 2024'),
    [],
    '/Title(\\376\\377\\000A\\330\\000)/Author(\\200\\240)',
  );
  return [
    ...texts.map(([name, text]) => ({ named: made(name, 'text/plain'), bytes: utf16(text) })),
    ...broken.map(([name, bytes]) => ({ named: made(name, 'text/plain'), bytes })),
    { named: made('a PDF', 'application/pdf'), bytes: new Uint8Array(pdf) },
  ];
}

/** With its lone surrogates. */
function utf16(text: string): Uint8Array {
  return new Uint8Array(Buffer.concat([Uint8Array.of(0xff, 0xfe), Buffer.from(text, 'utf16le')]));
}

function made(name: string, mediaType: string) {
  return { name, mediaType, fileName: '' };
}
