import { type ByteReader, type ByteWriter, UserId, longIdBytes } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import { removeMember, voidInvites } from '../access.ts';
import { endSet } from '../break-glass-sets.ts';
import type { EntryKind } from '../entry-kind.ts';
import { type ChainEnd, readChainEnds, withDevicesEnded, writeChainEnds } from './chain-end.ts';

/** `remove`: somebody is no member any more, by an owner or by leaving. */
export interface Removal {
  readonly userId: UserId;
  /** One for each device of theirs that may still write, in the order of the log. */
  readonly chainEnds: readonly ChainEnd[];
}

export function writeRemoval(writer: ByteWriter, { userId, chainEnds }: Removal): ByteWriter {
  return writeChainEnds(writer.bytes(UserId.toBytes(userId)), chainEnds);
}

function readRemoval(reader: ByteReader): Removal {
  return { userId: UserId.fromBytes(reader.bytes(longIdBytes)), chainEnds: readChainEnds(reader) };
}

export const removeEntry: EntryKind<Removal, 'member'> = {
  name: 'remove',
  author: 'member',
  epoch: 'when access ends',
  changesPower: true,
  parse: readRemoval,
  apply(state, { userId, chainEnds }, { frame, author }) {
    if (author.role !== 'owner' && author.userId !== userId) return new Refused('author is not entitled');
    const member = state.members.get(userId);
    if (!member) return new Refused('not there');
    const left = removeMember(state, member);
    if (left.access.ownerCount === 0) return new Refused('no owner is left');
    const written = withDevicesEnded(state, userId, chainEnds, frame);
    if (written instanceof Refused) return written;
    // Whoever leaves may know links that were meant for others, and may have kept the shares that they made.
    return { ...endSet(voidInvites(left, frame), 'voided', frame, userId), ...written };
  },
};
