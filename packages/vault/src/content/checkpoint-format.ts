import {
  BatchId,
  ByteReader,
  ByteWriter,
  type ItemId,
  WriterId,
  encodeParsedHeader,
  longIdBytes,
  maxBatchItems,
  maxHeaderBytes,
  parseItemHeader,
  shortIdBytes,
} from '@commonseal/protocol';
import { type Head, type ManifestItem, readHead, writeHead } from '@commonseal/account-log';
import { type BatchKey, keyBytes, secretOf } from '@commonseal/crypto/seal';
import { hashBytes } from '@commonseal/crypto/verify';
import type { AcceptedBatch, BatchFacts, IndexedItem } from './content-index.ts';

/** Some of the batches that this device has verified, one after the other in the account's sequence. */
export interface CheckpointPart {
  /** The log by which they were verified. */
  readonly logHead: Head;
  /** Its epoch. */
  readonly epoch: number;
  readonly batches: readonly AcceptedBatch[];
}

/** Another layout is another number; one that this build does not know is as good as none. */
const layout = 1;
/** Characters of an item's id, as the page and the index have it. */
const idLength = 22;
/** Of each item beside its header: id, two hashes, three numbers. */
const itemBytes = idLength + 2 * hashBytes + 4 + 8 + 4;
/** Of each batch beside its items. */
const batchBytes = shortIdBytes + longIdBytes + 4 + 8 + 2 * hashBytes + 4 + 4 + keyBytes + 4;

/** Bytes of a batch in a part. */
export function encodedSize({ items }: AcceptedBatch): number {
  return batchBytes + items.reduce((sum, item) => sum + itemBytes + sealedOf(item).length, 0);
}

function sealedOf(item: IndexedItem): Uint8Array {
  return item.sealedHeader ?? encodeParsedHeader(item.header);
}

/**
 * ```
 * layout 1 │ log head 36 │ epoch 4 │ batches 4 │ of each: id 16, writer 32, epoch 4, time 8, hash before 32, hash 32, index 4,
 * log sequence 4, key 32, items 4 │ in columns, of all items: ids 22 │ body hashes 32 │ header hashes 32 │ chunk counts 4 │
 * times received 8, as floating-point numbers │ ends of headers 4 │ headers
 * ```
 */
export function encodeCheckpointPart({ logHead, epoch, batches }: CheckpointPart): Uint8Array {
  const writer = writeHead(new ByteWriter().u8(layout), logHead).u32(epoch).u32(batches.length);
  for (const { batchId, writerId, epoch: sealedTo, timeMs, previousHash, head, batchKey, items } of batches) {
    writer.bytes(BatchId.toBytes(batchId)).bytes(WriterId.toBytes(writerId)).u32(sealedTo).u53(timeMs);
    writer.bytes(previousHash).bytes(head.hash).u32(head.index).u32(head.logSequence);
    writer.bytes(batchKey).u32(items.length);
  }
  const items = batches.flatMap((batch) => batch.items);
  const headers = items.map(sealedOf);
  writer.bytes(new TextEncoder().encode(items.map(({ itemId }) => itemId).join('')));
  for (const { entry } of items) writer.bytes(entry.bodyHash);
  for (const { entry } of items) writer.bytes(entry.headerHash);
  for (const { entry } of items) writer.u32(entry.chunkCount);
  writer.bytes(timesOf(items));
  let end = 0;
  for (const { length } of headers) writer.u32((end += length));
  for (const header of headers) writer.bytes(header);
  return writer.finish();
}

/** They may lie before 1970, and farther from it than 53 bits count. */
function timesOf(items: readonly IndexedItem[]): Uint8Array {
  const times = new DataView(new ArrayBuffer(items.length * 8));
  for (const [at, { receivedAtMs }] of items.entries()) times.setFloat64(at * 8, receivedAtMs);
  return new Uint8Array(times.buffer);
}

/**
 * @param bytes kept: items are views of them
 * @throws CommonsealError `malformed`
 */
