import {
  BatchId,
  ByteReader,
  ByteWriter,
  ItemId,
  WriterId,
  longIdBytes,
  maxBodyChunks,
  maxHeaderBytes,
  maxJobPartBytes,
  maxJobPartItems,
  maxJobPartRowBytes,
  shortIdBytes,
} from '@commonseal/protocol';
import {
  boxOverheadBytes,
  envelopePrefix,
  hashBytes,
  readEnvelopePrefix,
  sealBytes,
} from '@commonseal/crypto/verify';
import { encodePadded, parsePadded } from '../padded-frame.ts';
import type { JobItem } from './job-items.ts';

/** All that a worker needs of one item: it is given neither a batch key nor an account seed. */
export interface HandedItem extends JobItem {
  readonly batchId: BatchId;
  readonly writerId: WriterId;
  readonly epoch: number;
  readonly chunkCount: number;
  /** 32 bytes, secret. */
  readonly itemKey: Uint8Array;
  /** Encoded, as its writer sealed it. */
  readonly header: Uint8Array;
}

const itemKeyBytes = 32;
const countBytes = 2;
/** Bytes of an item beside its header. */
const itemFrameBytes = 2 * shortIdBytes + longIdBytes + 4 + 2 * hashBytes + 4 + itemKeyBytes + 4;

/** In as many parts as their sizes ask for. The same items, in the same order, always make the same parts. */
export function partsOf(items: readonly HandedItem[]): HandedItem[][] {
  const parts: HandedItem[][] = [];
  let size = 0;
  for (const item of items) {
    const last = parts.at(-1);
    const more = itemFrameBytes + item.header.length;
    if (last && last.length < maxJobPartItems && fits(size + more)) {
      last.push(item);
      size += more;
    } else {
      parts.push([item]);
      size = countBytes + more;
    }
  }
  return parts;
}

/** Whatever it is padded to, which is a sixteenth at most. */
function fits(size: number): boolean {
  return size + 4 <= maxJobPartBytes - maxJobPartBytes / 16;
}

/** What a box holds: padded, so that its length says little of headers. */
export function encodeHandedItems(items: readonly HandedItem[]): Uint8Array {
  const writer = new ByteWriter().u16(items.length);
  for (const item of items) {
    writer.bytes(ItemId.toBytes(item.itemId)).bytes(BatchId.toBytes(item.batchId));
    writer.bytes(WriterId.toBytes(item.writerId)).u32(item.epoch);
    writer.bytes(item.bodyHash).u32(item.chunkCount).bytes(item.headerHash);
    writer.bytes(item.itemKey).sized(item.header);
  }
  return encodePadded(writer.finish());
}

/**
 * Reads what a box held. Anybody can have sealed it: it counts if all items of all parts are those of the grant (`requireJobItems`),
 * and each header has its hash under its item's key.
 * @throws CommonsealError `malformed`
 */
export function parseHandedItems(bytes: Uint8Array): HandedItem[] {
  const reader = new ByteReader(parsePadded(bytes, maxJobPartBytes, 'handed items'), 'handed items');
  const count = reader.u16();
  if (count < 1 || count > maxJobPartItems) reader.fail('number of items');
  const items = Array.from({ length: count }, () => readItem(reader));
  reader.end();
  return items;
}

function readItem(reader: ByteReader): HandedItem {
  const itemId = ItemId.fromBytes(reader.bytes(shortIdBytes));
  const batchId = BatchId.fromBytes(reader.bytes(shortIdBytes));
  const writerId = WriterId.fromBytes(reader.bytes(longIdBytes));
  const epoch = reader.u32();
  const bodyHash = reader.bytes(hashBytes);
  const chunkCount = reader.u32();
  if (chunkCount < 1 || chunkCount > maxBodyChunks) reader.fail('number of chunks');
  const headerHash = reader.bytes(hashBytes);
  const itemKey = reader.bytes(itemKeyBytes);
  const header = reader.sized(maxHeaderBytes);
  return { itemId, batchId, writerId, epoch, bodyHash, chunkCount, headerHash, itemKey, header };
}

/** A part as it is stored: the key sealed to the worker, and what is encrypted under it. */
export interface JobPart {
  readonly seal: Uint8Array;
  readonly box: Uint8Array;
}

/** See 'Part of a job' in docs/wire-format.md. */
export function encodeJobPart({ seal, box }: JobPart): Uint8Array {
  return new ByteWriter().bytes(envelopePrefix('jobPart')).bytes(seal).bytes(box).finish();
}

/** @throws CommonsealError `malformed`, `unsupported_format` */
export function parseJobPart(bytes: Uint8Array): JobPart {
  const reader = new ByteReader(bytes, 'part of a job');
  if (bytes.length > maxJobPartRowBytes) reader.fail('too long');
  readEnvelopePrefix(reader, 'jobPart');
  const seal = reader.bytes(sealBytes);
  const box = reader.rest();
  if (box.length <= boxOverheadBytes) reader.fail('too short');
  return { seal, box };
}
