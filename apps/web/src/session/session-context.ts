import { createContext, use } from 'react';
import type { Session, Unlocked } from './session.ts';

export const SessionContext = createContext<Session | undefined>(undefined);
/** Present below the pages of an unlocked account only. */
export const UnlockedContext = createContext<Unlocked | undefined>(undefined);

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new TypeError('no session above this component');
  return session;
}

export function useUnlocked(): Unlocked {
  const unlocked = use(UnlockedContext);
  if (unlocked === undefined) throw new TypeError('only for pages of an unlocked account');
  return unlocked;
}
