import { type ItemHeader, maxItemBytes } from '@commonseal/protocol';
import { plainFileName } from './file-name.ts';
import { describeMail } from './mail/describe-mail.ts';
import { mediaTypeOf } from './media-type.ts';
import { plainLine } from './plain-line.ts';

/** As much of a file's beginning as is worth giving to {@link describeFile}; the rest is not looked at. */
export const describedHeadBytes = 256 * 1024;

export interface FileOutside {
  /** With or without folders; only the last part counts. */
  readonly fileName: string;
  /** The beginning of the content. */
  readonly head: Uint8Array;
  /** Bytes of the whole content, at most `maxItemBytes`. */
  readonly size: number;
  readonly lastModifiedMs: number;
  /** Folder, mailbox or feed that it was taken from. */
  readonly source: string;
  /** For tests; the clock by default. */
  readonly nowMs?: number;
}

// Bounds of ItemHeader in the protocol package. With them no header can exceed maxHeaderBytes: 2,255 UTF-16 units of
// at most three bytes, none of which is a control character that JSON would write in six.
const maxTitleLength = 1000;
const maxFromLength = 500;
const maxSourceLength = 500;
const maxTimeMs = 8.64e15;

/**
 * Describes a file for the list, from its name and its beginning. No content makes it throw or slow: the time is
 * linear in `head`, and the result always passes `encodeItemHeader`. All its strings are single lines without control
 * characters, marks that change the direction of writing, and lone surrogates.
 * @throws TypeError when `size` is no size of an item: callers look at it before they read anything.
 */
export async function describeFile(file: FileOutside): Promise<ItemHeader> {
  if (!Number.isInteger(file.size) || file.size < 0 || file.size > maxItemBytes) {
    throw new TypeError('not the size of an item');
  }
  const head = file.head.subarray(0, describedHeadBytes);
  const fileName = plainFileName(file.fileName);
  const mediaType = mediaTypeOf(fileName, head, head.length === file.size);
  const mail = mediaType === 'message/rfc822' ? describeMail(head, file.nowMs ?? Date.now()) : undefined;
  return {
    title: plainLine(mail?.subject ?? '', maxTitleLength) || fileName,
    from: plainLine(mail?.from ?? '', maxFromLength),
    source: plainLine(file.source, maxSourceLength),
    receivedAtMs: mail?.sentAtMs ?? wholeMs(file.lastModifiedMs),
    mediaType,
    fileName,
    size: file.size,
  };
}

/** File systems tell fractions and nonsense; JSON knows no negative zero. */
function wholeMs(timeMs: number): number {
  return Number.isFinite(timeMs) && Math.abs(timeMs) <= maxTimeMs ? Math.trunc(timeMs) || 0 : 0;
}
