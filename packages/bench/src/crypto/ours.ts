import {
  AccountId,
  type ItemHeader,
  type ItemId,
  concatBytes,
  maxBatchItems,
  readAhead,
} from '@commonseal/protocol';
import { AccountLog, Refused, acceptManifest, encodeManifest } from '@commonseal/account-log';
import { BatchSealer, type SealedBatch, authorWriter, groupIntoPages } from '@commonseal/account-log/author';
import { decryptBody, decryptPage, decryptShortBody } from '@commonseal/crypto/open';
import {
  type ItemKey,
  type WriterSeed,
  batchKeyCommitment,
  batchKeyContext,
  bodyContext,
  deriveItemKey,
  encryptBody,
  encryptPage,
  generateBatchId,
  generateBatchKey,
  generateItemId,
  headerHash,
  pageContext,
  receivingPublicKey,
  sealSecret,
  sign,
  writerIdOf,
} from '@commonseal/crypto/seal';
import {
  bodyHash,
  chunkHash,
  equalBytes,
  hash,
  hashBytes,
  hashPurposes,
  signPurposes,
} from '@commonseal/crypto/verify';
import { openBatchKey, openHeaders } from '@commonseal/vault/reading';
import { GrowingLog, accountSeedOf, nameBox, personOf, seedOf, startMs } from '../sample-account.ts';
import { type Contestant, type Items, mapAtOnce } from './contest.ts';

const writerSeed = seedOf<WriterSeed>(5, 0);
const writerId = writerIdOf(writerSeed);
const seeds = { require: () => accountSeedOf(0) };
/** Documents under way together: more than there are threads, so that none waits for an answer to be noticed. */
const atOnce = 32;
const name = 'Commonseal';
const kind = 'ours';

/** An account with one writer, as every reader verifies it before it looks at any content. */
function accountLog(): AccountLog {
  const owner = personOf(0);
  const log = new GrowingLog(owner);
  log.append((state) =>
    authorWriter({ state, author: owner, nowMs: startMs }, { writerId, kind: 'device', nameBox }),
  );
  const { accountId, head } = log.state;
  return AccountLog.verify(log.entries, accountId, head);
}

const log = accountLog();
const { accountId } = log.state;
const ingestKey = receivingPublicKey(accountSeedOf(0));

interface SealedItem {
  readonly itemId: ItemId;
  readonly size: number;
  readonly rows: readonly Uint8Array[];
  readonly hashes: Uint8Array;
}
interface Delivered {
  readonly batch: SealedBatch;
  readonly items: readonly SealedItem[];
}

function headerOf(size: number): ItemHeader {
  const words = {
    title: 'A document',
    from: '',
    source: '',
    mediaType: 'application/pdf',
    fileName: 'a.pdf',
  };
  return { ...words, receivedAtMs: startMs, size };
}

const sourceOf = (item: Uint8Array) => ({
  size: item.length,
  read: async (offset: number, length: number) => item.subarray(offset, offset + length),
});

/** As a writer seals a batch, but that nothing is sent. */
async function deliver(items: Items): Promise<Delivered> {
  const sealer = new BatchSealer({ accountId, epoch: 0, ingestKey, logHead: log.head, writerSeed });
  const sealed = await mapAtOnce(items, atOnce, async (item): Promise<SealedItem> => {
    const rows: Uint8Array[] = [];
    let itemId: ItemId | undefined;
    for await (const part of sealer.sealItem(headerOf(item.length), sourceOf(item))) {
      rows.push(part.row);
      itemId = part.itemId;
    }
    if (itemId === undefined) throw new Error('an item without rows');
    return { itemId, size: item.length, rows, hashes: new Uint8Array() };
  });
  return { batch: await sealer.finish(undefined, startMs), items: sealed };
}

/** The server keeps the hash of each row, and hands them out for a body of several. */
async function withHashes(item: SealedItem): Promise<SealedItem> {
  if (item.rows.length === 1) return item;
  return { ...item, hashes: concatBytes(...(await Promise.all(item.rows.map(chunkHash)))) };
}

