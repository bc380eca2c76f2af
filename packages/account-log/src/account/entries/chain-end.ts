import { type ByteReader, type ByteWriter, type UserId, WriterId, longIdBytes } from '@commonseal/protocol';
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

/** Who writes, and which devices are whose. */
export type Written = Pick<AccountState, 'writers' | 'devices'>;

export function withChainEnd(
  { writers, devices }: Written,
  writer: Writer,
  { batchCount, lastHash }: ChainEnd,
  { sequence: since, timeMs: sinceMs }: EntryFrame,
): Written {
  const { writerId, userId } = writer;
  const withdrawn = { since, sinceMs, batchCount, lastHash };
  return {
    writers: writers.set(writerId, { ...writer, withdrawn }),
    devices: userId === undefined ? devices : withoutDevice(devices, userId, writerId),
  };
}

function withoutDevice(devices: Written['devices'], userId: UserId, writerId: WriterId): Written['devices'] {
  const left = (devices.get(userId) ?? []).filter((device) => device !== writerId);
  return left.length === 0 ? devices.delete(userId) : devices.set(userId, left);
}
