import { extensionOf } from './file-name.ts';
import { signatureOf } from './media-signatures.ts';
import { sniffText } from './text-sniffing.ts';

const unknownType = 'application/octet-stream';

/** Texts have no signature: their name is believed. */
const textTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  htm: 'text/html',
  html: 'text/html',
  ics: 'text/calendar',
  json: 'application/json',
  log: 'text/plain',
  markdown: 'text/markdown',
  mbox: 'application/mbox',
  mbx: 'application/mbox',
  md: 'text/markdown',
  svg: 'image/svg+xml',
  text: 'text/plain',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
  xhtml: 'text/html',
  xml: 'application/xml',
};

/** What is a zip archive inside and something better known outside. */
const zippedTypes: Readonly<Record<string, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  odp: 'application/vnd.oasis.opendocument.presentation',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odt: 'application/vnd.oasis.opendocument.text',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/**
 * The media type by first bytes and name. What the bytes announce counts for more than the name, with two exceptions:
 * `.eml` is always a message and `.pdf` always a PDF, so that a damaged one is shown as what it was meant to be.
 * @param isWhole whether `head` is the whole content
 */
export function mediaTypeOf(fileName: string, head: Uint8Array, isWhole: boolean): string {
  const extension = extensionOf(fileName);
  if (extension === 'eml') return 'message/rfc822';
  const announced = signatureOf(head);
  if (announced === 'application/zip') return own(zippedTypes, extension) ?? announced;
  if (announced !== undefined) return announced;
  if (extension === 'pdf') return 'application/pdf';
  return own(textTypes, extension) ?? sniffText(head, isWhole) ?? unknownType;
}

/** An extension may well be `constructor`. */
function own(types: Readonly<Record<string, string>>, extension: string): string | undefined {
  return Object.hasOwn(types, extension) ? types[extension] : undefined;
}
