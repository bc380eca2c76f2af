import { idleTimeoutMs } from '../../session/idle-clock.ts';
import type { LockReason } from '../../session/session.ts';

export const lockReasonWords: Readonly<
  Record<LockReason, { readonly title: string; readonly advice: string }>
> = {
  asked: { title: 'Locked', advice: 'In every tab. Unlock to come back to the same page.' },
  idle: {
    title: `Locked after ${idleTimeoutMs / 60_000} minutes without activity`,
    advice: 'Unlock to come back to the same page.',
  },
  'another-tab': { title: 'Locked in another tab', advice: 'Locking one tab locks them all.' },
  crash: {
    title: 'Locked, because a part of this page stopped working',
    advice: 'Nothing is lost. Unlock to go on; if it happens again, reload the page.',
  },
};
