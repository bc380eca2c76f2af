import type { Endpoint, ReplyOf } from '../../../../packages/protocol/src/api/endpoint.ts';
import { readReply as readReal } from '../../../../packages/protocol/src/api/read-reply.ts';
import { type Columns, columns } from './columns.ts';

export { asOffline } from '../../../../packages/protocol/src/api/read-reply.ts';

interface ToldBatch {
  readonly batchId: string;
  readonly columns?: Columns;
}

/** Takes in what a batch may have beside its signed parts; the rest is read as ever. */
export async function readReply<E extends Endpoint>(
  endpoint: E,
  response: Response,
  maxBytes: number,
): Promise<ReplyOf<E>> {
  if (!endpoint.path.endsWith('/batches') || !response.ok) return readReal(endpoint, response, maxBytes);
  const { batches, ...reply } = (await response.json()) as { readonly batches: readonly ToldBatch[] };
  const signed = batches.map(({ columns: told, ...batch }) => {
    if (told) columns.set(batch.batchId, told);
    return batch;
  });
  return readReal(endpoint, new Response(JSON.stringify({ ...reply, batches: signed })), maxBytes);
}
