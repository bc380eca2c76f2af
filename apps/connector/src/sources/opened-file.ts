import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { constants } from 'node:fs';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import { fileTrouble } from '../cli/words.ts';
import { SourceTrouble } from './pending-item.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
// Between listing and opening, a file can be replaced by a link or by a pipe that nobody ever writes to. Windows
// knows neither flag.
const safeFlags = O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);

/** A regular file that is open for reading, as it was when it was opened. */
export class OpenedFile {
  readonly handle: FileHandle;
  readonly size: number;
  readonly lastModifiedMs: number;

  private constructor(handle: FileHandle, size: number, lastModifiedMs: number) {
    this.handle = handle;
    this.size = size;
    this.lastModifiedMs = lastModifiedMs;
  }

  /** @param path without any symbolic link in it @throws SourceTrouble */
  static async open(path: string): Promise<OpenedFile> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, safeFlags);
      const status = await handle.stat();
      if (!status.isFile()) throw new SourceTrouble('is no regular file');
      await requireNoLinkOnTheWay(path, handle);
      return new OpenedFile(handle, status.size, status.mtimeMs);
    } catch (error) {
      await handle?.close();
      throw asSourceTrouble(error);
    }
  }

  /** Exactly the bytes from `offset` on. @throws SourceTrouble also when the file has become shorter */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      const bytesRead = await this.#readSome(bytes, filled, offset + filled);
      if (bytesRead === 0) throw new SourceTrouble('changed while it was read', { isPassing: true });
      filled += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  async #readSome(bytes: Uint8Array, filled: number, position: number): Promise<number> {
    try {
      return (await this.handle.read(bytes, filled, bytes.length - filled, position)).bytesRead;
    } catch (error) {
      throw asSourceTrouble(error);
    }
  }
}

/**
 * Whoever may write into a folder could put a link in the place of a folder in it, between listing and opening, and so
 * have any file of this machine delivered. Linux says where an open file lies.
 */
async function requireNoLinkOnTheWay(path: string, { fd }: FileHandle): Promise<void> {
  const opened = process.platform === 'linux' ? readlink(`/proc/self/fd/${fd}`) : realpath(path);
  // Without /proc mounted, the path itself has to do.
  const place = await opened.catch(() => realpath(path));
  if (place !== path) throw new SourceTrouble('is not where it was', { isPassing: true });
}

function asSourceTrouble(error: unknown): SourceTrouble {
  if (error instanceof SourceTrouble) return error;
  const isPassing = errorCodeOf(error) === 'ENOENT' || errorCodeOf(error) === 'ESTALE';
  return new SourceTrouble(fileTrouble(error), { cause: error, isPassing });
}
