import type { WaysIn, WaysInApi } from '@commonseal/vault';
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession, useUnlocked } from '../session/session-context.ts';

const waysInKey = ['ways-in'] as const;

/** What the open vault can do about the person's own ways in. */
export function useWaysInApi(): WaysInApi {
  return useUnlocked().vault;
}

export function useWaysIn(): UseQueryResult<WaysIn> {
  return useWaysInOf(useWaysInApi());
}

/** The same where no account is open. */
export function useWaysInOf(vault: Pick<WaysInApi, 'listWaysIn'>): UseQueryResult<WaysIn> {
  const session = useSession();
  const look = async () => {
    const waysIn = await vault.listWaysIn();
    const here = waysIn.ways.find(({ isThisOne, isOver }) => isThisOne && !isOver);
    // What becomes of it, the next start finds out too.
    void session.takeStayList(here?.expiresAtMs).catch(() => undefined);
    return waysIn;
  };
  // Another browser may have changed them: they are asked for whenever they are looked at.
  return useQuery({ queryKey: waysInKey, queryFn: look, staleTime: 0 });
}

/** After every act that may have changed them, also one that failed. */
export function useRefreshWaysIn(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: waysInKey });
}
