import { type FileHandle, open } from 'node:fs/promises';
import { parseManifest } from '@commonseal/account-log';
import { bodyHash, chunkHash, equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import type { SpooledBatch } from '../state/spooled-batch.ts';

/** The spool does not hold what was sealed. */
export class PiecesDamaged extends Error {
  override readonly name = 'PiecesDamaged';
}

/**
 * Holds what waited in the spool to what its manifest says. The server would refuse the batch in the end, and
 * could then neither take the right bytes in place of the wrong ones, nor another batch.
 * @throws PiecesDamaged
 */
export async function checkPieces(batch: SpooledBatch, rowsFile: string, pagesFile: string): Promise<void> {
  const { manifest } = parseManifest(batch.manifest);
  await reading(rowsFile, async (next) => {
    for (const [at, item] of batch.items.entries()) {
      const hashes: Uint8Array[] = [];
      for (const length of item.rowBytes) hashes.push(await chunkHash(await next(length)));
      requireRight(
        equalBytes(bodyHash(Buffer.concat(hashes)), manifest.items[at]?.bodyHash ?? new Uint8Array()),
      );
    }
  });
  await reading(pagesFile, async (next) => {
    for (const [page, length] of batch.pageBytes.entries()) {
      const pageHash = hash(hashPurposes.page, await next(length));
      requireRight(equalBytes(pageHash, manifest.pageHashes[page] ?? new Uint8Array()));
    }
  });
}

function requireRight(isRight: boolean): void {
  if (!isRight) throw new PiecesDamaged('a piece is not what was sealed');
}

async function reading(
  path: string,
  use: (next: (length: number) => Promise<Uint8Array>) => Promise<void>,
): Promise<void> {
  const file = await openPieces(path);
  let offset = 0;
  try {
    await use(async (length) => {
      const piece = await readPiece(file, offset, length);
      offset += length;
      return piece;
    });
  } finally {
    await file.close();
  }
}

/** @throws PiecesDamaged when the file is not there */
export async function openPieces(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
    throw new PiecesDamaged('a spool file is missing', { cause: error });
  }
}

/** @throws PiecesDamaged when the file is too short, or the disk does not give it back */
export async function readPiece(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length; ) {
    const bytesRead = await readSome(file, bytes, filled, offset + filled);
    if (bytesRead === 0) throw new PiecesDamaged('a spool file is too short');
    filled += bytesRead;
  }
  return bytes;
}

async function readSome(file: FileHandle, bytes: Uint8Array, filled: number, position: number) {
  try {
    return (await file.read(bytes, filled, bytes.length - filled, position)).bytesRead;
  } catch (error) {
    throw new PiecesDamaged('a spool file cannot be read', { cause: error });
  }
}
