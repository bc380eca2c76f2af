import { useSyncExternalStore } from 'react';
import { useSession } from '../../session/session-context.ts';
import { Banner } from '../../ui/banner.tsx';
import { lockReasonWords } from './lock-reason-words.ts';

/** Why it is locked, and whether what the lock was to take from this browser is gone. */
export function LockBanner() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  if (state.status !== 'locked') return null;
  const { reason, tidyingUp } = state;
  if (tidyingUp === 'failed') {
    return (
      <Banner
        tone="warning"
        title={
          reason === 'signed-out'
            ? 'Locked; the server does not know yet that you have signed out'
            : 'Locked; the server does not know it yet'
        }
      >
        It could not be reached, and may still take this browser for signed in, or for one that unlocks by
        itself. Open this page again when it can be reached: then it is done. Until then, do not leave this
        browser to others; from another one you can end it under Security.
      </Banner>
    );
  }
  if (reason === undefined) return null;
  const { title, advice } = lockReasonWords[reason];
  return (
    <Banner tone={reason === 'crash' ? 'warning' : 'info'} title={title}>
      {tidyingUp === 'under way' ? 'In every tab. What opens it is being taken from this browser…' : advice}
    </Banner>
  );
}
