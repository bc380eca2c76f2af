import { CommonsealError, type ErrorCode, type ItemHeader, maxItemBytes } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { currentEpoch } from '@commonseal/account-log';
import { BatchSealer } from '@commonseal/account-log/author';
import { describeFile, describedHeadBytes } from '@commonseal/content';
import type { AccountSession } from '../account/account-session.ts';
import type { ImportFile, ImportProgress, ImportReport } from '../api.ts';
import { DeviceWriter } from './device-writer.ts';

/** A batch is closed when it has this many items or bytes. */
const batchItems = 64;
const batchBytes = 8 * 1024 * 1024;

class Unreadable extends Error {
  readonly file: ImportFile;

  constructor(file: ImportFile, cause: unknown) {
    super('a file cannot be read', { cause });
    this.file = file;
  }
}

/**
 * Seals files on this device and delivers them batch by batch; a batch is there whole or not at all. Files that cannot
 * be taken are named in the report, and the others delivered. What an interrupted import has delivered after all is not
 * delivered again.
 */
export async function importFiles(
  session: AccountSession,
  deviceName: string,
  files: readonly ImportFile[],
  onProgress?: (progress: ImportProgress) => void,
): Promise<ImportReport> {
  const tooLarge = files.filter(({ blob }) => blob.size > maxItemBytes);
  const failed = tooLarge.map(({ fileName }) => ({ fileName, code: 'file_too_large' as ErrorCode }));
  const accepted = files.filter(({ blob }) => blob.size <= maxItemBytes);
  const progress = new Progress(accepted, onProgress);
  const { accountId } = session;
  return session.storage.withLock(`device-writer/${accountId}`, async () => {
    const device = await DeviceWriter.open(session, deviceName);
    const recovered = new Set(device.recovered);
    const wanted = accepted.filter((file) => !recovered.has(markOf(file)));
    let imported = accepted.length - wanted.length;
    const queue = groupIntoBatches(wanted);
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      try {
        await deliver(session, device, batch, progress);
        imported += batch.length;
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        const { file } = error;
        failed.push({ fileName: file.fileName, code: 'file_unreadable' });
        const others = batch.filter((other) => other !== file);
        if (others.length > 0) queue.unshift(others);
      }
    }
    return { imported, failed };
  });
}

/** Tells a file from others well enough to know it again when an interrupted import is repeated. */
function markOf({ blob, fileName, folder, lastModifiedMs }: ImportFile): string {
  return [blob.size, lastModifiedMs, fileName.slice(0, 1000), folder.slice(0, 1000)].join('/');
}

function groupIntoBatches(files: readonly ImportFile[]): ImportFile[][] {
  const batches: ImportFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    const current = batches.at(-1);
    if (!current || current.length >= batchItems || bytes + file.blob.size > batchBytes) {
      batches.push([file]);
      bytes = file.blob.size;
    } else {
      current.push(file);
      bytes += file.blob.size;
    }
  }
  return batches;
}

async function deliver(
  session: AccountSession,
  device: DeviceWriter,
  files: readonly ImportFile[],
  progress: Progress,
): Promise<void> {
  const { accountId, client } = session;
  for (let attempt = 0; ; attempt += 1) {
    const { epoch, ingestKey } = currentEpoch(session.log.state);
    const sealer = new BatchSealer({
      accountId,
      epoch,
      ingestKey,
      logHead: session.log.head,
      writerSeed: device.seed,
    });
    const { batchId } = sealer;
    progress.startBatch();
    for (const file of files) {
      for await (const { itemId, chunk, row } of sealFile(sealer, file)) {
        await client.call(endpoints.putChunk, { params: { accountId, batchId, itemId, chunk }, body: row });
        progress.add(row.length);
      }
      progress.endFile();
    }
    // The newest log is asked for once more before anything is signed: mostly that finds what `epoch_ended` would say.
    await session.syncLog();
    if (currentEpoch(session.log.state).epoch !== epoch) continue;
    const sealed = await sealer.finish(device.chain, Date.now());
    for (const [page, bytes] of sealed.pages.entries()) {
      await client.call(endpoints.putPage, { params: { accountId, batchId, page }, body: bytes });
    }
    if ((await device.commit(sealed, files.map(markOf))) === 'accepted') {
      progress.endBatch(files);
      return;
    }
    await device.replace();
    if (attempt >= 2) throw new CommonsealError('batch_refused', 'the server keeps refusing a batch');
  }
}

async function* sealFile(sealer: BatchSealer, file: ImportFile) {
  const { blob } = file;
  const read = async (offset: number, length: number) => {
    try {
      return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
    } catch (error) {
      // It was removed or changed since it was chosen.
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

/** Tells how far an import is; what a repeated batch had counted is taken back. */
class Progress {
  readonly #report: ((progress: ImportProgress) => void) | undefined;
  readonly #totalBytes: number;
  readonly #totalFiles: number;
  #finished = { bytes: 0, files: 0 };
  #batch = { bytes: 0, files: 0 };

  constructor(files: readonly ImportFile[], report: ((progress: ImportProgress) => void) | undefined) {
    this.#report = report;
    this.#totalFiles = files.length;
    this.#totalBytes = files.reduce((sum, { blob }) => sum + blob.size, 0);
  }

  startBatch(): void {
    this.#batch = { bytes: 0, files: 0 };
    this.#tell();
  }

  add(bytes: number): void {
    this.#batch.bytes += bytes;
    this.#tell();
  }

  endFile(): void {
    this.#batch.files += 1;
    this.#tell();
  }

  endBatch(files: readonly ImportFile[]): void {
    this.#finished.bytes += files.reduce((sum, { blob }) => sum + blob.size, 0);
    this.#finished.files += files.length;
    this.#batch = { bytes: 0, files: 0 };
    this.#tell();
  }

  #tell(): void {
    this.#report?.({
      doneBytes: Math.min(this.#finished.bytes + this.#batch.bytes, this.#totalBytes),
      totalBytes: this.#totalBytes,
      doneFiles: this.#finished.files + this.#batch.files,
      totalFiles: this.#totalFiles,
    });
  }
}
