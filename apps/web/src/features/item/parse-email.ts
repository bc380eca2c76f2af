import { type Address, type Attachment, readMail } from '@commonseal/content/read-mail';
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

/**
 * What the page shows of a message.
 * @throws as {@link readMail}
 */
export async function parseEmail(bytes: ArrayBuffer): Promise<ParsedEmail> {
  const email = await readMail(new Uint8Array(bytes));
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
