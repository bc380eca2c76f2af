import { BreakGlassId, type UserId } from '@commonseal/protocol';
import type { EntryFrame } from '../signed-entry.ts';
import { type Access, accessOf, withKeys } from './access.ts';
import { maxMembers } from './limits.ts';
import { type BreakGlassSet, type EndedSet, isInForce } from './state.ts';

/** In the place of another, if there is one: that one ends. */
export function addSet(before: Access, set: BreakGlassSet, frame: EntryFrame): Access {
  const ended = endSet(before, 'replaced', frame);
  const { receivingKey } = set;
  return {
    ...ended,
    breakGlass: set,
    access: {
      ...ended.access,
      keys: withKeys(ended.access.keys, { signingKey: BreakGlassId.toBytes(set.id), receivingKey }),
    },
  };
}

/** Ends the set that there is, if there is one: of one maker, or whoever made it. */
export function endSet(
  before: Access,
  how: EndedSet['ended']['how'],
  { sequence: since, timeMs: sinceMs }: EntryFrame,
  madeBy?: UserId,
): Access {
  const { breakGlass: set, endedSets, access } = before;
  if (!set || (madeBy !== undefined && set.madeBy !== madeBy)) return accessOf(before);
  return {
    ...accessOf(before),
    breakGlass: undefined,
    endedSets: endedSets.set(set.id, { ...set, ended: { how, since, sinceMs } }),
    access: { ...access, endings: access.endings + 1 },
  };
}

/**
 * Whether one more member, break-glass set or worker can get a seal with each new account seed. A set counts like a member, so
 * there is always room for whoever comes in by one.
 */
export function hasRoom({ members, breakGlass, access }: Access, atMs: number): boolean {
  const workers = [...access.openGrants.values()].filter(
    (grant) => grant.terms.kind === 'standing' && isInForce(grant, atMs),
  );
  return members.size + (breakGlass ? 1 : 0) + workers.length < maxMembers;
}
