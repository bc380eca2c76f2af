import { createContext, use, useSyncExternalStore } from 'react';
import type { InviteInHand } from './invite-in-hand.ts';

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
