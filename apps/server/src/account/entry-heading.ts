import { ByteReader, UserId, longIdBytes, maxEntryBytes } from '@commonseal/protocol';
import { hashBytes, readEnvelopePrefix } from '@commonseal/crypto/verify';

/** What every entry says of itself before its own matter; layout 'Entry' in docs/wire-format.md. */
export interface EntryHeading {
  readonly sequence: number;
  readonly previousHash: Uint8Array;
  readonly timeMs: number;
  readonly authorId: UserId;
}

const memberAuthor = 1;

/** Reads it without judging the entry. @throws CommonsealError `malformed`, `unsupported_format` */
export function readEntryHeading(entry: Uint8Array): EntryHeading {
  const reader = new ByteReader(new ByteReader(entry, 'log entry').sized(maxEntryBytes), 'log entry');
  readEnvelopePrefix(reader, 'accountEntry');
  reader.u8();
  const sequence = reader.u32();
  const previousHash = reader.bytes(hashBytes);
  const timeMs = reader.u53();
  if (reader.u8() !== memberAuthor) reader.fail('unknown kind of author');
  return { sequence, previousHash, timeMs, authorId: UserId.fromBytes(reader.bytes(longIdBytes)) };
}
