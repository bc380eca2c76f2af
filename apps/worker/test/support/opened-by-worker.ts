import {
  type AccountId,
  type BatchId,
  type ItemHeader,
  type ItemId,
  type WorkerId,
  type WriterId,
  concatBytes,
  parseBase64url,
  parseItemHeader,
} from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { decryptBody, decryptPage, openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  type BatchKey,
  type WorkerSeed,
  accountSeedContext,
  batchKeyContext,
  bodyContext,
  deriveItemKey,
  pageContext,
} from '@commonseal/crypto/seal';
import { listedBatches } from '../../src/reading/listed-batches.ts';

/** The keys of a worker to which everything was granted, and its session. */
export interface WorkersKeys {
  readonly api: ApiClient;
  readonly workerId: WorkerId;
  readonly seed: WorkerSeed;
}

export interface OpenedInside {
  readonly itemId: ItemId;
  readonly writerId: WriterId;
  readonly header: ItemHeader;
  readonly body: Uint8Array;
}

/** Of an account, by epoch: those that were sealed to the worker. */
export async function seedsOf(
  { api, workerId, seed }: WorkersKeys,
  accountId: AccountId,
): Promise<ReadonlyMap<number, AccountSeed>> {
  const { seals } = await api.call(endpoints.epochSeals, { params: { accountId } });
  const recipient = { kind: 'worker', id: workerId } as const;
  return new Map(
    seals.map(({ epoch, seal }) => {
      const context = accountSeedContext({ accountId, epoch, recipient });
      return [epoch, openSeal<AccountSeed>(parseBase64url(seal), seed, context)];
    }),
  );
}

/** All items of an account, whoever wrote them, results too: by hand, with nobody's judgement. */
export async function* openAll(keys: WorkersKeys, accountId: AccountId): AsyncGenerator<OpenedInside> {
  const { api } = keys;
  const seeds = await seedsOf(keys, accountId);
  for await (const { manifest, served } of listedBatches(api, accountId, 0)) {
    const { writerId, batchId } = manifest;
    const seed = seeds.get(manifest.epoch);
    if (!seed) throw new TypeError('a seal of each key');
    const batchKey = openSeal<BatchKey>(parseBase64url(served.seal), seed, batchKeyContext(manifest));
    const chunkCounts = new Map(manifest.items.map(({ itemId, chunkCount }) => [itemId, chunkCount]));
    for (const [page, bytes] of served.pages.entries()) {
      const context = pageContext({ ...manifest, page, version: 0 });
      for (const record of await decryptPage(Buffer.from(bytes, 'base64'), batchKey, context)) {
        const { itemId } = record;
        const header = parseItemHeader(record.header);
        const rows = rowsOf(api, { accountId, batchId, itemId }, chunkCounts.get(itemId) ?? 0);
        const place = bodyContext({ ...manifest, itemId });
        const parts: Uint8Array[] = [];
        for await (const part of decryptBody(rows, deriveItemKey(batchKey, itemId), place, header.size))
          parts.push(part);
        yield { itemId, writerId, header, body: concatBytes(...parts) };
      }
    }
  }
}

async function* rowsOf(
  api: ApiClient,
  params: { readonly accountId: AccountId; readonly batchId: BatchId; readonly itemId: ItemId },
  count: number,
): AsyncGenerator<Uint8Array> {
  for (let chunk = 0; chunk < count; chunk += 1)
    yield await api.call(endpoints.chunk, { params: { ...params, chunk } });
}
