import { Refused } from '../../refused.ts';
import type { EntryKind } from '../entry-kind.ts';
import { type ChainEnd, readChainEnd, withChainEnd } from './chain-end.ts';

/** `revoke-writer`: nothing of the writer's chain counts beyond what the author had seen of it. */
export const revokeWriterEntry: EntryKind<ChainEnd, 'member'> = {
  name: 'revokeWriter',
  author: 'member',
  epoch: 'never',
  parse: readChainEnd,
  apply(state, end, { frame, author }) {
    const writer = state.writers.get(end.writerId);
    if (!writer) return new Refused('not there');
    if (author.role !== 'owner' && writer.userId !== author.userId)
      return new Refused('author is not entitled');
    if (writer.withdrawn) return new Refused('withdrawn');
    return withChainEnd(state, writer, end, frame);
  },
};
