import {
  AccountId,
  ByteReader,
  ByteWriter,
  ItemId,
  JobId,
  WorkerId,
  WriterId,
  concatBytes,
  longIdBytes,
  maxAccessRecordBytes,
  shortIdBytes,
} from '@commonseal/protocol';
import {
  envelopePrefix,
  hash,
  hashBytes,
  hashPurposes,
  readEnvelopePrefix,
  sealBytes,
  signPurposes,
  signatureBytes,
  verifySignature,
} from '@commonseal/crypto/verify';
import { isBefore } from '../byte-order.ts';
import { type Head, readHead, writeHead } from '../head.ts';

/** Where items come from: a batch, at its place in its writer's chain, or what an owner has handed over for one job. */
export type AccessSource =
  | { readonly kind: 'batch'; readonly writerId: WriterId; readonly index: number }
  | { readonly kind: 'job'; readonly jobId: JobId };

/** What a keyholder writes down before it gives keys of items: to whom, by which grant, of what. */
export interface AccessRecord {
  readonly accountId: AccountId;
  readonly workerId: WorkerId;
  /** Place in the worker's chain of records for this account, from 0. */
  readonly index: number;
  /** Hash of the sealed record before; zeros at index 0. */
  readonly previousHash: Uint8Array;
  /** The newest entry of the account's log that the keyholder knew. */
  readonly logHead: Head;
  readonly timeMs: number;
  /** Sequence of the entry that granted it. */
  readonly grant: number;
  /** 16 random bytes: one run of an analyser. */
  readonly run: Uint8Array;
  /** As the run calls itself: nobody vouches for it. */
  readonly analyser: string;
  readonly version: string;
  readonly source: AccessSource;
  /** Whether the headers were given too. */
  readonly withHeaders: boolean;
  readonly itemCount: number;
  /** See `accessItemsHash`. */
  readonly itemsHash: Uint8Array;
}

export interface SignedAccessRecord {
  readonly record: AccessRecord;
  /** The bytes that the signature is over. */
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/** As it lies on a keyholder's disk: the account's members open it, and nobody else. */
export interface SealedAccessRecord {
  /** To whose ingest key it is sealed. */
  readonly epoch: number;
  readonly seal: Uint8Array;
  readonly box: Uint8Array;
}

export const accessRunBytes = shortIdBytes;
const sourceKinds = { batch: 1, job: 2 } as const;
/** UTF-8 bytes. */
const maxAnalyserBytes = 256;
const maxVersionBytes = 64;

export function encodeAccessRecord(record: AccessRecord): Uint8Array {
  const writer = new ByteWriter()
    .bytes(envelopePrefix('accessRecord'))
    .bytes(AccountId.toBytes(record.accountId))
    .bytes(WorkerId.toBytes(record.workerId))
    .u32(record.index)
    .bytes(record.previousHash);
  writeHead(writer, record.logHead)
    .u53(record.timeMs)
    .u32(record.grant)
    .bytes(record.run)
    .text(record.analyser)
    .text(record.version);
  writeSource(writer, record.source);
  return writer
    .u8(record.withHeaders ? 1 : 0)
    .u32(record.itemCount)
    .bytes(record.itemsHash)
    .finish();
}

function writeSource(writer: ByteWriter, source: AccessSource): ByteWriter {
  writer.u8(sourceKinds[source.kind]);
  return source.kind === 'batch'
    ? writer.bytes(WriterId.toBytes(source.writerId)).u32(source.index)
    : writer.bytes(JobId.toBytes(source.jobId));
}

/**
 * Reads a record and its signature; says nothing yet about who signed it, see {@link verifyAccessRecord}.
 * @throws CommonsealError `malformed`, `unsupported_format`
 */
export function parseAccessRecord(signed: Uint8Array): SignedAccessRecord {
  const outer = new ByteReader(signed, 'access record');
  if (signed.length > maxAccessRecordBytes || signed.length < signatureBytes) outer.fail('length');
  const body = outer.bytes(signed.length - signatureBytes);
  const signature = outer.bytes(signatureBytes);
  const reader = new ByteReader(body, 'access record');
  readEnvelopePrefix(reader, 'accessRecord');
  const record: AccessRecord = {
    accountId: AccountId.fromBytes(reader.bytes(longIdBytes)),
    workerId: WorkerId.fromBytes(reader.bytes(longIdBytes)),
    index: reader.u32(),
    previousHash: reader.bytes(hashBytes),
    logHead: readHead(reader),
    timeMs: reader.u53(),
    grant: reader.u32(),
    run: reader.bytes(accessRunBytes),
    analyser: reader.text(maxAnalyserBytes),
    version: reader.text(maxVersionBytes),
    source: readSource(reader),
    withHeaders: readFlag(reader),
    itemCount: reader.u32(),
    itemsHash: reader.bytes(hashBytes),
  };
  reader.end();
  return { record, body, signature };
}

function readSource(reader: ByteReader): AccessSource {
  const kind = reader.u8();
  if (kind === sourceKinds.batch)
    return {
      kind: 'batch',
      writerId: WriterId.fromBytes(reader.bytes(longIdBytes)),
      index: reader.u32(),
    };
  if (kind === sourceKinds.job) return { kind: 'job', jobId: JobId.fromBytes(reader.bytes(shortIdBytes)) };
  return reader.fail('unknown source');
}

function readFlag(reader: ByteReader): boolean {
  const flag = reader.u8();
  if (flag > 1) reader.fail('neither with nor without headers');
  return flag === 1;
}

/** Whose record it is. @throws CommonsealError `signature_invalid` */
export function verifyAccessRecord({ record, body, signature }: SignedAccessRecord): void {
  verifySignature({
    purpose: signPurposes.accessRecord,
    subjectId: AccountId.toBytes(record.accountId),
    message: body,
    signature,
    publicKey: WorkerId.toBytes(record.workerId),
  });
}

export function encodeSealedAccessRecord({ epoch, seal, box }: SealedAccessRecord): Uint8Array {
  return new ByteWriter()
    .bytes(envelopePrefix('sealedAccessRecord'))
    .u32(epoch)
    .bytes(seal)
    .bytes(box)
    .finish();
}

/** @throws CommonsealError `malformed`, `unsupported_format` */
export function parseSealedAccessRecord(bytes: Uint8Array): SealedAccessRecord {
  const reader = new ByteReader(bytes, 'sealed access record');
  if (bytes.length > maxAccessRecordBytes) reader.fail('too long');
  readEnvelopePrefix(reader, 'sealedAccessRecord');
  return { epoch: reader.u32(), seal: reader.bytes(sealBytes), box: reader.rest() };
}

/** What the next record names: the chain can be followed by whoever has the sealed records, and opens none. */
export function accessRecordHash(sealed: Uint8Array): Uint8Array {
  return hash(hashPurposes.accessRecord, sealed);
}

/** Which items, in whatever order they were asked for. */
export function accessItemsHash(items: readonly ItemId[]): Uint8Array {
  const sorted = items
    .map((id) => ItemId.toBytes(id))
    .toSorted((left, right) => (isBefore(left, right) ? -1 : 1));
  return hash(hashPurposes.accessItems, concatBytes(...sorted));
}
