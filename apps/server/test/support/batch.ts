import { type AccountLog, type ChainHead, currentEpoch } from '@commonseal/account-log';
import { BatchSealer, type SealedBatch } from '@commonseal/account-log/author';
import { type AccountId, type ChunkRow, encodeBase64url, encodeChunkRows } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import type { TestProgram } from './account.ts';

export interface TestBatch extends SealedBatch {
  readonly accountId: AccountId;
  readonly rows: readonly ChunkRow[];
}

function sourceOf(size: number) {
  return {
    size,
    read: async (offset: number, length: number) =>
      Uint8Array.from({ length }, (_, at) => (offset + at) % 251),
  };
}

/** Seals a batch of made-up items as a real writer does. @param sizes bytes of each body */
export async function sealBatch(
  log: AccountLog,
  { seed }: Pick<TestProgram, 'seed'>,
  sizes: readonly number[],
  previous?: ChainHead,
): Promise<TestBatch> {
  const { accountId } = log.state;
  const { epoch, ingestKey } = currentEpoch(log.state);
  const sealer = new BatchSealer({ accountId, epoch, ingestKey, logHead: log.head, writerSeed: seed });
  const rows: ChunkRow[] = [];
  for (const size of sizes) {
    const header = {
      title: 'Letter',
      from: 'Somebody',
      source: 'Inbox',
      receivedAtMs: 0,
      mediaType: 'text/plain',
      fileName: 'letter.txt',
      size,
    };
    for await (const row of sealer.sealItem(header, sourceOf(size))) rows.push(row);
  }
  return { ...(await sealer.finish(previous, Date.now())), accountId, rows };
}

export function paramsOf({ accountId, batchId }: Pick<TestBatch, 'accountId' | 'batchId'>) {
  return { accountId, batchId };
}

export async function putRows(api: ApiClient, batch: TestBatch, rows: readonly ChunkRow[]): Promise<void> {
  await api.call(endpoints.putChunks, { params: paramsOf(batch), body: encodeChunkRows(rows) });
}

export async function putPage(
  api: ApiClient,
  batch: TestBatch,
  page: number,
  bytes: Uint8Array,
): Promise<void> {
  await api.call(endpoints.putPage, { params: { ...paramsOf(batch), page }, body: bytes });
}

export async function upload(api: ApiClient, batch: TestBatch): Promise<void> {
  for (const row of batch.rows) await putRows(api, batch, [row]);
  for (const [page, bytes] of batch.pages.entries()) await putPage(api, batch, page, bytes);
}

export async function commit(
  api: ApiClient,
  batch: TestBatch,
  changed: { readonly manifest?: Uint8Array; readonly seal?: Uint8Array } = {},
): Promise<number> {
  const body = {
    manifest: encodeBase64url(changed.manifest ?? batch.manifest),
    seal: encodeBase64url(changed.seal ?? batch.seal),
  };
  return (await api.call(endpoints.commitBatch, { params: paramsOf(batch), body })).sequence;
}

export async function deliver(api: ApiClient, batch: TestBatch): Promise<number> {
  await upload(api, batch);
  return commit(api, batch);
}
