import '#text-decoder';
import { readMailFields } from './mail/mail-fields.ts';
import { looksLikeMbox } from './mbox/separator.ts';

/** What is looked at: enough to tell, and the same little work whatever is in it. */
const sniffedBytes = 4096;
const latin1 = new TextDecoder('windows-1252');

/** Tells kinds of text apart by how they begin; undefined when it is no text. */
export function sniffText(head: Uint8Array, isWhole: boolean): string | undefined {
  const start = head.subarray(0, sniffedBytes);
  if (start.length === 0 || !isText(start, isWhole && head.length <= sniffedBytes)) return undefined;
  if (looksLikeMbox(head)) return 'application/mbox';
  if (looksLikeMail(head)) return 'message/rfc822';
  const text = latin1.decode(start).replace(/^(?:\u00ef\u00bb\u00bf)?\s*/, '');
  if (/^(?:<!doctype html|<html|<head|<body)\b/i.test(text)) return 'text/html';
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!doctype svg[^>]*>\s*)?<svg\b/i.test(text)) return 'image/svg+xml';
  if (isWhole && /^[{[]/.test(text) && isJson(head)) return 'application/json';
  return 'text/plain';
}

function isText(start: Uint8Array, isWhole: boolean): boolean {
  const [first, second] = start;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16) return true;
  // Tab, line feed, form feed, carriage return, and the escape of ISO-2022 are the control characters of texts.
  if (start.some((byte) => (byte < 0x20 && ![9, 10, 12, 13, 27].includes(byte)) || byte === 0x7f))
    return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: !isWhole });
    return true;
  } catch {
    // Some other charset, then: most have white space and punctuation in ASCII.
    return start.filter((byte) => byte < 0x80).length * 3 > start.length;
  }
}

function looksLikeMail(head: Uint8Array): boolean {
  if (!/^[!-9;-~]{1,64}:/.test(latin1.decode(head.subarray(0, 65)))) return false;
  const { names } = readMailFields(head);
  const hasOneOf = (...wanted: string[]) => wanted.some((name) => names.has(name));
  return (
    hasOneOf('from', 'received', 'return-path') &&
    hasOneOf('date', 'subject', 'to', 'message-id', 'mime-version')
  );
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}
