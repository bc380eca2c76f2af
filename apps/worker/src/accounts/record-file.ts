import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, withFile } from '@commonseal/local-program/durable-files';
import { errorCodeOf } from '@commonseal/local-program/system-errors';

const lengthBytes = 4;

export interface RecordFileBounds {
  readonly maxFileBytes: number;
  readonly maxRecordBytes: number;
}

/** The file would become longer than it may. */
export class RecordFileFull extends Error {
  override readonly name = 'RecordFileFull';
}

/** It holds what this program does not write: nothing of it is overwritten. */
export class RecordFileDamaged extends Error {
  override readonly name = 'RecordFileDamaged';
}

/**
 * A file that only grows: records of bytes, each behind its length of four bytes. What `append` was given is on the disk when it
 * returns. A record that a power cut has left in half is cut off when the file is opened: nobody was told that it is there.
 */
export class RecordFile {
  readonly #path: string;
  readonly #bounds: RecordFileBounds;
  #bytes: number;

  private constructor(path: string, bounds: RecordFileBounds, bytes: number) {
    this.#path = path;
    this.#bounds = bounds;
    this.#bytes = bytes;
  }

  /** @param take each record, in order */
  static async open(
    path: string,
    bounds: RecordFileBounds,
    take: (record: Uint8Array) => void,
  ): Promise<RecordFile> {
    const bytes = await readRecords(path, bounds, take);
    return new RecordFile(path, bounds, bytes);
  }

  /**
   * Records that were appended, from a place in the file on.
   * @param from 0, or what was returned as `next` before
   * @returns as many as are there, `count` at most
   */
  async read(
    from: number,
    count: number,
  ): Promise<{ readonly records: readonly Uint8Array[]; readonly next: number }> {
    const records: Uint8Array[] = [];
    if (from >= this.#bytes) return { records, next: from };
    const next = await withFile(this.#path, 'r', async (file) => {
      let at = from;
      while (records.length < count) {
        const record = await recordAt(file, at, this.#bounds.maxRecordBytes, this.#bytes);
        if (!record) break;
        records.push(record);
        at += lengthBytes + record.length;
      }
      return at;
    });
    return { records, next };
  }

  /** @throws RecordFileFull, errors of the system; what was written in half is cut off before the next one */
  async append(records: readonly Uint8Array[]): Promise<void> {
    if (records.length === 0) return;
    const framed = Buffer.concat(records.flatMap((record) => [lengthOf(record), record]));
    const { maxFileBytes, maxRecordBytes } = this.#bounds;
    if (records.some(({ length }) => length === 0 || length > maxRecordBytes))
      throw new TypeError('a record that could not be read again');
    if (this.#bytes + framed.length > maxFileBytes) throw new RecordFileFull();
    const isNew = this.#bytes === 0;
    await withFile(this.#path, isNew ? 'w' : 'r+', async (file) => {
      await file.truncate(this.#bytes);
      await writeWhole(file, framed, this.#bytes);
      await file.sync();
    });
    if (isNew) await syncFolder(dirname(this.#path));
    this.#bytes += framed.length;
  }
}

function lengthOf({ length }: Uint8Array): Buffer {
  const bytes = Buffer.alloc(lengthBytes);
  bytes.writeUInt32BE(length);
  return bytes;
}

async function writeWhole(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** @returns the bytes of all whole records */
async function readRecords(
  path: string,
  { maxFileBytes, maxRecordBytes }: RecordFileBounds,
  take: (record: Uint8Array) => void,
): Promise<number> {
  try {
    return await withFile(path, 'r', async (file) => {
      const size = Math.min((await file.stat()).size, maxFileBytes);
      let at = 0;
      for (;;) {
        const record = await recordAt(file, at, maxRecordBytes, size);
        if (!record) return at;
        take(record);
        at += lengthBytes + record.length;
      }
    });
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}

/** @returns undefined behind the last whole one */
async function recordAt(
  file: FileHandle,
  at: number,
  maxRecordBytes: number,
  size: number,
): Promise<Uint8Array | undefined> {
  const head = await readAt(file, at, lengthBytes, size);
  const length = head?.readUInt32BE() ?? 0;
  // A file system may have made the file longer, and not have come to write.
  if (length === 0) return undefined;
  if (length > maxRecordBytes) throw new RecordFileDamaged();
  return readAt(file, at + lengthBytes, length, size);
}

async function readAt(
  file: FileHandle,
  position: number,
  length: number,
  size: number,
): Promise<Buffer | undefined> {
  if (position + length > size) return undefined;
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) return undefined;
    done += bytesRead;
  }
  return bytes;
}