/** As a reader takes a batch: whose it is, where it belongs, and its key. */
function acceptBatch({ manifest: signed, seal }: Pick<SealedBatch, 'manifest' | 'seal'>) {
  const accepted = acceptManifest(log, undefined, signed);
  if (accepted instanceof Refused) throw new Error(`a batch of the benchmark is refused: ${accepted.reason}`);
  const { manifest } = accepted;
  return { manifest, batchKey: openBatchKey(manifest, seeds, { seal, resealedEpoch: undefined }) };
}

/** The rows of a longer body that are what was signed, as readers check them. */
async function* verifiedRows({ rows, hashes }: SealedItem, signed: Uint8Array): AsyncGenerator<Uint8Array> {
  if (!equalBytes(bodyHash(hashes), signed)) throw new Error('other chunks were signed');
  for (const [at, row] of rows.entries()) {
    const expected = hashes.subarray(at * hashBytes, (at + 1) * hashBytes);
    if (!equalBytes(await chunkHash(row), expected)) throw new Error('another chunk was signed');
    yield row;
  }
}

async function piecesOf(chunks: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return pieces;
}

/** Everything that a client does with what it has fetched, from the manifest's signature to the last byte. */
export const ourItems: Contestant<Delivered> = {
  name,
  kind,
  seal: deliver,
  between: async ({ batch, items }) => ({ batch, items: await Promise.all(items.map(withHashes)) }),
  open: ({ batch, items }) => {
    const { manifest, batchKey } = acceptBatch(batch);
    const { accountId: account, epoch, writerId: writer, batchId } = manifest;
    const place = { accountId: account, epoch, writerId: writer, batchId };
    const entries = new Map(manifest.items.map((entry) => [entry.itemId, entry]));
    return mapAtOnce(items, atOnce, async (item) => {
      const { itemId, rows, size } = item;
      const entry = entries.get(itemId);
      if (!entry) throw new Error('an item that the manifest does not name');
      const context = bodyContext({ ...place, itemId });
      const itemKey = deriveItemKey(batchKey, itemId);
      const [row] = rows;
      if (!row || rows.length > 1) {
        const verified = readAhead(verifiedRows(item, entry.bodyHash));
        return piecesOf(decryptBody(verified, itemKey, context, size));
      }
      const requireSigned = (hashOfRow: Uint8Array) => {
        if (!equalBytes(bodyHash(hashOfRow), entry.bodyHash)) throw new Error('another chunk was signed');
      };
      return [await decryptShortBody(row, requireSigned, itemKey, context, size)];
    });
  },
};

/** The encryption of a body alone, with all that `encryptBody` and `decryptBody` do. */
export const ourBody: Contestant<readonly (readonly Uint8Array[])[]> = (() => {
  const place = { accountId, epoch: 0, writerId, batchId: generateBatchId(), itemId: generateItemId() };
  const context = bodyContext(place);
  const key = deriveItemKey(generateBatchKey(), place.itemId);
  return {
    name,
    kind,
    seal: (items) => Promise.all(items.map((item) => piecesOf(encryptBody(sourceOf(item), key, context)))),
    open: (bodies) =>
      Promise.all(bodies.map((rows) => piecesOf(decryptBody(iterated(rows), key, context, sizeOf(rows))))),
  };
})();

async function* iterated(rows: readonly Uint8Array[]) {
  yield* rows;
}

/** Of a body whose length Padmé leaves as it is. */
function sizeOf(rows: readonly Uint8Array[]): number {
  const preambleBytes = 70;
  return rows.reduce((sum, row) => sum + row.length - 16, -preambleBytes);
}

interface SealedHeaders {
  readonly manifest: Uint8Array;
  readonly seal: Uint8Array;
  readonly pages: readonly Uint8Array[];
}

