import { ByteReader, ByteWriter, concatBytes, maxEntryBytes } from '@commonseal/protocol';
import {
  type EnvelopeKind,
  type HashPurpose,
  envelopePrefix,
  hash,
  hashBytes,
  readEnvelopePrefix,
  signatureBytes,
} from '@commonseal/crypto/verify';
import type { Head } from './head.ts';

/** A log entry as it is stored: the signed bytes, then the signatures over exactly these bytes. */
export interface SignedEntry {
  readonly body: Uint8Array;
  readonly signatures: readonly Uint8Array[];
  /** Over body and signatures: what the next entry names as its previous one. */
  readonly hash: Uint8Array;
}

/** What every entry of either log begins with. */
export interface EntryFrame {
  readonly type: number;
  readonly sequence: number;
  /** Zeros in the first entry. */
  readonly previousHash: Uint8Array;
  /** The signer's clock, milliseconds since 1970; never going backwards. */
  readonly timeMs: number;
}

const maxSignatures = 4;

export function encodeSignedEntry(body: Uint8Array, signatures: readonly Uint8Array[]): Uint8Array {
  return new ByteWriter()
    .sized(body)
    .u8(signatures.length)
    .bytes(concatBytes(...signatures))
    .finish();
}

/** @throws CommonsealError `malformed` */
export function parseSignedEntry(bytes: Uint8Array, purpose: HashPurpose): SignedEntry {
  const reader = new ByteReader(bytes, 'log entry');
  const body = reader.sized(maxEntryBytes);
  const count = reader.u8();
  if (count < 1 || count > maxSignatures) reader.fail('number of signatures');
  const signatures = Array.from({ length: count }, () => reader.bytes(signatureBytes));
  reader.end();
  return { body, signatures, hash: hash(purpose, body, concatBytes(...signatures)) };
}

export function writeEntryFrame(kind: EnvelopeKind, frame: EntryFrame): ByteWriter {
  return new ByteWriter()
    .bytes(envelopePrefix(kind))
    .u8(frame.type)
    .u32(frame.sequence)
    .bytes(frame.previousHash)
    .u53(frame.timeMs);
}

/** @throws CommonsealError `malformed`, `unsupported_format` */
export function readEntryFrame(kind: EnvelopeKind, reader: ByteReader): EntryFrame {
  readEnvelopePrefix(reader, kind);
  return {
    type: reader.u8(),
    sequence: reader.u32(),
    previousHash: reader.bytes(hashBytes),
    timeMs: reader.u53(),
  };
}

/** The frame of the entry that follows a head; of a log's first entry without one. */
export function nextFrame(
  type: number,
  previous: { readonly head: Head; readonly timeMs: number } | undefined,
  timeMs: number,
): EntryFrame {
  return {
    type,
    sequence: previous ? previous.head.sequence + 1 : 0,
    previousHash: previous?.head.hash ?? new Uint8Array(hashBytes),
    // A clock that was set back must not stop the log.
    timeMs: Math.max(timeMs, previous?.timeMs ?? 0),
  };
}
