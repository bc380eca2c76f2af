import {
  AccountId,
  BatchId,
  ByteReader,
  ByteWriter,
  ItemId,
  WriterId,
  longIdBytes,
  maxBatchItems,
  maxBatchPages,
  maxBodyChunks,
  maxManifestBytes,
  shortIdBytes,
} from '@commonseal/protocol';
import {
  envelopePrefix,
  hash,
  hashBytes,
  hashPurposes,
  readEnvelopePrefix,
  signatureBytes,
} from '@commonseal/crypto/verify';
import { type Head, readHead, writeHead } from '../head.ts';

/** What a writer says of one batch, and of its place in the writer's chain. */
export interface Manifest {
  readonly accountId: AccountId;
  readonly writerId: WriterId;
  /** Place in the writer's chain, from 0. */
  readonly index: number;
  /** Hash of the manifest before; zeros at index 0. */
  readonly previousHash: Uint8Array;
  readonly epoch: number;
  /** The newest entry of the account's log that the writer knew. */
  readonly logHead: Head;
  readonly timeMs: number;
  readonly batchId: BatchId;
  readonly sealHash: Uint8Array;
  readonly batchKeyCommitment: Uint8Array;
  readonly pageHashes: readonly Uint8Array[];
  readonly items: readonly ManifestItem[];
}

export interface ManifestItem {
  readonly itemId: ItemId;
  readonly bodyHash: Uint8Array;
  readonly chunkCount: number;
  /** Keyed from the item key; see `headerHash`. */
  readonly headerHash: Uint8Array;
}

export interface SignedManifest {
  readonly manifest: Manifest;
  /** The bytes that the signature is over. */
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
  /** Over body and signature: what the writer's next manifest names. */
  readonly hash: Uint8Array;
}

export function encodeManifest(manifest: Manifest): Uint8Array {
  const writer = new ByteWriter()
    .bytes(envelopePrefix('manifest'))
    .bytes(AccountId.toBytes(manifest.accountId))
    .bytes(WriterId.toBytes(manifest.writerId))
    .u32(manifest.index)
    .bytes(manifest.previousHash)
    .u32(manifest.epoch);
  writeHead(writer, manifest.logHead)
    .u53(manifest.timeMs)
    .bytes(BatchId.toBytes(manifest.batchId))
    .bytes(manifest.sealHash)
    .bytes(manifest.batchKeyCommitment)
    .u16(manifest.pageHashes.length);
  for (const pageHash of manifest.pageHashes) writer.bytes(pageHash);
  writer.u16(manifest.items.length);
  for (const { itemId, bodyHash, chunkCount, headerHash } of manifest.items) {
    writer.bytes(ItemId.toBytes(itemId)).bytes(bodyHash).u32(chunkCount).bytes(headerHash);
  }
  return writer.finish();
}

/**
 * Reads a manifest; says nothing yet about who signed it, see `acceptManifest`.
 * @throws CommonsealError `malformed`, `unsupported_format`
 */
export function parseManifest(signed: Uint8Array): SignedManifest {
  const outer = new ByteReader(signed, 'manifest');
  if (signed.length > maxManifestBytes || signed.length < signatureBytes) outer.fail('length');
  const body = outer.bytes(signed.length - signatureBytes);
  const signature = outer.bytes(signatureBytes);
  const reader = new ByteReader(body, 'manifest');
  readEnvelopePrefix(reader, 'manifest');
  const manifest: Manifest = {
    accountId: AccountId.fromBytes(reader.bytes(longIdBytes)),
    writerId: WriterId.fromBytes(reader.bytes(longIdBytes)),
    index: reader.u32(),
    previousHash: reader.bytes(hashBytes),
    epoch: reader.u32(),
    logHead: readHead(reader),
    timeMs: reader.u53(),
    batchId: BatchId.fromBytes(reader.bytes(shortIdBytes)),
    sealHash: reader.bytes(hashBytes),
    batchKeyCommitment: reader.bytes(hashBytes),
    pageHashes: readList(reader, maxBatchPages, () => reader.bytes(hashBytes)),
    items: readList(reader, maxBatchItems, () => readItem(reader)),
  };
  reader.end();
  if (new Set(manifest.items.map(({ itemId }) => itemId)).size !== manifest.items.length)
    reader.fail('an item twice');
  return { manifest, body, signature, hash: hash(hashPurposes.manifest, body, signature) };
}

function readList<T>(reader: ByteReader, ceiling: number, readOne: () => T): T[] {
  const count = reader.u16();
  if (count > ceiling) reader.fail('too many');
  return Array.from({ length: count }, readOne);
}

function readItem(reader: ByteReader): ManifestItem {
  const itemId = ItemId.fromBytes(reader.bytes(shortIdBytes));
  const bodyHash = reader.bytes(hashBytes);
  const chunkCount = reader.u32();
  if (chunkCount < 1 || chunkCount > maxBodyChunks) reader.fail('number of chunks');
  return { itemId, bodyHash, chunkCount, headerHash: reader.bytes(hashBytes) };
}
