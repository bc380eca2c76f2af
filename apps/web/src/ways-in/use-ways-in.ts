import type { WaysIn, WaysInApi } from '@commonseal/vault';
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useUnlocked } from '../session/session-context.ts';

const waysInKey = ['ways-in'] as const;

/** What the open vault can do about the person's own ways in. */
export function useWaysInApi(): WaysInApi {
  return useUnlocked().vault;
}

export function useWaysIn(): UseQueryResult<WaysIn> {
  const vault = useWaysInApi();
  // Another browser may have changed them: they are asked for whenever they are looked at.
  return useQuery({ queryKey: waysInKey, queryFn: () => vault.listWaysIn(), staleTime: 0 });
}

/** After every act that may have changed them, also one that failed. */
export function useRefreshWaysIn(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: waysInKey });
}
