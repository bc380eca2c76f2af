import {
  type ItemId,
  bodyChunkBytes,
  maxBatchPages,
  maxManifestBytes,
  maxPageRowBytes,
  parseItemHeader,
} from '@commonseal/protocol';
import { AccountLog, type Manifest, acceptManifest } from '@commonseal/account-log';
import { BatchSealer, type SealedBatch } from '@commonseal/account-log/author';
import { bodyRowCount, decryptBody, decryptPage, openSeal } from '@commonseal/crypto/open';
import {
  type BatchKey,
  batchKeyCommitment,
  batchKeyContext,
  bodyContext,
  deriveItemKey,
  headerHash,
  pageContext,
} from '@commonseal/crypto/seal';
import { bodyHash, chunkHash, cryptoReady, equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  accountSeedOf,
  ada,
  codeOf,
  genesisOf,
  headerOf,
  patternBytes,
  placementOf,
  reasonOf,
  sourceOf,
  startMs,
  writerEntry,
} from './samples.ts';

let log: AccountLog;

beforeAll(async () => {
  await cryptoReady();
  log = AccountLog.verify([genesisOf()]);
  log.append(writerEntry(log.state));
});

type Rows = Map<string, Uint8Array[]>;

async function sealInto(
  sealer: BatchSealer,
  rows: Rows,
  content: Uint8Array,
  header = headerOf(content.length),
) {
  let id = '';
  for await (const { itemId, chunk, row } of sealer.sealItem(header, sourceOf(content))) {
    const list = rows.get(itemId) ?? [];
    expect(chunk).toBe(list.length);
    rows.set(itemId, [...list, row]);
    id = itemId;
  }
  return id;
}

function accept(batch: SealedBatch, previous?: SealedBatch['head']): Manifest {
  const result = acceptManifest(log, previous, batch.manifest);
  expect(reasonOf(result)).toBe('accepted');
  if (!('manifest' in result)) throw new TypeError('refused');
  expect(result.head).toEqual(batch.head);
  return result.manifest;
}

async function* iterate(rows: readonly Uint8Array[]) {
  yield* rows;
}

/** What a reader does: everything is checked against the manifest before it is believed. */
async function openBatch(
  batch: SealedBatch,
  manifest: Manifest,
  rows: Rows,
): Promise<Map<string, Uint8Array>> {
  expect(manifest.sealHash).toEqual(hash(hashPurposes.seal, batch.seal));
  expect(manifest.pageHashes).toEqual(batch.pages.map((page) => hash(hashPurposes.page, page)));
  const key = openSeal<BatchKey>(batch.seal, accountSeedOf(0), batchKeyContext(manifest));
  expect(batchKeyCommitment(key)).toEqual(manifest.batchKeyCommitment);
  const contents = new Map<string, Uint8Array>();
  for (const [page, bytes] of batch.pages.entries()) {
    for (const { itemId, header } of await decryptPage(
      bytes,
      key,
      pageContext({ ...manifest, page, version: 0 }),
    )) {
      const item = manifest.items.find((one) => one.itemId === itemId);
      const itemKey = deriveItemKey(key, itemId);
      expect(headerHash(itemKey, header)).toEqual(item?.headerHash);
      const stored = rows.get(itemId) ?? [];
      expect(stored).toHaveLength(item?.chunkCount ?? -1);
      const hashes = await Promise.all(stored.map(chunkHash));
      expect(bodyHash(Uint8Array.from(hashes.flatMap((one) => [...one])))).toEqual(item?.bodyHash);
      const { size } = parseItemHeader(header);
      const content = new Uint8Array(size);
      let offset = 0;
      for await (const chunk of decryptBody(
        iterate(stored),
        itemKey,
        bodyContext({ ...manifest, itemId }),
        size,
      )) {
        content.set(chunk, offset);
        offset += chunk.length;
      }
      contents.set(itemId, content);
    }
  }
  return contents;
}

