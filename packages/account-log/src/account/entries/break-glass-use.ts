import { Refused } from '../../refused.ts';
import { admitMember, isKeyInUse } from '../access.ts';
import { endSet } from '../break-glass-sets.ts';
import type { EntryKind } from '../entry-kind.ts';
import type { Member } from '../state.ts';
import { type Joining, readJoining } from './join.ts';

/**
 * `breakGlassUse`: whoever has brought enough shares together comes in as an owner, signed by the set's key and by their own. The
 * set is spent; nobody else loses anything.
 */
export const breakGlassUseEntry: EntryKind<Joining, 'breakGlass'> = {
  name: 'breakGlassUse',
  author: 'breakGlass',
  epoch: 'when access ends',
  changesPower: true,
  parse: readJoining,
  keys: ({ signingKey, receivingKey }) => ({ signing: signingKey, receiving: receivingKey }),
  coSigner: ({ signingKey }) => signingKey,
  apply(state, joining, { frame }) {
    if (state.members.has(joining.userId)) return new Refused('already there');
    if (isKeyInUse(state, joining)) return new Refused('key was used before');
    const { sequence: since, timeMs: sinceMs } = frame;
    const owner: Member = { ...joining, role: 'owner', succeeds: undefined, since, sinceMs };
    return admitMember(endSet(state, 'used', frame), owner);
  },
};
