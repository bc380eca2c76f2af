import { type ErrorCode, maxItemBytes } from '@commonseal/protocol';
import type { AccountSession } from '../account/account-session.ts';
import type { ImportFile, ImportProgress, ImportReport, OnProgress } from '../api.ts';
import { deliverBatch, resumableBytes } from './deliver-batch.ts';
import { DeviceWriter } from './device-writer.ts';
import { ImportProgressReport } from './import-progress.ts';
import { Unreadable, fileParcel, markOf } from './seal-file.ts';

/** A batch is closed when it has this many items or bytes. */
const batchItems = 64;
const batchBytes = resumableBytes;

/**
 * Seals files on this device and delivers them batch by batch; a batch is there whole or not at all. Files that cannot
 * be taken are named in the report, and the others delivered. What an interrupted import has delivered after all is not
 * delivered again.
 */
export async function importFiles(
  session: AccountSession,
  deviceName: string,
  files: readonly ImportFile[],
  onProgress?: OnProgress<ImportProgress>,
): Promise<ImportReport> {
  const tooLarge = files.filter(({ blob }) => blob.size > maxItemBytes);
  const failed = tooLarge.map(({ fileName }) => ({ fileName, code: 'file_too_large' as ErrorCode }));
  const accepted = files.filter(({ blob }) => blob.size <= maxItemBytes);
  const progress = new ImportProgressReport(accepted, onProgress);
  const { accountId } = session;
  return session.storage.withLock(`device-writer/${accountId}`, async () => {
    const device = await DeviceWriter.open(session, deviceName);
    const recovered = new Set(device.recovered);
    const wanted = accepted.filter((file) => !recovered.has(markOf(file)));
    let imported = accepted.length - wanted.length;
    const queue = groupIntoBatches(wanted);
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      try {
        await deliverBatch(session, device, batch.map(fileParcel), progress);
        imported += batch.length;
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        const { file } = error;
        failed.push({ fileName: file.fileName, code: 'file_unreadable' });
        const others = batch.filter((other) => other !== file);
        if (others.length > 0) queue.unshift(others);
      }
    }
    await device.forgetRecovered();
    return { imported, failed };
  });
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
