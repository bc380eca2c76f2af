import { type ByteReader, type ByteWriter, UserId, longIdBytes } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import { voidInvites } from '../end-invites.ts';
import type { EntryKind } from '../entry-kind.ts';
import { type AccountState, ownersOf } from '../state.ts';
import { type ChainEnd, readChainEnd, withChainEnd, writeChainEnd } from './chain-end.ts';

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
    if (!state.members.has(userId)) return new Refused('not there');
    const members = state.members.delete(userId);
    if (ownersOf(members).length === 0) return new Refused('no owner is left');
    const devices = devicesOf(state, userId);
    const areTheirs =
      devices.length === chainEnds.length &&
      devices.every(({ writerId }, at) => chainEnds[at]?.writerId === writerId);
    if (!areTheirs) return new Refused('chains differ');
    let { writers } = state;
    for (const [at, device] of devices.entries()) {
      const end = chainEnds[at];
      if (end) writers = withChainEnd(writers, device, end, frame);
    }
    // Whoever leaves may know links that were meant for others.
    return { members, writers, invites: voidInvites(state.invites, frame) };
  },
};

/** Devices of a person that may still write. */
export function devicesOf({ writers }: Pick<AccountState, 'writers'>, userId: UserId) {
  return [...writers.values()].filter((writer) => writer.userId === userId && !writer.withdrawn);
}
