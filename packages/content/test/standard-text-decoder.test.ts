import { describe, expect, it } from 'vitest';
import { describeFile } from '../src/index.ts';
import { readMail } from '../src/mail/read-mail.ts';
import { decodeText } from '../src/text/index.ts';

const bytes = (...codes: readonly number[]) => Uint8Array.from(codes);

describe('old encodings are read as the Encoding Standard says', () => {
  // In each of these this machine's own decoder says something else, or knows nothing of it.
  it.each([
    ['windows-1252', [0x80, 0x93, 0x68, 0x69, 0x94], '€“hi”'],
    ['koi8-u', [0xae, 0xbe], 'ўЎ'],
    ['iso-8859-16', [0xa4, 0xa5], '€„'],
    ['ibm866', [0x1a, 0x1c, 0x7f], '\u001a\u001c\u007f'],
    ['euc-kr', [0x81, 0x41], '갂'],
    ['big5', [0x88, 0x62], '\u00ca\u0304'],
    ['shift_jis', [0x1a, 0x82, 0xa0], '\u001aあ'],
    ['x-user-defined', [0x41, 0x80], 'A\uf780'],
  ])('%s', (encoding, codes, expected) => {
    expect(new TextDecoder(encoding).decode(bytes(...codes))).toBe(expected);
    expect(new TextDecoder(encoding).encoding).toBe(encoding);
  });

  it('and what is malformed in them is refused where that is asked for', () => {
    expect(() => new TextDecoder('euc-jp', { fatal: true }).decode(bytes(0x8f, 0xa1))).toThrow(TypeError);
    expect(() => new TextDecoder('no-such-encoding')).toThrow(RangeError);
  });

  it('while Unicode is left to the machine', () => {
    expect(new TextDecoder()).toBeInstanceOf(TextDecoder);
    expect(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes(0xef, 0xbb, 0xbf, 0x41)),
    ).toBe('\ufeffA');
  });

  it('in texts, in bodies of mail, and in the names of a list', async () => {
    expect(decodeText(bytes(0x35, 0x20, 0x80, 0xff)).text).toBe('5 €ÿ');
    const mail = new Uint8Array(
      Buffer.from(
        'Subject: =?windows-1252?Q?=93hi=94?=\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n5 \x80',
        'latin1',
      ),
    );
    await expect(readMail(mail)).resolves.toMatchObject({
      subject: '“hi”',
      text: expect.stringContaining('5 €'),
    });
    const outside = { size: mail.length, lastModifiedMs: 0, source: '' };
    await expect(describeFile({ ...outside, fileName: 'a.eml', head: mail })).resolves.toMatchObject({
      title: '“hi”',
    });
  });
});
