import type { ChunkRow, ItemHeader } from '@commonseal/protocol';
import type { BatchSealer } from '@commonseal/account-log/author';
import { describeFile, describedHeadBytes } from '@commonseal/content';
import type { ImportFile } from '../api.ts';
import type { Parcel } from './parcel.ts';

/** It was removed or changed since it was chosen. */
export class Unreadable extends Error {
  readonly file: ImportFile;

  constructor(file: ImportFile, cause: unknown) {
    super('a file cannot be read', { cause });
    this.file = file;
  }
}

/** Tells a file from others well enough to know it again when an interrupted import is repeated. */
export function markOf({ blob, fileName, folder, lastModifiedMs }: ImportFile): string {
  return [blob.size, lastModifiedMs, fileName.slice(0, 1000), folder.slice(0, 1000)].join('/');
}

/** A file as one item. @throws Unreadable as it is sealed */
export function fileParcel(file: ImportFile): Parcel {
  const { blob, fileName } = file;
  return {
    size: blob.size,
    repeat: { mark: markOf(file), fileName },
    seal: (sealer) => sealFile(sealer, file),
  };
}

async function* sealFile(sealer: BatchSealer, file: ImportFile): AsyncGenerator<ChunkRow> {
  const { blob } = file;
  const read = async (offset: number, length: number) => {
    try {
      return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
    } catch (error) {
      throw new Unreadable(file, error);
    }
  };
  const head = await read(0, Math.min(describedHeadBytes, blob.size));
  const header: ItemHeader = await describeFile({
    fileName: file.fileName,
    head,
    size: blob.size,
    lastModifiedMs: file.lastModifiedMs,
    source: file.folder,
  });
  yield* sealer.sealItem(header, { size: blob.size, read });
}
