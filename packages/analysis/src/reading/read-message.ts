import { plainLine } from '@commonseal/content';
import { type Attachment, type Email, readMail } from '@commonseal/content/read-mail';
import { type Analysis, nothingToRead } from '../analysis.ts';
import { GatheredText } from './gathered-text.ts';
import { addHtml } from './read-html.ts';
import { readDocument } from './read-document.ts';
import { type DocumentTask, type ReadingTask, readingTask } from './task.ts';
import { textResult } from './text-result.ts';

/** An attached message is read with what is attached to it, a message within that one is not. */
export const maxNesting = 1;
const maxAttachments = 100;
const maxNameLength = 255;

/** @returns undefined for a damaged one */
export type ReadAttached = (attachment: Attachment) => Promise<Email | undefined>;

/**
 * @param email as it was parsed
 * @param version 1: of its body alone
 * @param readAttached reads an attached message
 */
export async function textOfMessage(
  email: Email | undefined,
  version: number,
  readAttached: ReadAttached,
): Promise<Analysis> {
  if (email === undefined) return nothingToRead('damaged');
  const gathered = new GatheredText();
  addBody(gathered, email);
  if (version === 1) return textResult(gathered);
  const attachments = { read: 0, passedOver: 0 };
  await addAttachments(gathered, email.attachments, attachments, readAttached, 0);
  return textResult(gathered, {
    title: email.subject,
    author: [email.from?.name, email.from?.address && `<${email.from.address}>`].filter(Boolean).join(' '),
    attachments,
  });
}

/** What the parser stumbles over, or refuses to follow, is damaged or meant to do damage. */
export async function parseMessage(bytes: Uint8Array): Promise<Email | undefined> {
  try {
    return await readMail(bytes);
  } catch {
    return undefined;
  }
}

function addBody(gathered: GatheredText, { text, html }: Email): void {
  if (text !== undefined && /\S/.test(text)) gathered.add(text);
  else if (html !== undefined) addHtml(gathered, html);
}

async function addAttachments(
  gathered: GatheredText,
  attachments: readonly Attachment[],
  counts: { read: number; passedOver: number },
  readAttached: ReadAttached,
  nesting: number,
): Promise<void> {
  for (const attachment of attachments) {
    if (gathered.isFull || counts.read + counts.passedOver >= maxAttachments) {
      gathered.markCut();
      return;
    }
    const task = attachedTask(attachment);
    const fileName = attachedName(attachment);
    const isMessage = task?.form === 'email';
    const email = isMessage && nesting < maxNesting ? await readAttached(attachment) : undefined;
    const part = new GatheredText();
    if (email !== undefined) addBody(part, email);
    else if (isDocument(task)) addRead(part, await readDocument(task));
    const hasText = /\S/.test(part.text);
    if (hasText) {
      gathered.add(`\n\n[${fileName || plainLine(email?.subject ?? '', maxNameLength)}]\n`);
      gathered.add(part.text);
      counts.read += 1;
    } else {
      counts.passedOver += 1;
    }
    if (part.isCut) gathered.markCut();
    if (email !== undefined)
      await addAttachments(gathered, email.attachments, counts, readAttached, nesting + 1);
  }
}

function isDocument(task: ReadingTask | undefined): task is DocumentTask {
  return task !== undefined && task.form !== 'email';
}

function addRead(part: GatheredText, result: Analysis): void {
  if (result.kind !== 'text') return;
  part.add(result.text);
  if (result.isCut) part.markCut();
}

/** One plain line; '' where there is none. */
export function attachedName({ filename }: Attachment): string {
  return plainLine(filename ?? '', maxNameLength);
}

/** `undefined` for what has no text. */
export function attachedTask(attachment: Attachment): ReadingTask | undefined {
  const mediaType = attachment.mimeType;
  return readingTask({ mediaType, fileName: attachedName(attachment), bytes: bytesOf(attachment) });
}

export function bytesOf({ content }: Attachment): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}
