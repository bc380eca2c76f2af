import { useNavigate } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { NewSetPage } from '../features/break-glass/new-set-page.tsx';
import { ThemeMenu } from '../features/theme/theme-menu.tsx';
import { UnlockedContext, useSession } from '../session/session-context.ts';
import { UnlockedControls, UnlockedFoot } from './unlocked-foot.tsx';
import { useFingerprint } from './use-fingerprint.ts';

/** Has the whole window, so that it prints as it is. */
export function NewSheetsRoute() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const navigate = useNavigate();
  const fingerprint = useFingerprint(state);
  if (state.status !== 'unlocked') return null;
  const { email } = state.account;
  return (
    <UnlockedContext key={state.account.accountId} value={state}>
      <NewSetPage
        fingerprint={fingerprint}
        onLeave={() => void navigate({ to: '/members' })}
        foot={<UnlockedFoot email={email} />}
        controls={<UnlockedControls email={email} />}
        menu={<ThemeMenu />}
      />
    </UnlockedContext>
  );
}
