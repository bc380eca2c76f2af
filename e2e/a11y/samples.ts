/** A message with all that makes a page wide: a long title, a line without a break, an attachment. */
const mail = [
  'From: Ana <ana@example.test>',
  'Subject: A letter with a long subject that a narrow window cannot hold in one line',
  'Date: Tue, 05 Mar 2024 10:15:00 +0100',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="part"',
  '',
  '--part',
  'Content-Type: multipart/alternative; boundary="inner"',
  '',
  '--inner',
  'Content-Type: text/plain',
  '',
  `A line without a place to break it: ${'x'.repeat(200)}`,
  '--inner',
  'Content-Type: text/html',
  '',
  '<p style="color:#ccc">Formatted words</p><img src="http://tracker.example.test/pixel.png">',
  '--inner--',
  '--part',
  'Content-Type: application/pdf; name="report.pdf"',
  'Content-Disposition: attachment; filename="report.pdf"',
  '',
  '%PDF-1.4',
  '--part--',
].join('\r\n');

export const files = [
  { name: 'letter.eml', mimeType: 'message/rfc822', buffer: Buffer.from(mail) },
  { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from(`A note. ${'y'.repeat(300)}`) },
  { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 cut off') },
];

/** The same on every day, so that what is read aloud of them is too. */
export const letters = [
  ['Ana Sørensen <ana@harbour.example>', 'Minutes of the board meeting', 'Tue, 05 Mar 2024 10:15:00 +0000'],
  ['The bank <statements@bank.example>', 'Your statement for February', 'Fri, 01 Mar 2024 08:00:00 +0000'],
  ['Řehoř Dvořák <rehor@lab.example>', 'Laboratory results', 'Mon, 12 Feb 2024 16:40:00 +0000'],
].map(([from, subject = '', date], index) => ({
  name: `letter-${index}.eml`,
  mimeType: 'message/rfc822',
  buffer: Buffer.from(
    [`From: ${from}`, `Subject: ${subject}`, `Date: ${date}`, '', `About: ${subject}.`].join('\r\n'),
  ),
}));
