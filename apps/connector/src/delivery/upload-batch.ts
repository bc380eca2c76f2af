import type { FileHandle } from 'node:fs/promises';
import { type AccountId, CommonsealError, encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import type { Connection } from '../server/connection.ts';
import type { SpooledBatch } from '../state/spooled-batch.ts';
import { checkPieces, openPieces, readPiece } from './check-pieces.ts';

/** Uploads at once: enough to hide the way to the server and back, few enough to hold in memory. */
const parallelUploads = 4;
/** How often the server may say that something is missing of what it has just taken. */
const maxRounds = 3;

export interface BatchUpload {
  readonly connection: Connection;
  readonly accountId: AccountId;
  readonly batch: SpooledBatch;
  readonly rowsFile: string;
  readonly pagesFile: string;
  /** Asks first what has arrived: for a batch that was begun to be sent before. */
  readonly isResumed: boolean;
  /** Called when all has arrived, before the server is asked to accept it. */
  readonly onOffer: () => Promise<void>;
  /** Called after each piece that has arrived. */
  readonly onPiece: (pieceBytes: number) => void;
}

type Place = Pick<BatchUpload, 'connection' | 'accountId' | 'batch'>;

/** Whether the server has taken the batch. */
export async function isAccepted(place: Place): Promise<boolean> {
  return (await whatArrived(place)).accepted;
}

/** One piece to send, and where it lies in its file. */
interface Piece {
  readonly file: 'rows' | 'pages';
  readonly offset: number;
  readonly length: number;
  readonly send: (bytes: Uint8Array) => Promise<unknown>;
}

interface Arrived {
  readonly accepted: boolean;
  readonly pages: ReadonlySet<number>;
  readonly chunks: ReadonlyMap<string, ReadonlySet<number>>;
}

const nothingArrived: Arrived = { accepted: false, pages: new Set(), chunks: new Map() };

/**
 * Sends the stored bytes of a batch, as far as they have not arrived, and has it accepted. Can be broken off and begun
 * again at any moment: the same bytes in the same place are taken once.
 * @throws PiecesDamaged when the spool does not hold what still has to be sent
 * @throws CommonsealError `epoch_ended`, `batch_refused`, `upload_conflict`, and what the connection throws
 */
export async function uploadBatch(upload: BatchUpload): Promise<void> {
  const { connection, accountId, batch } = upload;
  let arrived = upload.isResumed ? await whatArrived(upload) : nothingArrived;
  for (let round = 1; !arrived.accepted; round += 1) {
    await sendMissing(upload, arrived);
    await upload.onOffer();
    try {
      await connection.call(endpoints.commitBatch, {
        params: { accountId, batchId: batch.batchId },
        body: { manifest: encodeBase64url(batch.manifest), seal: encodeBase64url(batch.seal) },
      });
      return;
    } catch (error) {
      const isIncomplete = error instanceof CommonsealError && error.code === 'upload_incomplete';
      if (!isIncomplete || round === maxRounds) throw error;
      arrived = await whatArrived(upload);
    }
  }
}

async function sendMissing(upload: BatchUpload, arrived: Arrived): Promise<void> {
  const { batch, rowsFile, pagesFile } = upload;
  // A spool that nobody needs any more may be damaged.
  if (piecesOf(upload, arrived).next().done) return;
  if (upload.isResumed) await checkPieces(batch, rowsFile, pagesFile);
  const rows = await openPieces(rowsFile);
  try {
    const pages = await openPieces(pagesFile);
    try {
      await sendAll(piecesOf(upload, arrived), { rows, pages }, upload.onPiece);
    } finally {
      await pages.close();
    }
  } finally {
    await rows.close();
  }
}

async function whatArrived({ connection, accountId, batch }: Place): Promise<Arrived> {
  try {
    const { batchId } = batch;
    const state = await connection.call(endpoints.uploadState, { params: { accountId, batchId } });
    return {
      accepted: state.accepted,
      pages: new Set(state.pages),
      chunks: new Map(state.items.map(({ itemId, chunks }) => [itemId, new Set(chunks)])),
    };
  } catch (error) {
    if (error instanceof CommonsealError && error.code === 'not_found') return nothingArrived;
    throw error;
  }
}

function* piecesOf(upload: BatchUpload, arrived: Arrived): Generator<Piece> {
  const { connection, accountId, batch } = upload;
  const { batchId } = batch;
  let offset = 0;
  for (const item of batch.items) {
    const there = arrived.chunks.get(item.itemId);
    for (const [chunk, length] of item.rowBytes.entries()) {
      const params = { accountId, batchId, itemId: item.itemId, chunk };
      const send = (body: Uint8Array) => connection.call(endpoints.putChunk, { params, body });
      if (!there?.has(chunk)) yield { file: 'rows', offset, length, send };
      offset += length;
    }
  }
  offset = 0;
  for (const [page, length] of batch.pageBytes.entries()) {
    const send = (body: Uint8Array) =>
      connection.call(endpoints.putPage, { params: { accountId, batchId, page }, body });
    if (!arrived.pages.has(page)) yield { file: 'pages', offset, length, send };
    offset += length;
  }
}

async function sendAll(
  pieces: Generator<Piece>,
  files: Readonly<Record<Piece['file'], FileHandle>>,
  onPiece: BatchUpload['onPiece'],
): Promise<void> {
  const worker = async () => {
    try {
      // One generator for all workers: each takes the next piece when it is free.
      for (let next = pieces.next(); !next.done; next = pieces.next()) {
        const { file, offset, length, send } = next.value;
        await send(await readPiece(files[file], offset, length));
        onPiece(length);
      }
    } catch (error) {
      // The others finish what they are at and find nothing more to do.
      pieces.return(undefined);
      throw error;
    }
  };
  const results = await Promise.allSettled(Array.from({ length: parallelUploads }, worker));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
