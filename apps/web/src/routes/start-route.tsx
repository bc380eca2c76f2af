import { useSyncExternalStore } from 'react';
import { StartPage } from '../features/join/start-page.tsx';
import { useSession } from '../session/session-context.ts';

export function StartRoute() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  return state.status === 'without-account' ? <StartPage person={state} /> : null;
}
