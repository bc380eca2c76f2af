import type { AccountLog } from '@commonseal/account-log';
import type { ReplyOf, endpoints } from '@commonseal/protocol/api';
import { Answer } from './answer.ts';
import { type Forger, headerOf } from './crafted-batch.ts';
import type { HostileServer } from './hostile-server.ts';

/** A batch as the server lists it. */
export type ListedBatch = ReplyOf<typeof endpoints.batches>['batches'][number];

export interface Delivery {
  readonly titles: readonly string[];
  readonly timeMs: number;
  /** The name of the folder that all of it was taken from: a long one fills the pages. */
  readonly folder?: string;
}

/** What an honest source seals, delivery after delivery, at times of the test's choice; its bodies are not kept. */
export async function sealDeliveries(
  log: AccountLog,
  source: Forger,
  deliveries: readonly Delivery[],
): Promise<ListedBatch[]> {
  const { BatchSealer } = await import('@commonseal/account-log/author');
  const { currentEpoch } = await import('@commonseal/account-log');
  const { epoch, ingestKey } = currentEpoch(log.state);
  const { accountId } = log.state;
  const listed: ListedBatch[] = [];
  let previous: Parameters<InstanceType<typeof BatchSealer>['finish']>[0];
  for (const { titles, timeMs, folder = '' } of deliveries) {
    const writerSeed = source.seed;
    const sealer = new BatchSealer({ accountId, epoch, ingestKey, logHead: log.head, writerSeed });
    for (const title of titles) {
      const text = new TextEncoder().encode(title);
      const body = { size: text.length, read: async () => text };
      const rows = sealer.sealItem({ ...headerOf(title, text.length), source: folder }, body);
      for await (const { chunk } of rows) if (chunk > 0) throw new Error('longer than a title can be');
    }
    const { batchId, manifest, seal, pages, head } = await sealer.finish(previous, timeMs);
    previous = head;
    listed.push({
      sequence: listed.length + 1,
      batchId,
      manifest: Buffer.from(manifest).toString('base64url'),
      seal: Buffer.from(seal).toString('base64url'),
      pages: pages.map((page) => Buffer.from(page).toString('base64')),
    });
  }
  return listed;
}

/**
 * Lists batches as the attacker wants them, numbered without a gap.
 * @param arrange given all that the real server has
 */
export function arrangeBatches(
  hostile: HostileServer,
  arrange: (all: readonly ListedBatch[]) => readonly ListedBatch[],
): void {
  hostile.meddle('batches', async ({ path, query }, forward) => {
    const answer = await forward({ path: path.replace(/after=\d+/, 'after=0') });
    const { batches } = answer.json() as ReplyOf<typeof endpoints.batches>;
    const arranged = arrange(batches).map((batch, at) => ({ ...batch, sequence: at + 1 }));
    return Answer.json({ batches: arranged.slice(Number(query.get('after'))), more: false });
  });
}
