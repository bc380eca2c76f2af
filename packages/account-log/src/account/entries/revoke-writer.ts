import { type ByteReader, type ByteWriter, WriterId, longIdBytes } from '@commonseal/protocol';
import { hashBytes } from '@commonseal/crypto/verify';
import { Refused } from '../../refused.ts';
import { type EntryKind, accountEntryTypes } from '../entry-kind.ts';

/** `revoke-writer`: nothing of the writer's chain counts beyond what the author had seen of it. */
export interface WriterRevocation {
  readonly writerId: WriterId;
  /** Batches that count. */
  readonly batchCount: number;
  /** Hash of the last manifest that counts; zeros when there is none. */
  readonly lastHash: Uint8Array;
}

export function writeWriterRevocation(writer: ByteWriter, revocation: WriterRevocation): ByteWriter {
  return writer
    .bytes(WriterId.toBytes(revocation.writerId))
    .u32(revocation.batchCount)
    .bytes(revocation.lastHash);
}

function readWriterRevocation(reader: ByteReader): WriterRevocation {
  const writerId = WriterId.fromBytes(reader.bytes(longIdBytes));
  const batchCount = reader.u32();
  const lastHash = reader.bytes(hashBytes);
  if (batchCount === 0 && lastHash.some((byte) => byte !== 0)) reader.fail('hash of no manifest');
  return { writerId, batchCount, lastHash };
}

export const revokeWriterEntry: EntryKind<WriterRevocation> = {
  type: accountEntryTypes.revokeWriter,
  parse: readWriterRevocation,
  apply(state, { writerId, batchCount, lastHash }, { frame, author }) {
    const writer = state.writers.get(writerId);
    if (!writer) return new Refused('not there');
    if (author.role !== 'owner' && writer.userId !== author.userId)
      return new Refused('author is not entitled');
    if (writer.withdrawn) return new Refused('withdrawn');
    const withdrawn = { since: frame.sequence, sinceMs: frame.timeMs, batchCount, lastHash };
    return { writers: new Map(state.writers).set(writerId, { ...writer, withdrawn }) };
  },
};
