import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ownSamples = resolve(import.meta.dirname, '../../../content/test/samples');
const largest = 64 * 1024;
const mostStrangers = 400;

/** The project's samples and, where COMMONSEAL_CORPUS is set, strangers' files. */
export function fileSamples(): { readonly name: string; readonly bytes: Uint8Array }[] {
  const corpus = process.env['COMMONSEAL_CORPUS'];
  return [...filesOf(ownSamples), ...(corpus === undefined ? [] : filesOf(corpus).slice(0, mostStrangers))];
}

function filesOf(folder: string) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, path: join(entry.parentPath, entry.name) }))
    .filter(({ path }) => statSync(path).size <= largest)
    .map(({ name, path }) => ({ name, bytes: new Uint8Array(readFileSync(path)) }));
}

/** A message with most of what MIME knows. */
export const richMail = [
  'Received: from a (b [1.2.3.4]) by c; Mon, 1 Apr 2024 08:00:00 +0000',
  'From: "=?utf-8?B?w4RkYQ==?=" <ada@example.org>, Group: a@b.example, "C, D" <c@d.example>;',
  'To: undisclosed-recipients:;, Bob (a (nested) comment) <bob@example.org>',
  'Subject: =?iso-8859-1?Q?caf=E9?= =?utf-8?Q?_=F0=9F=8D=95?=',
  ' folded',
  'Date: Mon, 1 Apr 2024 08:00:00 +0200 (CEST)',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="m"; charset*0*=utf-8\'\'a; charset*1=b',
  '',
  '--m',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain; charset=iso-2022-jp; format=flowed; delsp=yes',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'caf=E9 =1B$B=',
  ' flowed ',
  '--a',
  'Content-Type: text/html; charset=utf-16le',
  '',
  '<p>caf&eacute; <b>bold</b><script>1</script></p>',
  '--a--',
  '--m',
  "Content-Type: image/png; name*=utf-8'en'%F0%9F%8D%95.png",
  'Content-ID: <logo@x>',
  'Content-Transfer-Encoding: base64',
  '',
  'AAECAw==',
  '--m',
  'Content-Type: message/rfc822',
  '',
  'From: c@example.org',
  '',
  'inner',
  '--m',
  'Content-Type: message/delivery-status',
  '',
  'Action: failed',
  '--m--',
  '',
].join('\r\n');

/** What mail parsers act upon. */
export const mailWords = [
  '\r\n',
  '\n',
  '\r',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '<',
  '>',
  '"',
  '\\',
  '(',
  ')',
  '@',
  '=',
  '=\r\n',
  '=E9',
  '=?',
  '?=',
  '=?utf-8?Q?',
  '=?utf-8?B?',
  '=?utf-8?Q?a?= ',
  '=?x?B?AA==?=',
  '=?utf-8?Q??=',
  '--m\r\n',
  '--m--\r\n',
  '--a\r\n',
  '\r\n\r\n',
  '\r\n ',
  'From: ',
  'From ',
  '>From ',
  'From a Thu Jan  1 00:00:00 1970\n',
  'To: a@b, ',
  'Group: a@b;',
  '<a@b>, ',
  'Subject: ',
  'Date: ',
  'Mon, 1 Apr 2024 08:00:00 +0200',
  'Content-Type: ',
  'Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n',
  'Content-Type: message/rfc822\r\n\r\n',
  'Content-Type: text/html\r\n\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Transfer-Encoding: quoted-printable\r\n',
  "Content-Disposition: attachment; filename*0*=utf-8''a; filename*1=b\r\n",
  'charset=',
  'charset=utf-7',
  'charset=gb18030',
  'charset=iso-2022-jp',
  'charset=__proto__',
  'boundary=',
  'name*0*=',
  'name*99999999=a; ',
  '&#x10ffff;',
  '&#99999999999;',
  '&nbsp;',
  '&',
  '<!--',
  '-->',
  '<![CDATA[',
  '<a href="',
  '<br>',
  '<script>',
  '<style>',
  '</',
  '\u001b$B',
  '\u202e',
];
