import { Outlet } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { ThemeMenu } from '../features/theme/theme-menu.tsx';
import { emailOf } from '../session/session.ts';
import { useSession } from '../session/session-context.ts';
import { FrontPage } from '../ui/front-page.tsx';
import { UnlockedFoot } from './unlocked-foot.tsx';

/** Around every page that shows nothing of an account. */
export function FrontLayout() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  return (
    <FrontPage menu={<ThemeMenu />}>
      <Outlet />
      {state.status !== 'locked' && <UnlockedFoot email={emailOf(state)} />}
    </FrontPage>
  );
}
