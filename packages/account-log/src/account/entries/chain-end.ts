import {
  type ByteReader,
  type ByteWriter,
  type UserId,
  type WorkerId,
  WriterId,
  longIdBytes,
} from '@commonseal/protocol';
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

/** One for each device of a person, or each writer of a worker. */
export function writeChainEnds(writer: ByteWriter, ends: readonly ChainEnd[]): ByteWriter {
  writer.u16(ends.length);
  for (const end of ends) writeChainEnd(writer, end);
  return writer;
}

export function readChainEnds(reader: ByteReader): ChainEnd[] {
  const count = reader.u16();
  const ends: ChainEnd[] = [];
  // One by one: nothing is allocated for what is promised and not there.
  while (ends.length < count) ends.push(readChainEnd(reader));
  return ends;
}

/** Who writes, and which writers are whose. */
export type Written = Pick<AccountState, 'writers' | 'devices' | 'workers'>;

export function withChainEnd(
  { writers, devices, workers }: Written,
  writer: Writer,
  { batchCount, lastHash }: ChainEnd,
  { sequence: since, timeMs: sinceMs }: EntryFrame,
): Written {
  const { writerId, userId, workerId } = writer;
  const withdrawn = { since, sinceMs, batchCount, lastHash };
  return {
    writers: writers.set(writerId, { ...writer, withdrawn }),
    devices: userId === undefined ? devices : withoutDevice(devices, userId, writerId),
    workers: workerId === undefined ? workers : withoutWriter(workers, workerId, writerId),
  };
}

function withoutWriter(
  workers: Written['workers'],
  workerId: WorkerId,
  writerId: WriterId,
): Written['workers'] {
  const worker = workers.get(workerId);
  if (!worker) return workers;
  const writerIds = worker.writerIds.filter((id) => id !== writerId);
  return workers.set(workerId, { ...worker, writerIds });
}

function withoutDevice(devices: Written['devices'], userId: UserId, writerId: WriterId): Written['devices'] {
  const left = (devices.get(userId) ?? []).filter((device) => device !== writerId);
  return left.length === 0 ? devices.delete(userId) : devices.set(userId, left);
}

/** Devices of a person that may still write. */
export function devicesOf(
  { writers, devices }: Pick<Written, 'writers' | 'devices'>,
  userId: UserId,
): Writer[] {
  return (devices.get(userId) ?? []).flatMap((writerId) => writers.get(writerId) ?? []);
}

/** Writers of a worker's own that may still write. */
export function writersOfWorker(
  { writers, workers }: Pick<Written, 'writers' | 'workers'>,
  workerId: WorkerId,
): Writer[] {
  return (workers.get(workerId)?.writerIds ?? []).flatMap((writerId) => writers.get(writerId) ?? []);
}

/** @param ends one for each device of theirs that may still write, in the order of the log */
export function withDevicesEnded(
  before: Written,
  userId: UserId,
  ends: readonly ChainEnd[],
  frame: EntryFrame,
): Written | Refused {
  return withChainsEnded(before, devicesOf(before, userId), ends, frame);
}

/** @param ends one for each of these writers, in their order */
export function withChainsEnded(
  { writers, devices, workers }: Written,
  theirs: readonly Writer[],
  ends: readonly ChainEnd[],
  frame: EntryFrame,
): Written | Refused {
  const areTheirs =
    theirs.length === ends.length && theirs.every(({ writerId }, at) => ends[at]?.writerId === writerId);
  if (!areTheirs) return new Refused('chains differ');
  return ends.reduce<Written>(
    (before, end, at) => {
      const writer = theirs[at];
      return writer ? withChainEnd(before, writer, end, frame) : before;
    },
    { writers, devices, workers },
  );
}
