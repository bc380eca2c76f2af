import { describedHeadBytes, looksLikeMbox, mediaTypeOf, splitMbox } from '@commonseal/content';
import type { ImportFile } from '@commonseal/vault';

const pieceBytes = 1024 * 1024;

/** Puts the messages of each mailbox in its place, as a connector delivers them: one item for each message. */
export async function withMailboxesSplit(files: readonly ImportFile[]): Promise<readonly ImportFile[]> {
  const split: ImportFile[] = [];
  for (const file of files) split.push(...(await messagesOf(file)));
  return split;
}

/** A file that is none, holds no message, or cannot be read stays as it is: the import says so if it cannot be taken. */
async function messagesOf(file: ImportFile): Promise<readonly ImportFile[]> {
  try {
    if (!(await isMailbox(file))) return [file];
    const messages: ImportFile[] = [];
    const name = file.fileName.replace(/\.mbo?x$/i, '');
    const folder = file.folder === '' ? file.fileName : `${file.folder}/${file.fileName}`;
    for await (const message of splitMbox(piecesOf(file.blob))) {
      // A Blob, so that the browser keeps a large mailbox on the disk.
      const blob = new Blob([message as BlobPart]);
      messages.push({ ...file, blob, fileName: `${name}-${messages.length + 1}.eml`, folder });
    }
    return messages.length > 0 ? messages : [file];
  } catch {
    return [file];
  }
}

async function isMailbox({ blob, fileName }: ImportFile): Promise<boolean> {
  const head = new Uint8Array(await blob.slice(0, describedHeadBytes).arrayBuffer());
  const isWhole = head.length === blob.size;
  return mediaTypeOf(fileName, head, isWhole) === 'application/mbox' && looksLikeMbox(head);
}

async function* piecesOf(blob: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < blob.size; at += pieceBytes) {
    yield new Uint8Array(await blob.slice(at, at + pieceBytes).arrayBuffer());
  }
}
