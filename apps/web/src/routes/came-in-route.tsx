import { useNavigate } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { CameInPage } from '../features/break-glass/came-in-page.tsx';
import { useSession } from '../session/session-context.ts';

export function CameInRoute() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const navigate = useNavigate();
  if (state.status !== 'unlocked') return null;
  return (
    <CameInPage
      vault={state.vault}
      account={state.account}
      onGo={(to) => {
        // Whoever makes a kit comes back to what else is to be done.
        if (to !== '/recovery-kit') session.settleArrival();
        // The page has said already what the reminder would.
        session.noteReminded();
        void navigate({ to });
      }}
    />
  );
}
