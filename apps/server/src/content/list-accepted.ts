import type { ReplyOf, endpoints } from '@commonseal/protocol/api';
import { textOf } from '../bytes.ts';
import type { Queryable } from '../database/database.ts';
import { readPages } from '../repositories/batch-pages.ts';
import { isLastBatch, listBatches } from '../repositories/batches.ts';
import type { Scope } from '../repositories/grants.ts';

const defaultCount = 50;
const maxReplyBytes = 8 * 1024 * 1024;

const base64urlOf = (base64: string) => textOf(Buffer.from(base64, 'base64'));

/** Accepted batches in the account's sequence, as many as fit into one reply. */
export async function listAccepted(
  db: Queryable,
  accountId: Buffer,
  {
    after,
    limit = defaultCount,
    writerIds,
  }: Scope & { readonly after: number; readonly limit?: number | undefined },
): Promise<ReplyOf<typeof endpoints.batches>> {
  const rows = await listBatches(db, accountId, { after, count: limit, maxBytes: maxReplyBytes, writerIds });
  const last = rows.at(-1);
  if (!last) return { batches: [], more: false };
  const pages = new Map<string, string[]>(rows.map(({ batchId }) => [textOf(batchId), []]));
  const batchIds = rows.map(({ batchId }) => batchId);
  for (const { batchId, base64 } of await readPages(db, accountId, batchIds)) {
    pages.get(textOf(batchId))?.push(base64);
  }
  const batches = rows.map(({ sequence, batchId, manifestBase64, sealBase64, resealedEpoch }) => ({
    sequence,
    batchId: textOf(batchId),
    manifest: base64urlOf(manifestBase64),
    seal: base64urlOf(sealBase64),
    ...(resealedEpoch === null ? {} : { resealedEpoch }),
    pages: pages.get(textOf(batchId)) ?? [],
  }));
  return { batches, more: !(await isLastBatch(db, accountId, last.sequence)) };
}
