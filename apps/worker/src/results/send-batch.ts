import {
  type AccountId,
  type ChunkRow,
  CommonsealError,
  concatBytes,
  encodeBase64url,
  encodeChunkRows,
  inMessages,
} from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import type { KeptBatch } from './kept-batches.ts';

/** How often the server may say that something is missing of what it has just taken. */
const maxRounds = 3;
/** Messages under way to the server. */
const sentAtOnce = 2;

/** The rows of a batch exactly as they are kept. */
export interface RowsToSend {
  /** All of them, each time. */
  readonly rows: () => AsyncIterable<ChunkRow> | Iterable<ChunkRow>;
  /** Nobody has begun to send it: the server need not be asked what it has. */
  readonly isNew: boolean;
}

const nothing: Arrived = { accepted: false, pages: new Set(), chunks: new Set() };

/**
 * Sends a batch exactly as it is kept, as far as it has not arrived, and has it accepted. Can be broken off and begun again at any
 * moment, by any process.
 * @throws CommonsealError `epoch_ended` when it was not accepted, and never will be; what the client throws
 */
export async function sendBatch(
  api: ApiClient,
  kept: KeptBatch & { readonly signature: Uint8Array },
  { rows, isNew }: RowsToSend,
): Promise<void> {
  const { accountId, batchId, body, signature, seal } = kept;
  const manifest = encodeBase64url(concatBytes(body, signature));
  for (let round = 1; ; round += 1) {
    const arrived = isNew && round === 1 ? nothing : await whatArrived(api, { accountId, batchId });
    if (arrived.accepted) return;
    await sendMissing(api, kept, rows(), arrived);
    try {
      await api.call(endpoints.commitBatch, {
        params: { accountId, batchId },
        body: { manifest, seal: encodeBase64url(seal) },
      });
      return;
    } catch (error) {
      const isIncomplete = error instanceof CommonsealError && error.code === 'upload_incomplete';
      if (!isIncomplete || round === maxRounds) throw error;
    }
  }
}

/** When one fails, nothing of the others goes on behind the caller's back. @throws the first failure */
async function allSettled(works: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(works);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

interface Arrived {
  readonly accepted: boolean;
  readonly pages: ReadonlySet<number>;
  readonly chunks: ReadonlySet<string>;
}

async function whatArrived(
  api: ApiClient,
  params: { readonly accountId: AccountId; readonly batchId: string },
): Promise<Arrived> {
  try {
    const { accepted, pages, items } = await api.call(endpoints.uploadState, { params });
    const chunks = items.flatMap((item) => item.chunks.map((chunk) => `${item.itemId}/${chunk}`));
    return { accepted, pages: new Set(pages), chunks: new Set(chunks) };
  } catch (error) {
    if (!(error instanceof CommonsealError) || error.code !== 'not_found') throw error;
    return nothing;
  }
}

async function sendMissing(
  api: ApiClient,
  { accountId, batchId, pages }: KeptBatch,
  rows: ReturnType<RowsToSend['rows']>,
  { pages: therePages, chunks }: Arrived,
): Promise<void> {
  const missing = async function* () {
    for await (const row of rows) if (!chunks.has(`${row.itemId}/${row.chunk}`)) yield row;
  };
  // One generator, taken from by all: each row is sent once.
  const messages = inMessages(missing());
  const sendSome = async () => {
    for await (const some of messages)
      await api.call(endpoints.putChunks, { params: { accountId, batchId }, body: encodeChunkRows(some) });
  };
  await allSettled(Array.from({ length: sentAtOnce }, sendSome));
  for (const [page, bytes] of pages.entries()) {
    if (therePages.has(page)) continue;
    await api.call(endpoints.putPage, { params: { accountId, batchId, page }, body: bytes });
  }
}
