import { useNavigate } from '@tanstack/react-router';
import { useState, useSyncExternalStore } from 'react';
import { KitPage } from '../features/recovery-kit/kit-page.tsx';
import { ThemeMenu } from '../features/theme/theme-menu.tsx';
import { emailOf } from '../session/session.ts';
import { useSession } from '../session/session-context.ts';
import { UnlockedControls, UnlockedFoot } from './unlocked-foot.tsx';
import { useFingerprint } from './use-fingerprint.ts';

/** Has the whole window, so that it prints as it is. */
export function KitRoute() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const navigate = useNavigate();
  const [arrival] = useState(() => session.arrival);
  const fingerprint = useFingerprint(state);
  if (state.status === 'locked') return null;
  const leaveTo = (to: '/security' | '/content' | '/break-glass/came-in') => {
    if (to !== '/break-glass/came-in') session.settleArrival();
    session.noteReminded();
    void navigate({ to });
  };
  const onLeave = () => {
    if (arrival === 'broke-glass') leaveTo('/break-glass/came-in');
    else leaveTo(arrival === undefined ? '/security' : '/content');
  };
  return (
    <KitPage
      vault={state.vault}
      fingerprint={fingerprint}
      arrival={arrival}
      onPerson={(person) => session.goOnAs(person)}
      onLeave={onLeave}
      onSecurity={() => leaveTo('/security')}
      foot={<UnlockedFoot email={emailOf(state)} />}
      controls={<UnlockedControls email={emailOf(state)} />}
      menu={<ThemeMenu />}
    />
  );
}
