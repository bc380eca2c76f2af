import { useNavigate } from '@tanstack/react-router';
import { useMemo, useSyncExternalStore } from 'react';
import { useInviteInHand, useInviteLink } from '../../session/invite-context.ts';
import { inviteLinkParts } from '../../session/invite-link-parts.ts';
import { useSession } from '../../session/session-context.ts';
import { InvitationCheck } from './invitation-check.tsx';
import { Invited } from './invited.tsx';
import { NoInvitation } from './no-invitation.tsx';

/** Where an invitation's link leads, whether one is unlocked or not. */
export function JoinPage() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const invite = useInviteInHand();
  const link = useInviteLink();
  const navigate = useNavigate();
  const parts = useMemo(() => (link === undefined ? undefined : inviteLinkParts(link)), [link]);
  // From there the guards of the routes lead whoever is locked, or in no account, to where they belong.
  const leave = async () => {
    await navigate({ to: '/content', replace: true });
    invite.drop();
  };
  if (link === undefined || parts === undefined) {
    return (
      <NoInvitation
        isMangled={link !== undefined}
        onLink={(pasted) => invite.take(pasted)}
        onPutAside={() => void leave()}
      />
    );
  }
  if (state.status === 'locked') return <Invited accountName={parts.accountName} />;
  return (
    <InvitationCheck
      key={link}
      vault={state.vault}
      link={link}
      parts={parts}
      onJoined={(account) => {
        session.changeAccount(account.email, account);
        void leave();
      }}
      onPutAside={() => void leave()}
    />
  );
}
