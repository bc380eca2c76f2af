import { BreakGlassId, longIdBytes } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import { endSet } from '../break-glass-sets.ts';
import type { EntryKind } from '../entry-kind.ts';

/** `withdrawBreakGlass`: the shares open nothing any more that is written from now on, and let nobody in. */
export const withdrawBreakGlassEntry: EntryKind<BreakGlassId, 'member'> = {
  name: 'withdrawBreakGlass',
  author: 'member',
  epoch: 'when access ends',
  parse: (reader) => BreakGlassId.fromBytes(reader.bytes(longIdBytes)),
  apply(state, id, { frame, author }) {
    if (author.role !== 'owner') return new Refused('author is not entitled');
    if (state.breakGlass?.id !== id) return new Refused(state.endedSets.has(id) ? 'withdrawn' : 'not there');
    return endSet(state, 'withdrawn', frame);
  },
};
