import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ParsedEmail, parseEmail } from '../src/features/item/parse-email.ts';

function parse(text: string): Promise<ParsedEmail> {
  return parseEmail(new TextEncoder().encode(text.replaceAll('\n', '\r\n')).slice().buffer);
}

const letter = `From: "=?utf-8?B?w4RkYQ==?=" <ada@example.org>
To: undisclosed-recipients:;, Bob <bob@example.org>
Subject: two parts
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

caf=E9
--a
Content-Type: text/html

<p>caf\u00e9</p>
--a--
--m
Content-Type: image/png
Content-ID: <logo@x>
Content-Transfer-Encoding: base64

AAEC
--m
Content-Type: application/pdf; name="../../\u202efdp.exe"
Content-Disposition: attachment; filename="../../\u202efdp.exe"

x
--m
Content-Type: message/rfc822

From: c@example.org
Subject: inner

inner text
--m--
`;

describe('reading an e-mail', () => {
  it('tells people, texts and attachments apart', async () => {
    const email = await parse(letter);
    expect(email.plain?.trim()).toBe('caf\u00e9');
    expect(email.html).toContain('<p>caf\u00e9</p>');
    expect(email.addresses[0]).toEqual({ name: 'From', people: '\u00c4da <ada@example.org>' });
    expect(email.addresses.find(({ name }) => name === 'To')?.people).toContain('Bob <bob@example.org>');
    expect(email.attachments.map(({ contentId }) => contentId)[0]).toBe('logo@x');
  });

  it('never takes a forwarded message for a part of the message itself', async () => {
    const email = await parse(letter);
    expect(email.plain).not.toContain('inner text');
    expect(email.attachments.at(-1)?.fileName).toBe('attachment-3.eml');
  });

  it('gives attachments names that neither deceive nor leave the folder', async () => {
    const { attachments } = await parse(letter);
    expect(attachments[1]?.fileName).not.toMatch(/[/\\\u202e]/);
  });

  it.each([
    '',
    '\n\n',
    'no header at all',
    'Content-Type: multipart/mixed; boundary="x"\n\n--x\n--x\n',
    '\u0000\u0001',
  ])('reads what is hardly one: %j', async (text) => {
    expect((await parse(text)).attachments.length).toBeLessThan(3);
  });

  it('refuses nesting without end instead of following it', async () => {
    const deep = Array.from(
      { length: 300 },
      (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n`,
    );
    await expect(parse(deep.join(''))).rejects.toThrow();
  });

  it('refuses millions of empty lines, which would take a thousand times their size', async () => {
    const lines = new Uint8Array(32 * 1024 * 1024).fill(0x0a);
    await expect(parseEmail(lines.buffer)).rejects.toMatchObject({ code: 'malformed' });
  });

  it('reads a long message with lines of a usual length', async () => {
    const { plain } = await parse(`Subject: long\n\n${`${'x'.repeat(75)}\n`.repeat(20_000)}`);
    expect(plain?.length).toBeGreaterThan(1_500_000);
  });

  it('either reads or refuses a damaged message, and always ends', async () => {
    const bytes = new TextEncoder().encode(letter);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.nat(255),
        fc.nat(bytes.length),
        async (at, value, length) => {
          const damaged = bytes.slice(0, Math.max(at + 1, length));
          damaged[at] = value;
          await parseEmail(damaged.buffer).catch((error: unknown) => expect(error).toBeInstanceOf(Error));
        },
      ),
      { numRuns: 200 },
    );
  });
});