describe('a sealed batch', () => {
  it('is accepted, and opens for whoever holds the account seed', async () => {
    const sealer = new BatchSealer(placementOf(log));
    const rows: Rows = new Map();
    const sizes = [0, 1, 256, 5000, bodyChunkBytes + 1];
    const ids: string[] = [];
    for (const size of sizes) ids.push(await sealInto(sealer, rows, patternBytes(size, size % 200)));
    expect(sealer.itemCount).toBe(sizes.length);
    const batch = await sealer.finish(undefined, startMs);
    const manifest = accept(batch);
    expect(manifest.items.map(({ itemId }) => itemId)).toEqual(ids);
    expect(manifest.items.map(({ chunkCount }) => chunkCount)).toEqual(sizes.map(bodyRowCount));
    const contents = await openBatch(batch, manifest, rows);
    expect(contents.size).toBe(sizes.length);
    for (const [at, id] of ids.entries()) {
      const size = sizes[at] ?? 0;
      expect(equalBytes(contents.get(id) ?? new Uint8Array(1), patternBytes(size, size % 200))).toBe(true);
    }
  });

  it('follows the one before, also with a clock that was set back', async () => {
    const first = await new BatchSealer(placementOf(log)).finish(undefined, startMs);
    const second = await new BatchSealer(placementOf(log)).finish(first.head, startMs - 1000);
    accept(first);
    expect(accept(second, first.head)).toMatchObject({
      index: 1,
      previousHash: first.head.hash,
      timeMs: startMs,
    });
    expect(reasonOf(acceptManifest(log, undefined, second.manifest))).toBe('wrong sequence');
  });

  it('may be empty, as a sign of life', async () => {
    const batch = await new BatchSealer(placementOf(log)).finish(undefined, startMs);
    expect(accept(batch)).toMatchObject({ items: [], pageHashes: [] });
    expect(batch.pages).toEqual([]);
  });

  it('has a key and an id that no other has', async () => {
    const batches = await Promise.all(
      Array.from({ length: 10 }, () => new BatchSealer(placementOf(log)).finish(undefined, startMs)),
    );
    const commitments = batches.map((batch) => String(accept(batch).batchKeyCommitment));
    expect(new Set(commitments).size).toBe(10);
    expect(new Set(batches.map(({ batchId }) => batchId)).size).toBe(10);
  });

  it('opens for nobody else', async () => {
    const batch = await new BatchSealer(placementOf(log)).finish(undefined, startMs);
    const context = batchKeyContext(accept(batch));
    expect(await codeOf(() => openSeal(batch.seal, accountSeedOf(1), context))).toBe('decryption_failed');
    expect(await codeOf(() => openSeal(batch.seal, ada.seed, context))).toBe('decryption_failed');
  });

  it('is refused for an account or epoch that it was not sealed for', async () => {
    const elsewhere = { ...placementOf(log), accountId: ada.userId as never };
    const foreign = await new BatchSealer(elsewhere).finish(undefined, startMs);
    expect(reasonOf(acceptManifest(log, undefined, foreign.manifest))).toBe('another account');
    const later = await new BatchSealer({ ...placementOf(log), epoch: 1 }).finish(undefined, startMs);
    expect(reasonOf(acceptManifest(log, undefined, later.manifest))).toBe('epoch differs');
  });
});