async function sealHeaders(headers: Items): Promise<SealedHeaders> {
  const [batchId, batchKey] = [generateBatchId(), generateBatchKey()];
  const place = { accountId, epoch: 0, writerId, batchId };
  const records = headers.map((header) => ({ itemId: generateItemId(), header }));
  const pages = await Promise.all(
    groupIntoPages(records).map((group, page) =>
      encryptPage(group, batchKey, pageContext({ ...place, page, version: 0 })),
    ),
  );
  const seal = sealSecret(batchKey, ingestKey, batchKeyContext(place));
  const body = encodeManifest({
    ...place,
    index: 0,
    previousHash: new Uint8Array(hashBytes),
    logHead: log.head,
    timeMs: startMs,
    sealHash: hash(hashPurposes.seal, seal),
    batchKeyCommitment: batchKeyCommitment(batchKey),
    pageHashes: pages.map((page) => hash(hashPurposes.page, page)),
    items: records.map(({ itemId, header }) => ({
      itemId,
      bodyHash: new Uint8Array(hashBytes),
      chunkCount: 1,
      headerHash: headerHash(deriveItemKey(batchKey, itemId), header),
    })),
  });
  const signature = sign(signPurposes.manifest, AccountId.toBytes(accountId), body, writerSeed);
  return { manifest: concatBytes(body, signature), seal, pages };
}

/** Headers in batches as large as they may be, without bodies. */
export const ourHeaders: Contestant<readonly SealedHeaders[]> = {
  name,
  kind,
  seal: async (headers) => {
    const batches: SealedHeaders[] = [];
    for (let at = 0; at < headers.length; at += maxBatchItems)
      batches.push(await sealHeaders(headers.slice(at, at + maxBatchItems)));
    return batches;
  },
  open: async (batches) => {
    const opened: (readonly Uint8Array[])[] = [];
    for (const batch of batches) {
      const { manifest, batchKey } = acceptBatch(batch);
      const headers = await openHeaders(manifest, batchKey, batch.pages);
      for (const { itemId } of manifest.items) opened.push([headers.get(itemId) ?? new Uint8Array()]);
    }
    return opened;
  },
};

/** The encryption of headers alone, with all that `encryptPage` and `decryptPage` do. */
export const ourPages: Contestant<readonly Uint8Array[]> = (() => {
  const place = { accountId, epoch: 0, writerId, batchId: generateBatchId(), version: 0 };
  const batchKey = generateBatchKey();
  return {
    name,
    kind,
    seal: (headers) => {
      const records = headers.map((header) => ({ itemId: generateItemId(), header }));
      return Promise.all(
        groupIntoPages(records).map((group, page) =>
          encryptPage(group, batchKey, pageContext({ ...place, page })),
        ),
      );
    },
    open: async (pages) => {
      const opened = await Promise.all(
        pages.map((page, at) => decryptPage(page, batchKey, pageContext({ ...place, page: at }))),
      );
      return opened.flat().map(({ header }) => [header]);
    },
  };
})();

interface SealedKeys {
  readonly seal: Uint8Array;
  readonly place: Parameters<typeof batchKeyContext>[0];
  readonly commitment: Uint8Array;
  readonly itemIds: readonly ItemId[];
  readonly keys: readonly ItemKey[];
}

/** Keys of items: one is sealed for all of them, and the others follow from it. */
export const ourKeys: Contestant<SealedKeys> = {
  name,
  kind,
  seal: (items) => {
    const batchKey = generateBatchKey();
    const place = { accountId, epoch: 0, writerId, batchId: generateBatchId() };
    const itemIds = items.map(() => generateItemId());
    const keys = itemIds.map((itemId) => deriveItemKey(batchKey, itemId));
    const seal = sealSecret(batchKey, ingestKey, batchKeyContext(place));
    return { seal, place, commitment: batchKeyCommitment(batchKey), itemIds, keys };
  },
  open: ({ seal, place, commitment, itemIds }) => {
    const manifest = { ...place, sealHash: hash(hashPurposes.seal, seal), batchKeyCommitment: commitment };
    const batchKey = openBatchKey(manifest, seeds, { seal, resealedEpoch: undefined });
    return itemIds.map((itemId) => [deriveItemKey(batchKey, itemId)]);
  },
  expected: ({ keys }) => keys,
};
