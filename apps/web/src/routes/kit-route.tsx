import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, useSyncExternalStore } from 'react';
import { KitPage } from '../features/recovery-kit/kit-page.tsx';
import type { KitSheetProps } from '../features/recovery-kit/kit-sheet.tsx';
import { ThemeMenu } from '../features/theme/theme-menu.tsx';
import { type SessionState, emailOf } from '../session/session.ts';
import { useSession } from '../session/session-context.ts';
import { accountWords } from '../text/fingerprint-words.ts';
import { plainLine } from '../text/hostile-text.ts';
import { UnlockedControls, UnlockedFoot } from './unlocked-foot.tsx';

/** Has the whole window, so that it prints as it is. */
export function KitRoute() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const navigate = useNavigate();
  const [arrival] = useState(() => session.arrival);
  const fingerprint = useFingerprint(state);
  if (state.status === 'locked') return null;
  const leaveTo = (to: '/security' | '/content') => {
    session.settleArrival();
    session.noteReminded();
    void navigate({ to });
  };
  return (
    <KitPage
      vault={state.vault}
      fingerprint={fingerprint}
      arrival={arrival}
      onPerson={(person) => session.goOnAs(person)}
      onLeave={() => leaveTo(arrival === undefined ? '/security' : '/content')}
      onSecurity={() => leaveTo('/security')}
      foot={<UnlockedFoot email={emailOf(state)} />}
      controls={<UnlockedControls email={emailOf(state)} />}
      menu={<ThemeMenu />}
    />
  );
}

/** Of the account that is open; undefined where none is, or while it is looked up. */
function useFingerprint(state: SessionState): KitSheetProps['fingerprint'] {
  const open = state.status === 'unlocked' && state.account.standing === 'open' ? state : undefined;
  const { data: words } = useQuery({
    queryKey: ['account words', open?.account.accountId],
    enabled: open !== undefined,
    queryFn: async () =>
      open === undefined ? [] : accountWords((await open.vault.listActivity()).accountFingerprint),
  });
  if (open === undefined || words === undefined) return undefined;
  return { accountName: plainLine(open.account.accountName) || 'your account', words };
}
