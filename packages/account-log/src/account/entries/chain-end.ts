import { type ByteReader, type ByteWriter, WriterId, longIdBytes } from '@commonseal/protocol';
import { hashBytes } from '@commonseal/crypto/verify';
import type { EntryFrame } from '../../signed-entry.ts';
import type { AccountState, Writer } from '../state.ts';

/** Where a writer's chain ends, as whoever ends it has seen it: nothing beyond counts. */
export interface ChainEnd {
  readonly writerId: WriterId;
  /** Batches that count. */
  readonly batchCount: number;
  /** Hash of the last manifest that counts; zeros when there is none. */
  readonly lastHash: Uint8Array;
}

export function writeChainEnd(writer: ByteWriter, end: ChainEnd): ByteWriter {
  return writer.bytes(WriterId.toBytes(end.writerId)).u32(end.batchCount).bytes(end.lastHash);
}

export function readChainEnd(reader: ByteReader): ChainEnd {
  const writerId = WriterId.fromBytes(reader.bytes(longIdBytes));
  const batchCount = reader.u32();
  const lastHash = reader.bytes(hashBytes);
  if (batchCount === 0 && lastHash.some((byte) => byte !== 0)) reader.fail('hash of no manifest');
  return { writerId, batchCount, lastHash };
}

export function withChainEnd(
  writers: AccountState['writers'],
  writer: Writer,
  { batchCount, lastHash }: ChainEnd,
  { sequence: since, timeMs: sinceMs }: EntryFrame,
): AccountState['writers'] {
  return writers.set(writer.writerId, { ...writer, withdrawn: { since, sinceMs, batchCount, lastHash } });
}
