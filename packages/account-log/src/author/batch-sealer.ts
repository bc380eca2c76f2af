import {
  AccountId,
  type BatchId,
  type ChunkRow,
  type ItemHeader,
  type ItemId,
  type WriterId,
  bodyChunkBytes,
  concatBytes,
  encodeItemHeader,
  maxBatchItems,
  maxPageBytes,
  readAhead,
} from '@commonseal/protocol';
import {
  type BatchKey,
  type BodySource,
  type PageRecord,
  type WriterSeed,
  batchKeyCommitment,
  batchKeyContext,
  bodyContext,
  deriveItemKey,
  encryptBody,
  encryptPage,
  generateBatchId,
  generateBatchKey,
  generateBodySalt,
  generateItemId,
  headerHash,
  pageContext,
  pageFrameBytes,
  pageRecordOverheadBytes,
  sealSecret,
  sign,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { bodyHash, chunkHash, hash, hashBytes, hashPurposes, signPurposes } from '@commonseal/crypto/verify';
import type { ChainHead } from '../content/chain.ts';
import { type ManifestItem, encodeManifest, parseManifest } from '../content/manifest.ts';
import type { Head } from '../head.ts';

export interface BatchPlacement {
  readonly accountId: AccountId;
  readonly epoch: number;
  /** The epoch's X-Wing public key, from the verified log. */
  readonly ingestKey: Uint8Array;
  /** The newest entry of the log that the writer knows. */
  readonly logHead: Head;
}

/** Signs as a writer, wherever its key lies. */
export interface BatchSigner {
  readonly writerId: WriterId;
  /** @param body of the manifest @returns 64 bytes */
  sign(body: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
export type BatchAuthor = { readonly writerSeed: WriterSeed } | { readonly signer: BatchSigner };

/**
 * What an upload of one large item hangs on: whoever keeps it can go on after an interruption. Secret; good for the very
 * same content only, see `encryptBody`.
 */
export interface UploadSecrets {
  readonly batchId: BatchId;
  readonly batchKey: BatchKey;
  readonly itemId: ItemId;
  /** 32 bytes. */
  readonly salt: Uint8Array;
}

export function generateUploadSecrets(): UploadSecrets {
  return {
    batchId: generateBatchId(),
    batchKey: generateBatchKey(),
    itemId: generateItemId(),
    salt: generateBodySalt(),
  };
}

/** A batch that lacks nothing but the signature: to be kept before it is signed, so that no other one is signed for its place. */
export interface UnsignedBatch {
  readonly batchId: BatchId;
  /** What the signature is over. */
  readonly body: Uint8Array;
  readonly seal: Uint8Array;
  readonly pages: readonly Uint8Array[];
}

export interface SealedBatch {
  readonly batchId: BatchId;
  /** Signed; what `commitBatch` takes. */
  readonly manifest: Uint8Array;
  readonly seal: Uint8Array;
  readonly pages: readonly Uint8Array[];
  /** To be kept durably by the writer before anything is sent. */
  readonly head: ChainHead;
}

/**
 * Seals one batch: a random batch key, sealed once to the epoch's ingest key; an item key and an encrypted body for each
 * item; the headers in pages; a signed manifest over all of it. Cannot open anything, its own batches of before included.
 */
export class BatchSealer {
  readonly batchId: BatchId;
  readonly #batchKey: BatchKey;
  readonly #placement: BatchPlacement;
  readonly #signer: BatchSigner;
  readonly #upload: UploadSecrets | undefined;
  readonly #records: PageRecord[] = [];
  readonly #items: ManifestItem[] = [];
  #isFinished = false;

  /** @param upload one that may be gone on with; the batch then takes one item */
  constructor(placement: BatchPlacement & BatchAuthor, upload?: UploadSecrets) {
    const { batchId, batchKey } = upload ?? { batchId: generateBatchId(), batchKey: generateBatchKey() };
    this.batchId = batchId;
    this.#batchKey = batchKey;
    this.#placement = placement;
    this.#signer =
      'signer' in placement ? placement.signer : signerOf(placement.accountId, placement.writerSeed);
    this.#upload = upload;
  }

  get itemCount(): number {
    return this.#items.length;
  }

  get #place() {
    const { accountId, epoch } = this.#placement;
    return { accountId, epoch, writerId: this.#signer.writerId, batchId: this.batchId };
  }

  /**
   * Encrypts one item; yields its chunk rows in order. While one is hashed and taken, the next one is encrypted: no more than these
   * two are in memory. The item belongs to the batch only once
   * the iteration has ended; one that is broken off leaves no trace.
   */
  async *sealItem(header: ItemHeader, source: BodySource): AsyncGenerator<ChunkRow> {
    this.#requireRoom();
    if (header.size !== source.size) throw new TypeError('the header states another size');
    const { itemId, salt } = this.#upload ?? { itemId: generateItemId(), salt: generateBodySalt() };
    const itemKey = deriveItemKey(this.#batchKey, itemId);
    const encodedHeader = encodeItemHeader(header);
    const chunkHashes: Uint8Array[] = [];
    const body = encryptBody(source, itemKey, bodyContext({ ...this.#place, itemId }), salt);
    for await (const row of source.size > bodyChunkBytes ? readAhead(body) : body) {
      const chunk = chunkHashes.push(await chunkHash(row)) - 1;
      yield { itemId, chunk, row };
    }
    // Asked again, since other items may have been sealed while this one was under way.
    this.#requireRoom();
    this.#records.push({ itemId, header: encodedHeader });
    this.#items.push({
      itemId,
      bodyHash: bodyHash(concatBytes(...chunkHashes)),
      chunkCount: chunkHashes.length,
      headerHash: headerHash(itemKey, encodedHeader),
    });
  }

  /**
   * Seals the batch key, encrypts the pages and writes the manifest as the next one of the writer's chain.
   * Once only: two manifests for one place of a chain would be a fork of the writer's own making.
   * @param previous the head of the writer's own chain; undefined for its first batch
   */
  async prepare(previous: ChainHead | undefined, nowMs: number): Promise<UnsignedBatch> {
    if (this.#isFinished) throw new TypeError('the batch is finished');
    this.#isFinished = true;
    const { accountId, epoch, ingestKey, logHead } = this.#placement;
    const seal = sealSecret(this.#batchKey, ingestKey, batchKeyContext(this.#place));
    const pages = await this.#encryptPages();
    const body = encodeManifest({
      ...this.#place,
      accountId,
      epoch,
      logHead,
      index: previous ? previous.index + 1 : 0,
      previousHash: previous?.hash ?? new Uint8Array(hashBytes),
      timeMs: Math.max(nowMs, previous?.timeMs ?? 0),
      sealHash: hash(hashPurposes.seal, seal),
      batchKeyCommitment: batchKeyCommitment(this.#batchKey),
      pageHashes: pages.map((page) => hash(hashPurposes.page, page)),
      items: this.#items,
    });
    return { batchId: this.batchId, body, seal, pages };
  }

  /** The same, and has it signed. */
  async finish(previous: ChainHead | undefined, nowMs: number): Promise<SealedBatch> {
    const { body, ...unsigned } = await this.prepare(previous, nowMs);
    const manifest = concatBytes(body, await this.#signer.sign(body));
    return { ...unsigned, manifest, head: chainHeadAfter(manifest) };
  }

  #requireRoom(): void {
    if (this.#isFinished) throw new TypeError('the batch is finished');
    if (this.#items.length >= (this.#upload ? 1 : maxBatchItems)) throw new TypeError('the batch is full');
  }

  async #encryptPages(): Promise<Uint8Array[]> {
    return Promise.all(
      groupIntoPages(this.#records).map((records, page) =>
        encryptPage(records, this.#batchKey, pageContext({ ...this.#place, page, version: 0 })),
      ),
    );
  }
}

/** As few pages as hold the headers, in their order. */
export function groupIntoPages(records: readonly PageRecord[]): readonly (readonly PageRecord[])[] {
  const pages: PageRecord[][] = [];
  let room = 0;
  for (const record of records) {
    const bytes = pageRecordOverheadBytes + record.header.length;
    if (bytes > room || pages.length === 0) {
      pages.push([]);
      // Padmé adds up to 6.25 %: a page is full early enough for its padding.
      room = maxPageBytes * 0.94 - pageFrameBytes;
    }
    pages.at(-1)?.push(record);
    room -= bytes;
  }
  return pages;
}

/** The head of a writer's own chain whose newest batch this is. @param manifest with its signature */
export function chainHeadAfter(manifest: Uint8Array): ChainHead {
  const { manifest: said, hash: head } = parseManifest(manifest);
  return { index: said.index, hash: head, logSequence: said.logHead.sequence, timeMs: said.timeMs };
}

function signerOf(accountId: AccountId, writerSeed: WriterSeed): BatchSigner {
  return {
    writerId: writerIdOf(writerSeed),
    sign: (body) => sign(signPurposes.manifest, AccountId.toBytes(accountId), body, writerSeed),
  };
}