describe('sealing an item', () => {
  it('leaves no trace when it is broken off', async () => {
    const sealer = new BatchSealer(placementOf(log));
    const content = patternBytes(2 * bodyChunkBytes, 1);
    for await (const { chunk } of sealer.sealItem(headerOf(content.length), sourceOf(content))) {
      if (chunk === 0) break;
    }
    const failing = { size: 10, read: () => Promise.reject(new Error('unplugged')) };
    const pending = sealer.sealItem(headerOf(10), failing).next();
    await expect(pending).rejects.toThrow('unplugged');
    expect(sealer.itemCount).toBe(0);
    const rows: Rows = new Map();
    const id = await sealInto(sealer, rows, patternBytes(10));
    const batch = await sealer.finish(undefined, startMs);
    const manifest = accept(batch);
    expect(manifest.items.map(({ itemId }) => itemId)).toEqual([id]);
    expect([...(await openBatch(batch, manifest, rows)).keys()]).toEqual([id]);
  });

  it('counts only once its last row was taken', async () => {
    const sealer = new BatchSealer(placementOf(log));
    const rows = sealer.sealItem(headerOf(10), sourceOf(patternBytes(10)));
    await rows.next();
    expect(sealer.itemCount).toBe(0);
    expect((await rows.next()).done).toBe(true);
    expect(sealer.itemCount).toBe(1);
  });

  it('is not begun when the header states another size', async () => {
    const sealer = new BatchSealer(placementOf(log));
    await expect(sealer.sealItem(headerOf(11), sourceOf(patternBytes(10))).next()).rejects.toThrow(TypeError);
  });

  it('gives equal contents different ciphertexts', async () => {
    const sealer = new BatchSealer(placementOf(log));
    const rows: Rows = new Map();
    for (let count = 0; count < 5; count += 1) await sealInto(sealer, rows, patternBytes(100));
    expect(rows.size).toBe(5);
    const manifest = accept(await sealer.finish(undefined, startMs));
    for (const field of ['bodyHash', 'headerHash'] as const) {
      expect(new Set(manifest.items.map((item) => String(item[field]))).size).toBe(5);
    }
  });

  it('is over once the batch is finished, and so is finishing', async () => {
    const sealer = new BatchSealer(placementOf(log));
    const open = sealer.sealItem(headerOf(10), sourceOf(patternBytes(10)));
    await open.next();
    await sealer.finish(undefined, startMs);
    await expect(open.next()).rejects.toThrow('finished');
    await expect(sealer.sealItem(headerOf(10), sourceOf(patternBytes(10))).next()).rejects.toThrow(
      'finished',
    );
    await expect(sealer.finish(undefined, startMs)).rejects.toThrow('finished');
  });
});

describe('the largest batch', () => {
  /** Every bounded string at its bound, each character in need of six bytes. */
  const largestHeader = () => ({
    title: '\u0001'.repeat(1000),
    from: '\u0001'.repeat(500),
    source: '\u0001'.repeat(500),
    receivedAtMs: -8.64e15,
    mediaType: '\u0001'.repeat(200),
    fileName: '\u0001'.repeat(255),
    size: 0,
  });

  it('of 1024 items with the longest headers stays within every bound', async () => {
    const sealer = new BatchSealer(placementOf(log));
    const rows: Rows = new Map();
    for (let count = 0; count < 1024; count += 1)
      await sealInto(sealer, rows, new Uint8Array(), largestHeader());
    await expect(sealer.sealItem(headerOf(0), sourceOf(new Uint8Array())).next()).rejects.toThrow('full');
    const batch = await sealer.finish(undefined, startMs);
    expect(batch.manifest.length).toBeLessThanOrEqual(maxManifestBytes);
    // Pages are filled well: half of what a batch may have would do.
    expect(batch.pages.length).toBeLessThanOrEqual(maxBatchPages / 2);
    for (const page of batch.pages) expect(page.length).toBeLessThanOrEqual(maxPageRowBytes);
    const manifest = accept(batch);
    expect(manifest.items).toHaveLength(1024);
    const key = openSeal<BatchKey>(batch.seal, accountSeedOf(0), batchKeyContext(manifest));
    const listed: ItemId[] = [];
    for (const [page, bytes] of batch.pages.entries()) {
      const records = await decryptPage(bytes, key, pageContext({ ...manifest, page, version: 0 }));
      listed.push(...records.map(({ itemId }) => itemId));
    }
    expect(listed).toEqual(manifest.items.map(({ itemId }) => itemId));
  });

  it('takes no more items than it may hold even when they are sealed at the same time', async () => {
    const sealer = new BatchSealer(placementOf(log));
    for (let count = 0; count < 1023; count += 1) await sealInto(sealer, new Map(), new Uint8Array());
    const both = [0, 1].map(() => sealInto(sealer, new Map(), new Uint8Array()));
    const settled = await Promise.allSettled(both);
    expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(accept(await sealer.finish(undefined, startMs)).items).toHaveLength(1024);
  });
});
