import type { FileHandle } from 'node:fs/promises';
import {
  type AccountId,
  CommonsealError,
  encodeBase64url,
  encodeChunkRows,
  inMessages,
} from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import type { Connection } from '../server/connection.ts';
import type { SpooledBatch } from '../state/spooled-batch.ts';
import { checkPieces, openPieces, readPiece } from './check-pieces.ts';

/** Uploads at once: enough to hide the way to the server and back, few enough to hold in memory. */
const parallelUploads = 4;
/** Of small rows that travel together. */
const messageBytes = 1024 * 1024;
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

/** A page, or rows that travel together. */
interface Piece {
  readonly bytes: number;
  readonly send: () => Promise<unknown>;
}

/** Where a page, or a row of a body, lies in its file. */
interface Stored {
  readonly offset: number;
  readonly length: number;
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
  const missing = { rows: missingRows(batch, arrived), pages: missingPages(batch, arrived) };
  // A spool that nobody needs any more may be damaged.
  if (missing.rows.length === 0 && missing.pages.length === 0) return;
  if (upload.isResumed) await checkPieces(batch, rowsFile, pagesFile);
  const rows = await openPieces(rowsFile);
  try {
    const pages = await openPieces(pagesFile);
    try {
      await sendAll(piecesOf(upload, missing, { rows, pages }), upload.onPiece);
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

function missingRows({ items }: SpooledBatch, { chunks }: Arrived) {
  let offset = 0;
  const rows = items.flatMap(({ itemId, rowBytes }) =>
    rowBytes.map((length, chunk) => {
      offset += length;
      return { itemId, chunk, length, offset: offset - length };
    }),
  );
  return rows.filter(({ itemId, chunk }) => chunks.get(itemId)?.has(chunk) !== true);
}

function missingPages({ pageBytes }: SpooledBatch, { pages }: Arrived) {
  let offset = 0;
  const all = pageBytes.map((length, page) => {
    offset += length;
    return { page, length, offset: offset - length };
  });
  return all.filter(({ page }) => !pages.has(page));
}

async function* piecesOf(
  { connection, accountId, batch: { batchId } }: BatchUpload,
  missing: {
    readonly rows: ReturnType<typeof missingRows>;
    readonly pages: ReturnType<typeof missingPages>;
  },
  files: Readonly<Record<'rows' | 'pages', FileHandle>>,
): AsyncGenerator<Piece> {
  const params = { accountId, batchId };
  for await (const rows of inMessages(readAll(files.rows, missing.rows), messageBytes)) {
    const send = () => connection.call(endpoints.putChunks, { params, body: encodeChunkRows(rows) });
    yield { bytes: rows.reduce((sum, { row }) => sum + row.length, 0), send };
  }
  for await (const { page, row: body } of readAll(files.pages, missing.pages)) {
    const send = () => connection.call(endpoints.putPage, { params: { ...params, page }, body });
    yield { bytes: body.length, send };
  }
}

async function* readAll<T extends Stored>(
  file: FileHandle,
  all: readonly T[],
): AsyncGenerator<T & { readonly row: Uint8Array }> {
  for (const each of all) yield { ...each, row: await readPiece(file, each.offset, each.length) };
}

async function sendAll(pieces: AsyncGenerator<Piece>, onPiece: BatchUpload['onPiece']): Promise<void> {
  const broken = new AbortController();
  const worker = async () => {
    try {
      // One generator for all workers: each takes the next piece when it is free.
      for (let next = await pieces.next(); !next.done && !broken.signal.aborted; next = await pieces.next()) {
        const { bytes, send } = next.value;
        await send();
        onPiece(bytes);
      }
    } catch (error) {
      // The others finish what they are at and take nothing more.
      broken.abort();
      throw error;
    }
  };
  const results = await Promise.allSettled(Array.from({ length: parallelUploads }, worker));
  await pieces.return(undefined);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
