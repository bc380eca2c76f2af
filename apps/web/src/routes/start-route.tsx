import { useSyncExternalStore } from 'react';
import { FurtherReturn } from '../features/let-back-in/asking/further-return.tsx';
import { StartPage } from '../features/join/start-page.tsx';
import { useSession } from '../session/session-context.ts';

export function StartRoute() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  return state.status === 'without-account' ? (
    <StartPage person={state} first={<FurtherReturn vault={state.vault} />} />
  ) : null;
}
