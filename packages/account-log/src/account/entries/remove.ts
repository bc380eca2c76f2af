import { type ByteReader, type ByteWriter, UserId, longIdBytes } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import { removeMember, voidInvites } from '../access.ts';
import type { EntryKind } from '../entry-kind.ts';
import type { Writer } from '../state.ts';
import { type ChainEnd, type Written, readChainEnd, withChainEnd, writeChainEnd } from './chain-end.ts';

/** `remove`: somebody is no member any more, by an owner or by leaving. */
export interface Removal {
  readonly userId: UserId;
  /** One for each device of theirs that may still write, in the order of the log. */
  readonly chainEnds: readonly ChainEnd[];
}

export function writeRemoval(writer: ByteWriter, { userId, chainEnds }: Removal): ByteWriter {
  writer.bytes(UserId.toBytes(userId)).u16(chainEnds.length);
  for (const end of chainEnds) writeChainEnd(writer, end);
  return writer;
}

function readRemoval(reader: ByteReader): Removal {
  const userId = UserId.fromBytes(reader.bytes(longIdBytes));
  const count = reader.u16();
  return { userId, chainEnds: Array.from({ length: count }, () => readChainEnd(reader)) };
}

export const removeEntry: EntryKind<Removal, 'member'> = {
  name: 'remove',
  author: 'member',
  epoch: 'when access ends',
  parse: readRemoval,
  apply(state, { userId, chainEnds }, { frame, author }) {
    if (author.role !== 'owner' && author.userId !== userId) return new Refused('author is not entitled');
    const member = state.members.get(userId);
    if (!member) return new Refused('not there');
    const left = removeMember(state, member);
    if (left.access.ownerCount === 0) return new Refused('no owner is left');
    const devices = devicesOf(state, userId);
    const areTheirs =
      devices.length === chainEnds.length &&
      devices.every(({ writerId }, at) => chainEnds[at]?.writerId === writerId);
    if (!areTheirs) return new Refused('chains differ');
    const written = chainEnds.reduce<Written>(
      (before, end, at) => {
        const device = devices[at];
        return device ? withChainEnd(before, device, end, frame) : before;
      },
      { writers: state.writers, devices: state.devices },
    );
    // Whoever leaves may know links that were meant for others.
    return { ...voidInvites(left, frame), ...written };
  },
};

/** Devices of a person that may still write. */
export function devicesOf({ writers, devices }: Written, userId: UserId): Writer[] {
  return (devices.get(userId) ?? []).flatMap((writerId) => writers.get(writerId) ?? []);
}