export function parseCheckpointPart(bytes: Uint8Array): CheckpointPart {
  const reader = new ByteReader(bytes, 'checkpoint');
  if (reader.u8() !== layout) reader.fail('another layout');
  const logHead = readHead(reader);
  const epoch = reader.u32();
  const count = reader.u32();
  if (count > reader.remaining / batchBytes) reader.fail('too many batches');
  const facts = Array.from({ length: count }, () => readFacts(reader));
  const columns = readColumns(
    reader,
    facts.reduce((sum, { items }) => sum + items, 0),
  );
  let from = 0;
  const batches = facts.map(({ items, ...batch }): AcceptedBatch => {
    const first = from;
    from += items;
    return {
      ...batch,
      items: Array.from({ length: items }, (_, at) => new KeptItem(batch, columns, first + at)),
    };
  });
  return { logHead, epoch, batches };
}

function readFacts(reader: ByteReader): BatchFacts & { readonly items: number } {
  const batchId = BatchId.fromBytes(reader.bytes(shortIdBytes));
  const writerId = WriterId.fromBytes(reader.bytes(longIdBytes));
  const epoch = reader.u32();
  const timeMs = reader.u53();
  const previousHash = reader.bytes(hashBytes);
  const hash = reader.bytes(hashBytes);
  const head = { hash, index: reader.u32(), logSequence: reader.u32(), timeMs };
  const batchKey = secretOf<BatchKey>(reader.bytes(keyBytes));
  const items = reader.u32();
  if (items > maxBatchItems) reader.fail('too many items');
  return { batchId, writerId, epoch, timeMs, previousHash, head, batchKey, items };
}

interface Columns {
  readonly ids: string;
  readonly bodyHashes: Uint8Array;
  readonly headerHashes: Uint8Array;
  readonly chunkCounts: DataView;
  readonly times: DataView;
  readonly headerEnds: DataView;
  readonly headers: Uint8Array;
}

function readColumns(reader: ByteReader, items: number): Columns {
  const numbers = (width: number) => viewOf(reader.bytes(items * width));
  const ids = reader.decode(reader.bytes(items * idLength));
  const bodyHashes = reader.bytes(items * hashBytes);
  const headerHashes = reader.bytes(items * hashBytes);
  const [chunkCounts, times, headerEnds] = [numbers(4), numbers(8), numbers(4)];
  const headers = reader.rest();
  let before = 0;
  for (let at = 0; at < items; at += 1) {
    const end = headerEnds.getUint32(at * 4);
    if (end < before || end - before > maxHeaderBytes) reader.fail('a header');
    before = end;
  }
  if (before !== headers.length || ids.length !== items * idLength) reader.fail('length');
  return { ids, bodyHashes, headerHashes, chunkCounts, times, headerEnds, headers };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An item as a view of its part: made of it when it is asked for, so that a hundred thousand take little room and no time. */
class KeptItem implements IndexedItem {
  readonly itemId: ItemId;
  readonly #batch: BatchFacts;
  readonly #columns: Columns;
  readonly #at: number;

  constructor(batch: BatchFacts, columns: Columns, at: number) {
    this.itemId = columns.ids.slice(at * idLength, (at + 1) * idLength) as ItemId;
    this.#batch = batch;
    this.#columns = columns;
    this.#at = at;
  }

  get batchId() {
    return this.#batch.batchId;
  }

  get writerId() {
    return this.#batch.writerId;
  }

  get batchIndex() {
    return this.#batch.head.index;
  }

  get epoch() {
    return this.#batch.epoch;
  }

  get sealedAtMs() {
    return this.#batch.timeMs;
  }

  get batchKey() {
    return this.#batch.batchKey;
  }

  get receivedAtMs() {
    const { times } = this.#columns;
    return times.getFloat64(this.#at * 8);
  }

  get header() {
    return parseItemHeader(this.sealedHeader);
  }

  get sealedHeader() {
    const { headers, headerEnds } = this.#columns;
    const start = this.#at === 0 ? 0 : headerEnds.getUint32((this.#at - 1) * 4);
    return headers.subarray(start, headerEnds.getUint32(this.#at * 4));
  }

  get entry(): ManifestItem {
    const { bodyHashes, headerHashes, chunkCounts } = this.#columns;
    const hashAt = (hashes: Uint8Array) => hashes.subarray(this.#at * hashBytes, (this.#at + 1) * hashBytes);
    return {
      itemId: this.itemId,
      bodyHash: hashAt(bodyHashes),
      headerHash: hashAt(headerHashes),
      chunkCount: chunkCounts.getUint32(this.#at * 4),
    };
  }
}
