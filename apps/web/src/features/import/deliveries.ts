import type { ImportFile, ImportProgress } from '@commonseal/vault';

/** Within these bounds a call goes as one delivery, all or nothing: what is then told as left out was left out. */
const mostFiles = 64;
const mostBytes = 8 * 1024 * 1024;

export function splitIntoDeliveries(files: readonly ImportFile[]): readonly (readonly ImportFile[])[] {
  const deliveries: ImportFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = deliveries.at(-1);
    if (last === undefined || last.length >= mostFiles || bytes + file.blob.size > mostBytes) {
      deliveries.push([file]);
      bytes = file.blob.size;
    } else {
      last.push(file);
      bytes += file.blob.size;
    }
  }
  return deliveries;
}

export function sizeOf(files: readonly ImportFile[]): number {
  return files.reduce((sum, file) => sum + file.blob.size, 0);
}

/** The progress of one delivery as a part of the whole. */
export function progressWithin(
  all: readonly ImportFile[],
  done: readonly ImportFile[],
  now: ImportProgress | undefined,
): ImportProgress {
  return {
    doneFiles: done.length + (now?.doneFiles ?? 0),
    totalFiles: all.length,
    doneBytes: sizeOf(done) + (now?.doneBytes ?? 0),
    totalBytes: sizeOf(all),
  };
}
