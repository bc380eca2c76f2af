import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  privateFileMode,
  privateFolderMode,
  syncFolder,
  withFile,
} from '@commonseal/local-program/durable-files';
import { type SpooledBatch, encodeSpooledBatch } from './spooled-batch.ts';

/** A batch while it is being sealed: its chunk rows go to disk one by one, never more than one of them in memory. */
export class SpoolDraft {
  readonly #folder: string;
  readonly #rows: FileHandle;
  #length = 0;

  private constructor(folder: string, rows: FileHandle) {
    this.#folder = folder;
    this.#rows = rows;
  }

  static async create(folder: string): Promise<SpoolDraft> {
    await mkdir(folder, { mode: privateFolderMode });
    return new SpoolDraft(folder, await open(join(folder, 'rows'), 'wx', privateFileMode));
  }

  /** Bytes of all rows so far; see `cutBack`. */
  get length(): number {
    return this.#length;
  }

  async appendRow(row: Uint8Array): Promise<void> {
    for (let written = 0; written < row.length; ) {
      const { bytesWritten } = await this.#rows.write(
        row,
        written,
        row.length - written,
        this.#length + written,
      );
      written += bytesWritten;
    }
    this.#length += row.length;
  }

  /** Takes the rows of an item back that could not be sealed to its end. */
  async cutBack(length: number): Promise<void> {
    await this.#rows.truncate(length);
    this.#length = length;
  }

  /** Flushes everything; only the rename is still missing. */
  async complete(batch: SpooledBatch, pages: readonly Uint8Array[]): Promise<void> {
    await this.#rows.sync();
    await this.#rows.close();
    await this.#write('pages', Buffer.concat(pages));
    await this.#write('batch.json', encodeSpooledBatch(batch));
    await syncFolder(this.#folder);
  }

  async close(): Promise<void> {
    await this.#rows.close();
  }

  async #write(name: string, content: Uint8Array | string): Promise<void> {
    await withFile(join(this.#folder, name), 'wx', async (file) => {
      await file.writeFile(content);
      await file.sync();
    });
  }
}
