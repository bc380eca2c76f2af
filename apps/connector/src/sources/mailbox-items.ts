import { basename } from 'node:path';
import { describeFile, splitMbox } from '@commonseal/content';
import { fileTrouble } from '../cli/words.ts';
import type { Ledger } from '../state/ledger.ts';
import type { OpenedFile } from './opened-file.ts';
import { type PendingItem, SourceTrouble } from './pending-item.ts';

const pieceBytes = 1024 * 1024;

/** The messages of a mailbox, one in memory at a time. Their source is the mailbox within its folder. */
export async function* mailboxItems(
  file: OpenedFile,
  path: string,
  source: string,
  ledger: Ledger,
): AsyncGenerator<PendingItem> {
  const mailbox = basename(path);
  let part = 0;
  for await (const message of splitMbox(readAll(file))) {
    part += 1;
    const digesting = ledger.startDigest({ path, part });
    digesting.update(message);
    const fileName = `${mailbox.replace(/\.mbo?x$/i, '')}-${part}.eml`;
    const { lastModifiedMs } = file;
    const size = message.length;
    yield {
      path,
      source,
      name: `${path}, message ${part}`,
      size,
      digest: digesting.finish(),
      describe: () =>
        describeFile({ fileName, head: message, size, lastModifiedMs, source: `${source}/${mailbox}` }),
      read: async (offset, length) => message.subarray(offset, offset + length),
    };
  }
}

async function* readAll(file: OpenedFile): AsyncGenerator<Uint8Array> {
  for (let at = 0; ; ) {
    // A new buffer each time: the message that is being collected may still look at the last one.
    const buffer = new Uint8Array(pieceBytes);
    const bytesRead = await readSome(file, buffer, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function readSome(file: OpenedFile, buffer: Uint8Array, position: number): Promise<number> {
  try {
    return (await file.handle.read(buffer, 0, buffer.length, position)).bytesRead;
  } catch (error) {
    throw new SourceTrouble(fileTrouble(error), { cause: error });
  }
}
