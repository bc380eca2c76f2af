import { type ByteReader, type ByteWriter, type UserId, WriterId, longIdBytes } from '@commonseal/protocol';
import { hashBytes } from '@commonseal/crypto/verify';
import { Refused } from '../../refused.ts';
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

/** One for each device of a person. */
export function writeChainEnds(writer: ByteWriter, ends: readonly ChainEnd[]): ByteWriter {
  writer.u16(ends.length);
  for (const end of ends) writeChainEnd(writer, end);
  return writer;
}

export function readChainEnds(reader: ByteReader): ChainEnd[] {
  const count = reader.u16();
  return Array.from({ length: count }, () => readChainEnd(reader));
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

/** Devices of a person that may still write. */
export function devicesOf({ writers, devices }: Written, userId: UserId): Writer[] {
  return (devices.get(userId) ?? []).flatMap((writerId) => writers.get(writerId) ?? []);
}

/** @param ends one for each device of theirs that may still write, in the order of the log */
export function withDevicesEnded(
  { writers, devices }: Written,
  userId: UserId,
  ends: readonly ChainEnd[],
  frame: EntryFrame,
): Written | Refused {
  const theirs = devicesOf({ writers, devices }, userId);
  const areTheirs =
    theirs.length === ends.length && theirs.every(({ writerId }, at) => ends[at]?.writerId === writerId);
  if (!areTheirs) return new Refused('chains differ');
  return ends.reduce<Written>(
    (before, end, at) => {
      const device = theirs[at];
      return device ? withChainEnd(before, device, end, frame) : before;
    },
    { writers, devices },
  );
}
