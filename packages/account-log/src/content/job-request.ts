import {
  AccountId,
  ByteReader,
  ByteWriter,
  ItemId,
  JobId,
  WriterId,
  concatBytes,
  longIdBytes,
  maxAnalyserBytes,
  maxAnalyserVersionBytes,
  maxJobRequestBytes,
  maxRequestedItems,
  shortIdBytes,
  workerIdentityBytes,
} from '@commonseal/protocol';
import {
  envelopePrefix,
  readEnvelopePrefix,
  signPurposes,
  signatureBytes,
  verifySignature,
} from '@commonseal/crypto/verify';
import { isBefore } from '../byte-order.ts';
import { maxScopeWriters } from '../account/entries/grant.ts';
import { type WorkerIdentity, encodeWorkerIdentity, parseWorkerIdentity } from './worker-identity.ts';

/** Which items a worker asks for: by their ids, or those of sources that were received within a time. */
export type JobSelection =
  | { readonly kind: 'items'; readonly itemIds: readonly ItemId[] }
  | {
      readonly kind: 'sources';
      /** Undefined for all of them. */
      readonly writerIds: readonly WriterId[] | undefined;
      /** From the first moment on, and before the second; undefined for all of them. */
      readonly received: { readonly fromMs: number; readonly beforeMs: number } | undefined;
    };

/** 'Let me do this with these items.' */
export interface JobRequest {
  readonly accountId: AccountId;
  readonly identity: WorkerIdentity;
  readonly jobId: JobId;
  /** What does it, and in which version, in the worker's words. */
  readonly analyser: string;
  readonly version: string;
  readonly selection: JobSelection;
  readonly madeAtMs: number;
  readonly expiresAtMs: number;
}

export interface SignedJobRequest {
  readonly request: JobRequest;
  /** What the signature is over. */
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

export const maxJobRequestLifetimeMs = 30 * 24 * 60 * 60_000;

const selectionKinds = { items: 1, everything: 2, writers: 3 } as const;
const ranges = { none: 0, received: 1 } as const;
/** Something that a person can read, and that does not pretend to be anything else. */
const words = /^[^\p{C}\p{Z}](?:[^\p{C}\p{Zl}\p{Zp}]*[^\p{C}\p{Z}])?$/u;

/** Ids in ascending order, each once. */
export function encodeJobRequest(request: JobRequest): Uint8Array {
  const { accountId, identity, jobId, analyser, version, selection, madeAtMs, expiresAtMs } = request;
  const writer = new ByteWriter()
    .bytes(envelopePrefix('jobRequest'))
    .bytes(AccountId.toBytes(accountId))
    .bytes(encodeWorkerIdentity(identity))
    .bytes(JobId.toBytes(jobId))
    .text(analyser)
    .text(version);
  return writeSelection(writer, selection).u53(madeAtMs).u53(expiresAtMs).finish();
}

function writeSelection(writer: ByteWriter, selection: JobSelection): ByteWriter {
  if (selection.kind === 'items') {
    const ids = selection.itemIds.map((itemId) => ItemId.toBytes(itemId));
    return writeIds(writer.u8(selectionKinds.items).u16(ids.length), ids);
  }
  const { writerIds, received } = selection;
  if (writerIds) {
    const ids = writerIds.map((writerId) => WriterId.toBytes(writerId));
    writeIds(writer.u8(selectionKinds.writers).u8(ids.length), ids);
  } else writer.u8(selectionKinds.everything);
  if (!received) return writer.u8(ranges.none);
  return writer.u8(ranges.received).u53(received.fromMs).u53(received.beforeMs);
}

function writeIds(writer: ByteWriter, ids: readonly Uint8Array[]): ByteWriter {
  for (const id of ids.toSorted((left, right) => (isBefore(left, right) ? -1 : 1))) writer.bytes(id);
  return writer;
}

/**
 * Reads a request; says nothing yet about who signed it, see {@link verifyJobRequest}.
 * @throws CommonsealError `malformed`, `unsupported_format`
 */
export function parseJobRequest(signed: Uint8Array): SignedJobRequest {
  const outer = new ByteReader(signed, 'job request');
  if (signed.length > maxJobRequestBytes || signed.length < signatureBytes) outer.fail('length');
  const body = outer.bytes(signed.length - signatureBytes);
  const signature = outer.bytes(signatureBytes);
  const reader = new ByteReader(body, 'job request');
  readEnvelopePrefix(reader, 'jobRequest');
  const request: JobRequest = {
    accountId: AccountId.fromBytes(reader.bytes(longIdBytes)),
    identity: parseWorkerIdentity(reader.bytes(workerIdentityBytes)),
    jobId: JobId.fromBytes(reader.bytes(shortIdBytes)),
    analyser: readWords(reader, maxAnalyserBytes),
    version: readWords(reader, maxAnalyserVersionBytes),
    selection: readSelection(reader),
    madeAtMs: reader.u53(),
    expiresAtMs: reader.u53(),
  };
  reader.end();
  const lifetimeMs = request.expiresAtMs - request.madeAtMs;
  if (lifetimeMs <= 0 || lifetimeMs > maxJobRequestLifetimeMs) reader.fail('time');
  return { request, body, signature };
}

function readWords(reader: ByteReader, ceiling: number): string {
  const text = reader.text(ceiling);
  if (!words.test(text)) reader.fail('words');
  return text;
}

function readSelection(reader: ByteReader): JobSelection {
  const kind = reader.u8();
  if (kind === selectionKinds.items) {
    const ids = readIds(reader, reader.u16(), maxRequestedItems, shortIdBytes);
    return { kind: 'items', itemIds: ids.map((id) => ItemId.fromBytes(id)) };
  }
  if (kind !== selectionKinds.everything && kind !== selectionKinds.writers) reader.fail('unknown selection');
  const ids =
    kind === selectionKinds.writers ? readIds(reader, reader.u8(), maxScopeWriters, longIdBytes) : undefined;
  const range = reader.u8();
  if (range !== ranges.none && range !== ranges.received) reader.fail('unknown range');
  const received = range === ranges.none ? undefined : { fromMs: reader.u53(), beforeMs: reader.u53() };
  if (received && received.fromMs >= received.beforeMs) reader.fail('an empty range');
  return { kind: 'sources', writerIds: ids?.map((id) => WriterId.fromBytes(id)), received };
}

/** In ascending order: one request has one encoding. */
function readIds(reader: ByteReader, count: number, ceiling: number, length: number): Uint8Array[] {
  if (count < 1 || count > ceiling) reader.fail('number of ids');
  const ids = Array.from({ length: count }, () => reader.bytes(length));
  if (!ids.every((id, at) => at === 0 || isBefore(ids[at - 1] ?? id, id))) reader.fail('ids out of order');
  return ids;
}

/** The stored form. */
export function jobRequestToBytes({ body, signature }: Omit<SignedJobRequest, 'request'>): Uint8Array {
  return concatBytes(body, signature);
}

/** What the signature is over, for whoever signs where the key lies. */
export function jobRequestStatement(accountId: AccountId, body: Uint8Array) {
  return { purpose: signPurposes.jobRequest, subjectId: AccountId.toBytes(accountId), message: body };
}

/** By the worker's own key, which the request names. @throws CommonsealError `signature_invalid` */
export function verifyJobRequest({ request, body, signature }: SignedJobRequest): void {
  const publicKey = request.identity.signingKey;
  verifySignature({ ...jobRequestStatement(request.accountId, body), signature, publicKey });
}
