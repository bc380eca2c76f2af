import { describe, expect, it } from 'vitest';
import { analyse } from '../src/analysers/index.ts';

async function found(name: string, lines: readonly string[] | string, mediaType = 'message/rfc822') {
  const bytes = new Uint8Array(Buffer.from(typeof lines === 'string' ? lines : lines.join('\r\n'), 'latin1'));
  const [finding] = await analyse({ mediaType, fileName: '', bytes }, [{ name, version: 1 }]);
  return finding;
}

describe('people', () => {
  it('are those of From, To and Cc, with those within groups, in lower case, without what is no address', async () => {
    const message = [
      'From: =?utf-8?Q?Ad=C3=A4?= <Ada@Example.ORG>, "Box, Bob" <bob@example.org>',
      'From: Mallory <mallory@example.org>',
      'Sender: sender@example.org',
      'To: Team: one@example.org, Two <TWO@example.org>;, nobody, <@example.org>, a@b@example.org, x@[192.0.2.1]',
      'To: "three@example.org"',
      'Cc: Undisclosed recipients:;, Four <four@example.org>',
      'Bcc: hidden@example.org',
      'Reply-To: other@example.org',
      '',
      'Hello fifth@example.org',
    ];
    await expect(found('people', message)).resolves.toEqual({
      kind: 'people',
      from: [
        { name: 'Adä', address: 'ada@example.org' },
        { name: 'Box, Bob', address: 'bob@example.org' },
      ],
      to: [
        { name: '', address: 'one@example.org' },
        { name: 'Two', address: 'two@example.org' },
        { name: '', address: 'x@[192.0.2.1]' },
        { name: '', address: 'three@example.org' },
      ],
      cc: [{ name: 'Four', address: 'four@example.org' }],
      isCut: false,
    });
  });

  it('have names of one plain line', async () => {
    const name = Buffer.from('exe.doc\u202ecod\u0007\n next', 'utf8').toString('base64');
    await expect(
      found('people', [`From: =?utf-8?B?${name}?= <a@example.org>`, '', '']),
    ).resolves.toMatchObject({
      from: [{ name: 'exe.doc cod next', address: 'a@example.org' }],
    });
  });

  it('of which there are thousands are those that there is room for', async () => {
    const many = Array.from({ length: 3_000 }, (_, at) => ` p${at}@example.org`).join(',\r\n');
    const finding = await found('people', [`To:${many}`, `From:${many}`, `Cc:${many}`, '', '']);
    if (finding?.kind !== 'people') throw new Error('no people');
    for (const list of [finding.from, finding.to, finding.cc])
      expect([list.length, list.at(-1)?.address]).toEqual([500, 'p499@example.org']);
    expect(finding.isCut).toBe(true);
  });

  it('are in messages alone', async () => {
    const nothing = { kind: 'nothing to read', why: 'not a kind that is read' };
    await expect(found('people', 'From: a@example.org', 'text/plain')).resolves.toEqual(nothing);
    await expect(found('attachments', '%PDF-1.4', 'application/pdf')).resolves.toEqual(nothing);
  });
});

describe('attachments', () => {
  const nested = [
    'From: a@example.org',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'text',
    '--b',
    'Content-Type: application/octet-stream',
    'Content-Disposition: attachment; filename="=?utf-8?Q?R=C3=A4chnung=2Epdf?="',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('%PDF-1.4 and so on').toString('base64'),
    '--b',
    'Content-Type: text/x-vcard; name=card.vcf',
    'Content-Disposition: attachment',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('BEGIN:VCARD').toString('base64'),
    '--b',
    'Content-Type: application/x-download; name="notes.txt"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment',
    '',
    Buffer.from('plain words').toString('base64'),
    '--b',
    'Content-Type: message/rfc822',
    '',
    'Subject: Inner',
    'Content-Type: multipart/mixed; boundary=c',
    '',
    '--c',
    'Content-Type: image/png; name=inner.png',
    'Content-Transfer-Encoding: base64',
    '',
    'iVBORw0KGgo=',
    '--c',
    'Content-Type: message/rfc822',
    '',
    'Subject: Innermost',
    'Content-Type: image/gif; name=innermost.gif',
    '',
    'GIF89a',
    '--c--',
    '--b--',
  ];

  it('are told with name, type as their bytes show, and size, those of an attached message among them', async () => {
    const finding = await found('attachments', nested);
    if (finding?.kind !== 'attachments') throw new Error('no attachments');
    expect(finding.isCut).toBe(false);
    expect(finding.attachments.map(({ fileName, mediaType }) => `${fileName} ${mediaType}`)).toEqual([
      'Rächnung.pdf application/pdf',
      'card.vcf text/x-vcard',
      'notes.txt text/plain',
      ' message/rfc822',
      'inner.png image/png',
      // A message within that one is not looked into.
      ' message/rfc822',
    ]);
    expect(finding.attachments.map(({ size }) => size).slice(0, 3)).toEqual([18, 11, 11]);
    expect(finding.attachments[4]?.size).toBe(8);
  });

  it('of which there are thousands are those that there is room for', async () => {
    const parts = Array.from(
      { length: 800 },
      (_, at) => `--b\r\nContent-Type: image/gif; name=${at}.gif\r\n\r\nGIF89a\r\n`,
    );
    const finding = await found(
      'attachments',
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--`,
    );
    if (finding?.kind !== 'attachments') throw new Error('no attachments');
    expect([finding.attachments.length, finding.isCut]).toEqual([500, true]);
  });

  it('have media types that are none, and names that deceive, put right', async () => {
    const message = [
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      `Content-Type: ${'x'.repeat(300)}/y; name="..\\\\..\\\\a\u0007b.txt"`,
      'Content-Disposition: attachment',
      '',
      'x',
      '--b--',
    ];
    const finding = await found('attachments', message);
    if (finding?.kind !== 'attachments') throw new Error('no attachments');
    const [only] = finding.attachments;
    expect(only?.mediaType.length).toBeLessThanOrEqual(200);
    // oxlint-disable-next-line no-control-regex -- that there is none is what is looked at
    expect(only?.fileName).not.toMatch(/[\u0000-\u001f]/);
  });
});
