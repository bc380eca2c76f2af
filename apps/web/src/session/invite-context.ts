import { createContext, use, useMemo, useSyncExternalStore } from 'react';
import type { InviteInHand } from './invite-in-hand.ts';
import { inviteLinkParts } from './invite-link-parts.ts';

export const InviteContext = createContext<InviteInHand | undefined>(undefined);

export function useInviteInHand(): InviteInHand {
  const invite = use(InviteContext);
  if (invite === undefined) throw new TypeError('no invite above this component');
  return invite;
}

/** The link that somebody came with, if they did. */
export function useInviteLink(): string | undefined {
  const invite = useInviteInHand();
  return useSyncExternalStore(invite.subscribe, invite.get);
}

/** The name of the account that somebody is invited to, as their link says. */
export function useInvitedTo(): string | undefined {
  const link = useInviteLink();
  return useMemo(() => (link === undefined ? undefined : inviteLinkParts(link)?.accountName), [link]);
}
