import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Letter {
  readonly from: string;
  readonly subject: string;
  readonly date: string;
  readonly text: string;
}

/** What opens in the pictures. */
export const openedSubject = 'Minutes of the board meeting';

const letters: readonly Letter[] = [
  {
    from: 'Ana Sørensen <ana@northharbour.example>',
    subject: openedSubject,
    date: 'Mon, 09 Mar 2026 10:15:00 +0000',
    text: [
      'Dear all,',
      '',
      'the minutes of Friday are below; please tell me by Thursday if anything is missing.',
      '',
      '1. The new crane is ordered, and arrives in May.',
      '2. The lease of quay 4 is extended by two years.',
      '3. The figures of the first quarter are due on 10 April.',
      '',
      'Next meeting: 3 April, in the small hall.',
      '',
      'Ana',
    ].join('\r\n'),
  },
  {
    from: 'Bank of the North <statements@northbank.example>',
    subject: 'Your statement for February',
    date: 'Mon, 02 Mar 2026 06:00:00 +0000',
    text: 'Your balance on 28 February was 12,340.00.',
  },
  {
    from: 'Řehoř Dvořák <rehor@lab.example>',
    subject: 'Laboratory results, second series',
    date: 'Fri, 27 Feb 2026 16:40:00 +0000',
    text: 'All samples are within the limits.',
  },
  {
    from: 'Tax office <no-reply@tax.example>',
    subject: 'Assessment notice 2025',
    date: 'Thu, 19 Feb 2026 09:05:00 +0000',
    text: 'Your notice has been issued.',
  },
  {
    from: 'Marta Lindqvist <marta@lindqvist.example>',
    subject: 'Signed contract, and one question',
    date: 'Tue, 10 Feb 2026 13:22:00 +0000',
    text: 'The contract is signed. When do we begin?',
  },
  {
    from: 'Insurance <service@shield.example>',
    subject: 'Confirmation of cover for the warehouse',
    date: 'Wed, 28 Jan 2026 11:48:00 +0000',
    text: 'The cover begins on 1 February.',
  },
];

const files: readonly { readonly name: string; readonly day: string; readonly text: string }[] = [
  { name: 'Prices 2026.csv', day: '2026-03-04', text: 'Article,Price\nRope,12.50\nAnchor,340.00\n' },
  { name: 'Notes from the visit.txt', day: '2026-02-22', text: 'Quay 4 needs new lamps.\n' },
];

/** The same files on every day: also their times are read. */
export async function writeSampleContent(folder: string): Promise<{ letters: string; files: string[] }> {
  const mailFolder = join(folder, 'mail');
  await mkdir(mailFolder);
  for (const [index, { from, subject, date, text }] of letters.entries()) {
    const headers = [`From: ${from}`, `Subject: ${subject}`, `Date: ${date}`];
    const mime = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8'];
    await writeFile(join(mailFolder, `${index}.eml`), [...headers, ...mime, '', text, ''].join('\r\n'));
  }
  const paths = [];
  for (const { name, day, text } of files) {
    const path = join(folder, name);
    await writeFile(path, text);
    await utimes(path, new Date(`${day}T12:00:00Z`), new Date(`${day}T12:00:00Z`));
    paths.push(path);
  }
  return { letters: mailFolder, files: paths };
}
