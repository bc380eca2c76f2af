import { isThere } from '@commonseal/local-program/durable-files';
import { RecordFile, type RecordFileBounds, RecordFileFull } from './record-file.ts';

/**
 * Records in as many files as they take, each as long as one may be: `records`, then `records.2` and so on. Places count through all of
 * them, as if they were one.
 */
export class RecordSeries {
  readonly #path: string;
  readonly #bounds: RecordFileBounds;
  /** The last one is written to. */
  readonly #files: RecordFile[];

  private constructor(path: string, bounds: RecordFileBounds, files: RecordFile[]) {
    this.#path = path;
    this.#bounds = bounds;
    this.#files = files;
  }

  /** @param take each record, in order */
  static async open(
    path: string,
    bounds: RecordFileBounds,
    take: (record: Uint8Array) => void,
  ): Promise<RecordSeries> {
    const files = [await RecordFile.open(path, bounds, take)];
    for (let number = 2; await isThere(pathOf(path, number)); number += 1)
      files.push(await RecordFile.open(pathOf(path, number), bounds, take));
    return new RecordSeries(path, bounds, files);
  }

  /** On the disk when it returns. @throws errors of the system; what was written in half is cut off before the next one */
  async append(record: Uint8Array): Promise<void> {
    try {
      await this.#last.append([record]);
    } catch (error) {
      if (!(error instanceof RecordFileFull)) throw error;
      const next = await RecordFile.open(
        pathOf(this.#path, this.#files.length + 1),
        this.#bounds,
        () => undefined,
      );
      await next.append([record]);
      this.#files.push(next);
    }
  }

  /**
   * Records that were appended, from a place on.
   * @param from 0, or what was returned as `next` before
   * @returns as many as one file has there, `count` at most; none behind the last one
   */
  async read(
    from: number,
    count: number,
  ): Promise<{ readonly records: readonly Uint8Array[]; readonly next: number }> {
    let begin = 0;
    for (const file of this.#files) {
      if (from < begin + file.bytes) {
        const { records, next } = await file.read(from - begin, count);
        return { records, next: begin + next };
      }
      begin += file.bytes;
    }
    return { records: [], next: from };
  }

  get #last(): RecordFile {
    const last = this.#files.at(-1);
    if (!last) throw new TypeError('one file at least');
    return last;
  }
}

function pathOf(path: string, number: number): string {
  return number === 1 ? path : `${path}.${number}`;
}
