import { useCallback, useEffect, useRef, useState } from 'react';
import { onActivity } from '../../session/activity.ts';
import { isBusy } from '../../session/busy.ts';
import { type IdlePhase, idlePhase } from '../../session/idle-clock.ts';
import { useSession } from '../../session/session-context.ts';
import { stayMark } from '../../session/stay-mark.ts';

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'scroll'] as const;
const tellOthersEveryMs = 5_000;

export interface IdleLock {
  readonly phase: IdlePhase;
  readonly stay: () => void;
}

/** Locks when nobody has touched any tab for a while. During the warning only an answer counts as activity. */
export function useIdleLock(): IdleLock {
  const session = useSession();
  const [startedAtMs] = useState(() => Date.now());
  const lastActivityMs = useRef(startedAtMs);
  const lastToldMs = useRef(0);
  const [phase, setPhase] = useState<IdlePhase>({ phase: 'active' });

  const judge = useCallback(() => {
    // Whoever chose to stay unlocked here is asked nothing until that is over.
    if (isBusy() || stayMark.isInForce(Date.now())) lastActivityMs.current = Date.now();
    const next = idlePhase(lastActivityMs.current, Date.now());
    if (next.phase === 'expired') session.lock('idle');
    else setPhase((now) => (next.phase === 'active' && now.phase === 'active' ? now : next));
    return next.phase;
  }, [session]);

  const stay = useCallback(() => {
    lastActivityMs.current = Date.now();
    session.tabs.announceActivity();
    judge();
  }, [judge, session]);

  useEffect(() => {
    const seen = () => {
      // Judged first: the touch that wakes a sleeping machine comes too late.
      if (judge() !== 'active') return;
      lastActivityMs.current = Date.now();
      if (lastActivityMs.current - lastToldMs.current < tellOthersEveryMs) return;
      lastToldMs.current = lastActivityMs.current;
      session.tabs.announceActivity();
    };
    const seenElsewhere = () => {
      lastActivityMs.current = Date.now();
      judge();
    };
    const options = { capture: true, passive: true };
    for (const sign of signs) window.addEventListener(sign, seen, options);
    document.addEventListener('visibilitychange', judge);
    const stopListening = session.tabs.onActivity(seenElsewhere);
    const stopListeningToFrames = onActivity(seen);
    const timer = setInterval(judge, 1_000);
    return () => {
      for (const sign of signs) window.removeEventListener(sign, seen, options);
      document.removeEventListener('visibilitychange', judge);
      stopListening();
      stopListeningToFrames();
      clearInterval(timer);
    };
  }, [judge, session]);

  return { phase, stay };
}
