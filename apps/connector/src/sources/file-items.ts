import { basename } from 'node:path';
import { describeFile, describedHeadBytes, looksLikeMbox, mediaTypeOf } from '@commonseal/content';
import { maxItemBytes } from '@commonseal/protocol';
import type { Ledger } from '../state/ledger.ts';
import { mailboxItems } from './mailbox-items.ts';
import { OpenedFile } from './opened-file.ts';
import { type PendingItem, SourceTrouble } from './pending-item.ts';

/** Files up to here are read into memory once; larger ones are read twice, piece by piece. */
const wholeFileBytes = 8 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/**
 * The things to seal in one file: the file as a whole, or the messages of a mailbox. Each is used up before the next
 * one is asked for.
 * @throws SourceTrouble when the file cannot be read, or is too large for one item
 */
export async function* fileItems(path: string, source: string, ledger: Ledger): AsyncGenerator<PendingItem> {
  const file = await OpenedFile.open(path);
  try {
    const head = await file.read(0, Math.min(file.size, describedHeadBytes));
    if (
      mediaTypeOf(basename(path), head, head.length === file.size) === 'application/mbox' &&
      looksLikeMbox(head)
    ) {
      yield* mailboxItems(file, path, source, ledger);
    } else {
      yield await wholeFile(file, head, path, source, ledger);
    }
  } finally {
    await file.close();
  }
}

async function wholeFile(
  file: OpenedFile,
  head: Uint8Array,
  path: string,
  source: string,
  ledger: Ledger,
): Promise<PendingItem> {
  const { size, lastModifiedMs } = file;
  if (size > maxItemBytes) throw new SourceTrouble('is larger than 2 GiB');
  const content = size <= wholeFileBytes ? await file.read(0, size) : undefined;
  const digesting = ledger.startDigest({ path, part: 0 });
  if (content) digesting.update(content);
  else
    for (let at = 0; at < size; at += pieceBytes)
      digesting.update(await file.read(at, Math.min(pieceBytes, size - at)));
  const digest = digesting.finish();
  const read = content
    ? async (offset: number, length: number) => content.subarray(offset, offset + length)
    : readUnchanged(file, ledger, path, digest);
  const describe = () => describeFile({ fileName: basename(path), head, size, lastModifiedMs, source });
  return { path, source, name: path, size, digest, describe, read };
}

/**
 * Reads a large file a second time, for sealing. The digest is taken again on the way: what is sealed is what the
 * ledger will say, and no mixture of an older and a newer content. The last piece is handed out only after that.
 */
function readUnchanged(file: OpenedFile, ledger: Ledger, path: string, digest: string): PendingItem['read'] {
  const digesting = ledger.startDigest({ path, part: 0 });
  return async (offset, length) => {
    const bytes = await file.read(offset, length);
    digesting.update(bytes);
    if (offset + length === file.size && digesting.finish() !== digest) {
      throw new SourceTrouble('changed while it was read', { isPassing: true });
    }
    return bytes;
  };
}
