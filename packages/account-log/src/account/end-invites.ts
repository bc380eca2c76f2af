import type { EntryFrame } from '../signed-entry.ts';
import type { AccountState, EndedInvite, Invite } from './state.ts';

export function endInvite(
  invites: AccountState['invites'],
  invite: Invite,
  how: EndedInvite['how'],
  { sequence: since, timeMs: sinceMs }: EntryFrame,
): AccountState['invites'] {
  return invites.set(invite.inviteId, { ...invite, ended: { how, since, sinceMs } });
}

/** Ends all that have not ended yet and that `concerns` names. */
export function voidInvites(
  invites: AccountState['invites'],
  frame: EntryFrame,
  concerns: (invite: Invite) => boolean = () => true,
): AccountState['invites'] {
  let left = invites;
  for (const invite of invites.values()) {
    if (!invite.ended && concerns(invite)) left = endInvite(left, invite, 'voided', frame);
  }
  return left;
}
