import { idleTimeoutMs } from '../../session/idle-clock.ts';
import type { LockReason } from '../../session/session.ts';

export const lockReasonWords: Readonly<
  Record<LockReason, { readonly title: string; readonly advice: string }>
> = {
  asked: { title: 'Locked', advice: 'In every tab. Unlock to come back to the same page.' },
  'signed-out': {
    title: 'Signed out',
    advice: 'In every tab of this browser. Nothing that opens your content is left here.',
  },
  idle: {
    title: `Locked after ${idleTimeoutMs / 60_000} minutes without activity`,
    advice: 'Unlock to come back to the same page.',
  },
  'another-tab': { title: 'Locked in another tab', advice: 'Locking one tab locks them all.' },
  'keys-changed': {
    title: 'Your ways in were changed in another tab',
    advice: 'Unlock with what holds now. Nothing is lost.',
  },
  'stay-ended': {
    title: 'This browser does not unlock by itself any more',
    advice: 'The time that was chosen is over, or it was ended. Unlock with your password.',
  },
  crash: {
    title: 'Locked, because a part of this page stopped working',
    advice: 'Nothing is lost. Unlock to go on; if it happens again, reload the page.',
  },
};
