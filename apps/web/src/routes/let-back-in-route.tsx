import { useSyncExternalStore } from 'react';
import { FurtherReturnPage } from '../features/let-back-in/asking/further-return.tsx';
import { LetBackInPage } from '../features/let-back-in/asking/let-back-in-page.tsx';
import { useSession } from '../session/session-context.ts';

/** For whoever asks others to be let back in; also when one account has let them in, and another has not yet. */
export function LetBackInRoute() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  return state.status === 'locked' ? <LetBackInPage /> : <FurtherReturnPage vault={state.vault} />;
}
