import { type ChunkRow, CommonsealError, encodeChunkRows, inMessages } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { BatchSealer, type UploadSecrets } from '@commonseal/account-log/author';
import type { AccountSession } from '../account/account-session.ts';
import { isRotationDue, rotateIfDue } from '../account/rotate.ts';
import type { DeviceWriter } from './device-writer.ts';
import { epochToSealUnder } from './epoch-to-seal-under.ts';
import type { DeliveryProgress, Parcel } from './parcel.ts';
import { UploadRecord, sendRecorded } from './upload-record.ts';

/** What somebody brings again is, above this many bytes, a delivery by itself, which can be gone on with after an interruption. */
export const resumableBytes = 8 * 1024 * 1024;

/** Of small items that travel together: few enough that progress is seen on a slow line. */
const messageBytes = 256 * 1024;
const mostAttempts = 3;

/**
 * Seals items as one batch and has it accepted: all of them or none. When the account key was replaced meanwhile, or the
 * server will not have it, it is sealed anew; and never under a key that somebody has made in leaving.
 * @throws what sealing an item throws, CommonsealError `batch_refused`, `cancelled`, what the connection throws
 */
export async function deliverBatch(
  session: AccountSession,
  device: DeviceWriter,
  parcels: readonly Parcel[],
  progress: DeliveryProgress,
): Promise<void> {
  for (let attempt = 0; attempt < mostAttempts; ) {
    await rotateIfDue(session);
    const { epoch } = epochToSealUnder(session);
    const sealer = await uploadParcels(session, device, parcels, progress);
    // The newest log is asked for once more before anything is signed: mostly that finds what `epoch_ended` would say.
    await session.syncLog();
    if (epochToSealUnder(session).epoch !== epoch || isRotationDue(session)) continue;
    if (await commit(session, device, sealer, parcels)) {
      await progress.endBatch(parcels);
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

async function uploadParcels(
  session: AccountSession,
  device: DeviceWriter,
  parcels: readonly Parcel[],
  progress: DeliveryProgress,
): Promise<BatchSealer> {
  const [large] = parcels;
  if (large?.repeat && parcels.length === 1 && large.size > resumableBytes)
    return uploadLarge(session, device, { ...large, repeat: large.repeat }, progress);
  const sealer = startBatch(session, device);
  await progress.startBatch();
  const params = { accountId: session.accountId, batchId: sealer.batchId };
  for await (const rows of inMessages(rowsOf(sealer, parcels), messageBytes)) {
    await session.client.call(endpoints.putChunks, { params, body: encodeChunkRows(rows) });
    for (const { row, isLast } of rows) {
      await progress.add(row.length);
      if (isLast) await progress.endParcel();
    }
  }
  return sealer;
}

/** All rows of all of them; each has one at least. */
async function* rowsOf(
  sealer: BatchSealer,
  parcels: readonly Parcel[],
): AsyncGenerator<ChunkRow & { readonly isLast: boolean }> {
  for (const parcel of parcels) {
    let before: ChunkRow | undefined;
    for await (const row of parcel.seal(sealer)) {
      if (before) yield { ...before, isLast: false };
      before = row;
    }
    if (before) yield { ...before, isLast: true };
  }
}

type Repeatable = Parcel & { readonly repeat: object };

/** Goes on with an upload of this very file if there is one; else, or when its content is another now, begins anew. */
async function uploadLarge(
  session: AccountSession,
  device: DeviceWriter,
  parcel: Repeatable,
  progress: DeliveryProgress,
): Promise<BatchSealer> {
  const { epoch } = epochToSealUnder(session);
  for (;;) {
    const kept = device.upload;
    const isOurs = kept !== undefined && kept.mark === parcel.repeat.mark && kept.epoch === epoch;
    const upload = isOurs ? kept : await device.beginUpload(parcel, epoch);
    const sealer = startBatch(session, device, upload.secrets);
    const record = await UploadRecord.open(session, upload.secrets);
    await progress.startBatch();
    if (await sendRecorded(record, parcel.seal(sealer), (bytes) => progress.add(bytes))) {
      await progress.endParcel();
      return sealer;
    }
    await device.endUpload();
  }
}

async function commit(
  { accountId, client }: AccountSession,
  device: DeviceWriter,
  sealer: BatchSealer,
  parcels: readonly Parcel[],
): Promise<boolean> {
  const sealed = await sealer.finish(device.chain, Date.now());
  const { batchId } = sealed;
  for (const [page, bytes] of sealed.pages.entries()) {
    await client.call(endpoints.putPage, { params: { accountId, batchId, page }, body: bytes });
  }
  return (
    (await device.commit(
      sealed,
      parcels.flatMap(({ repeat }) => repeat?.mark ?? []),
    )) === 'accepted'
  );
}
