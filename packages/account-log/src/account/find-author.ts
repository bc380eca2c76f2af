import { BreakGlassId, InviteId, WorkerId } from '@commonseal/protocol';
import { Refused } from '../refused.ts';
import type { EntryFrame } from '../signed-entry.ts';
import type { AuthorKind, Authors } from './entry-kind.ts';
import { hasOpenGrant } from './grants.ts';
import type { AuthorRef } from './parse-entry.ts';
import { type AccountState, isPending } from './state.ts';

/** Who stands behind an entry, and the key that it must be signed with. */
export type FoundAuthor = { readonly author: Authors[AuthorKind]; readonly signingKey: Uint8Array };

/** Who the log says may still speak in this name: nobody who was removed, no invite or break-glass set that has ended, and no worker to which nothing is granted. */
export function findAuthor(state: AccountState, ref: AuthorRef, frame: EntryFrame): FoundAuthor | Refused {
  if (ref.kind === 'member') {
    const member = state.members.get(ref.id);
    return member ? { author: member, signingKey: member.signingKey } : new Refused('author is no member');
  }
  if (ref.kind === 'breakGlass') {
    const { breakGlass, endedSets } = state;
    if (breakGlass?.id === ref.id) return { author: breakGlass, signingKey: BreakGlassId.toBytes(ref.id) };
    return new Refused(endedSets.has(ref.id) ? 'withdrawn' : 'not there');
  }
  if (ref.kind === 'worker') {
    const worker = state.workers.get(ref.id);
    if (!worker) return new Refused('not there');
    if (hasOpenGrant(state, ref.id, frame.timeMs))
      return { author: worker, signingKey: WorkerId.toBytes(ref.id) };
    const grants = [...state.grants.values()].filter(({ workerId }) => workerId === ref.id);
    return new Refused(grants.every(({ ended }) => ended) ? 'withdrawn' : 'expired');
  }
  const invite = state.invites.get(ref.id);
  if (!invite) return new Refused('not there');
  if (invite.ended) return new Refused('withdrawn');
  if (!isPending(invite, frame.timeMs)) return new Refused('expired');
  return { author: invite, signingKey: InviteId.toBytes(ref.id) };
}
