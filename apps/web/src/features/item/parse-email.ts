import { CommonsealError } from '@commonseal/protocol';
import PostalMime, { type Address, type Attachment } from 'postal-mime';
import { plainLine, safeFileName } from '../../text/hostile-text.ts';

export interface EmailAttachment {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Blob;
  /** Shown within the message, by this id. */
  readonly contentId: string | undefined;
}

export interface ParsedEmail {
  readonly subject: string;
  /** As its sender claims; `undefined` for none that can be read. */
  readonly sentAtMs: number | undefined;
  readonly html: string | undefined;
  readonly plain: string | undefined;
  readonly addresses: readonly { readonly name: string; readonly people: string }[];
  readonly allHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly EmailAttachment[];
}

const lineFeed = 0x0a;

/**
 * Each line takes the parser about a kilobyte and ten microseconds, the empty ones too: a message of nothing but line
 * ends would need a thousand times its size. As many as the largest message that is shown has in lines of 78 characters.
 */
const maxLines = 450_000;

/**
 * Reads a message as far as it can be read; hostile nesting is refused instead of followed.
 * @throws CommonsealError `malformed` for more lines than any letter has
 */
export async function parseEmail(bytes: ArrayBuffer): Promise<ParsedEmail> {
  if (hasMoreLines(new Uint8Array(bytes), maxLines)) throw new CommonsealError('malformed', 'too many lines');
  const email = await PostalMime.parse(bytes, { forceRfc822Attachments: true, maxNestingDepth: 64 });
  const sentAtMs = Date.parse(email.date ?? '');
  return {
    subject: plainLine(email.subject ?? ''),
    sentAtMs: Number.isNaN(sentAtMs) ? undefined : sentAtMs,
    html: email.html === '' ? undefined : email.html,
    plain: email.text === '' ? undefined : email.text,
    addresses: [
      { name: 'From', people: peopleOf(email.from && [email.from]) },
      { name: 'To', people: peopleOf(email.to) },
      { name: 'Copy to', people: peopleOf(email.cc) },
      { name: 'Blind copy to', people: peopleOf(email.bcc) },
      { name: 'Reply to', people: peopleOf(email.replyTo) },
    ].filter(({ people }) => people !== ''),
    allHeaders: email.headers.map(({ originalKey, value }) => ({
      name: plainLine(originalKey),
      value: plainLine(value),
    })),
    attachments: email.attachments.map(toAttachment),
  };
}

function hasMoreLines(bytes: Uint8Array, most: number): boolean {
  let lines = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1 && lines <= most; at = bytes.indexOf(lineFeed, at + 1))
    lines += 1;
  return lines > most;
}

function peopleOf(addresses: readonly Address[] | undefined): string {
  const one = (address: Address): string => {
    if (address.group !== undefined) return `${plainLine(address.name)}: ${peopleOf(address.group)}`;
    const name = plainLine(address.name);
    const mailbox = plainLine(address.address);
    return name === '' || name === mailbox ? mailbox : `${name} <${mailbox}>`;
  };
  return (addresses ?? [])
    .map(one)
    .filter((text) => text !== '')
    .join(', ');
}

function toAttachment(
  { filename, mimeType, content, contentId }: Attachment,
  index: number,
): EmailAttachment {
  const fallback = `attachment-${index + 1}${mimeType === 'message/rfc822' ? '.eml' : ''}`;
  return {
    fileName: safeFileName(filename ?? '', fallback),
    mediaType: mimeType,
    content: new Blob([content as BlobPart], { type: 'application/octet-stream' }),
    contentId: contentId?.replaceAll(/^<|>$/g, ''),
  };
}
