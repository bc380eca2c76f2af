import { plainLine } from '@commonseal/content';
import { type Attachment, type Email, readMail } from '@commonseal/content/read-mail';
import { type Analysis, nothingToRead } from '../analysis.ts';
import { GatheredText } from './gathered-text.ts';
import { addHtml } from './read-html.ts';
import { readDocument } from './read-document.ts';
import { type DocumentTask, type ReadingTask, readingTask } from './task.ts';
import { textResult } from './text-result.ts';

/** An attached message is read with what is attached to it, a message within that one is not. */
const maxNesting = 1;
const maxAttachments = 100;
const maxNameLength = 255;

/**
 * @param email as it was parsed
 * @param version 1: of its body alone
 */
export async function textOfMessage(email: Email | undefined, version: number): Promise<Analysis> {
  if (email === undefined) return nothingToRead('damaged');
  const gathered = new GatheredText();
  addBody(gathered, email);
  if (version === 1) return textResult(gathered);
  const attachments = { read: 0, passedOver: 0 };
  await addAttachments(gathered, email.attachments, attachments, 0);
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
  nesting: number,
): Promise<void> {
  for (const { filename, mimeType, content } of attachments) {
    if (gathered.isFull || counts.read + counts.passedOver >= maxAttachments) {
      gathered.markCut();
      return;
    }
    const fileName = plainLine(filename ?? '', maxNameLength);
    const bytes = bytesOf(content);
    const task = readingTask({ mediaType: mimeType, fileName, bytes });
    const isMessage = task?.form === 'email';
    const email = isMessage && nesting < maxNesting ? await parseMessage(bytes) : undefined;
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
    if (email !== undefined) await addAttachments(gathered, email.attachments, counts, nesting + 1);
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

function bytesOf(content: Attachment['content']): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}
