import { WorkerId } from '@commonseal/protocol';
import type { EntryFrame } from '../signed-entry.ts';
import { type Access, type AccessIndex, accessOf, withKeys } from './access.ts';
import { type EndedGrant, type Grant, type Worker, isInForce } from './state.ts';

/** Grants by which a worker can still read something. */
export function openGrantsAt(openGrants: AccessIndex['openGrants'], atMs: number): AccessIndex['openGrants'] {
  let open = openGrants;
  for (const grant of openGrants.values()) if (!isInForce(grant, atMs)) open = open.delete(grant.since);
  return open;
}

/** Whether anything is granted to a worker, of either kind. @param without a grant that is not counted */
export function hasOpenGrant(
  { access }: Pick<Access, 'access'>,
  workerId: WorkerId,
  atMs: number,
  without?: number,
): boolean {
  return [...access.openGrants.values()].some(
    (grant) => grant.workerId === workerId && grant.since !== without && isInForce(grant, atMs),
  );
}

/** @param known the worker, where something was granted to it before: of its standing grants, the new one takes the last one's place */
export function addGrant(before: Access, grant: Grant, known: Worker | undefined, frame: EntryFrame): Access {
  const last = known?.standing === undefined ? undefined : before.grants.get(known.standing);
  const isReplacing = grant.terms.kind === 'standing' && last !== undefined && !last.ended;
  const { grants, access } = isReplacing ? endGrant(before, last, 'replaced', frame) : before;
  const { workerId, receivingKey, since } = grant;
  return {
    ...accessOf(before),
    grants: grants.set(since, grant),
    access: {
      ...access,
      openGrants: openGrantsAt(access.openGrants, frame.timeMs).set(since, grant),
      keys: withKeys(access.keys, { signingKey: WorkerId.toBytes(workerId), receivingKey }),
    },
  };
}

export function endGrant(
  before: Access,
  grant: Grant,
  how: EndedGrant['how'],
  { sequence: since, timeMs: sinceMs }: EntryFrame,
): Access {
  const { grants, access } = before;
  const losesAccess = how === 'revoked' && grant.terms.kind === 'standing' && isInForce(grant, sinceMs);
  return {
    ...accessOf(before),
    grants: grants.set(grant.since, { ...grant, ended: { how, since, sinceMs } }),
    access: {
      ...access,
      openGrants: access.openGrants.delete(grant.since),
      endings: access.endings + (losesAccess ? 1 : 0),
    },
  };
}
