import { type ChunkRow, CommonsealError, encodeChunkRows, inMessages } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { BatchSealer, type UploadSecrets } from '@commonseal/account-log/author';
import type { AccountSession } from '../account/account-session.ts';
import { isRotationDue, rotateIfDue } from '../account/rotate.ts';
import type { ImportFile } from '../api.ts';
import type { DeviceWriter } from './device-writer.ts';
import type { ImportProgressReport } from './import-progress.ts';
import { epochToSealUnder } from './epoch-to-seal-under.ts';
import { markOf, sealFile } from './seal-file.ts';
import { UploadRecord, sendRecorded } from './upload-record.ts';

/** A file above this many bytes is a delivery by itself, which can be gone on with after an interruption. */
export const resumableBytes = 8 * 1024 * 1024;

/** Of small files that travel together: few enough that progress is seen on a slow line. */
const messageBytes = 256 * 1024;
const mostAttempts = 3;

/**
 * Seals files as one batch and has it accepted: all of them or none. When the account key was replaced meanwhile, or the
 * server will not have it, it is sealed anew; and never under a key that somebody has made in leaving.
 * @throws Unreadable, CommonsealError `batch_refused`, `cancelled`, what the connection throws
 */
export async function deliverBatch(
  session: AccountSession,
  device: DeviceWriter,
  files: readonly ImportFile[],
  progress: ImportProgressReport,
): Promise<void> {
  for (let attempt = 0; attempt < mostAttempts; ) {
    await rotateIfDue(session);
    const { epoch } = epochToSealUnder(session);
    const sealer = await uploadFiles(session, device, files, progress);
    // The newest log is asked for once more before anything is signed: mostly that finds what `epoch_ended` would say.
    await session.syncLog();
    if (epochToSealUnder(session).epoch !== epoch || isRotationDue(session)) continue;
    if (await commit(session, device, sealer, files)) {
      await progress.endBatch(files);
      return;
    }
    await device.replace();
    attempt += 1;
  }
  throw new CommonsealError('batch_refused', 'the server keeps refusing a batch');
}

function startBatch(session: AccountSession, device: DeviceWriter, upload?: UploadSecrets): BatchSealer {
  const { accountId, log } = session;
  const { epoch, ingestKey } = epochToSealUnder(session);
  return new BatchSealer({ accountId, epoch, ingestKey, logHead: log.head, writerSeed: device.seed }, upload);
}

async function uploadFiles(
  session: AccountSession,
  device: DeviceWriter,
  files: readonly ImportFile[],
  progress: ImportProgressReport,
): Promise<BatchSealer> {
  const [large] = files;
  if (large && files.length === 1 && large.blob.size > resumableBytes) {
    return uploadLarge(session, device, large, progress);
  }
  const sealer = startBatch(session, device);
  await progress.startBatch();
  const params = { accountId: session.accountId, batchId: sealer.batchId };
  for await (const rows of inMessages(rowsOf(sealer, files), messageBytes)) {
    await session.client.call(endpoints.putChunks, { params, body: encodeChunkRows(rows) });
    for (const { row, isLast } of rows) {
      await progress.add(row.length);
      if (isLast) await progress.endFile();
    }
  }
  return sealer;
}

/** All rows of all files; each file has one at least. */
async function* rowsOf(
  sealer: BatchSealer,
  files: readonly ImportFile[],
): AsyncGenerator<ChunkRow & { readonly isLast: boolean }> {
  for (const file of files) {
    let before: ChunkRow | undefined;
    for await (const row of sealFile(sealer, file)) {
      if (before) yield { ...before, isLast: false };
      before = row;
    }
    if (before) yield { ...before, isLast: true };
  }
}

/** Goes on with an upload of this very file if there is one; else, or when its content is another now, begins anew. */
async function uploadLarge(
  session: AccountSession,
  device: DeviceWriter,
  file: ImportFile,
  progress: ImportProgressReport,
): Promise<BatchSealer> {
  const { epoch } = epochToSealUnder(session);
  for (;;) {
    const kept = device.upload;
    const isOurs = kept !== undefined && kept.mark === markOf(file) && kept.epoch === epoch;
    const upload = isOurs ? kept : await device.beginUpload(file, epoch);
    const sealer = startBatch(session, device, upload.secrets);
    const record = await UploadRecord.open(session, upload.secrets);
    await progress.startBatch();
    if (await sendRecorded(record, sealFile(sealer, file), (bytes) => progress.add(bytes))) {
      await progress.endFile();
      return sealer;
    }
    await device.endUpload();
  }
}

async function commit(
  { accountId, client }: AccountSession,
  device: DeviceWriter,
  sealer: BatchSealer,
  files: readonly ImportFile[],
): Promise<boolean> {
  const sealed = await sealer.finish(device.chain, Date.now());
  const { batchId } = sealed;
  for (const [page, bytes] of sealed.pages.entries()) {
    await client.call(endpoints.putPage, { params: { accountId, batchId, page }, body: bytes });
  }
  return (await device.commit(sealed, files.map(markOf))) === 'accepted';
}
