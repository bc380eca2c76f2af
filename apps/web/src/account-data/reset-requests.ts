import type { ResetRequestFacts } from '@commonseal/vault';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useUnlocked } from '../session/session-context.ts';
import { queryKeys } from './queries.ts';

/** Also while the server tells of changes: it may not be able to. */
const lookEveryMs = 10_000;

/** Who asks to be let back in, newest first; those of the last days that are over included. */
export function useResetRequests(): UseQueryResult<readonly ResetRequestFacts[]> {
  const { vault } = useUnlocked();
  return useQuery({
    queryKey: queryKeys.resetRequests,
    queryFn: () => vault.listResetRequests(),
    refetchInterval: lookEveryMs,
    refetchOnWindowFocus: 'always',
  });
}

/** Whether something waits for whoever is looking. */
export function isWaitedFor({ standing, isYou, mayApprove, hasVouched }: ResetRequestFacts): boolean {
  return standing === 'open' && (isYou || (mayApprove && !hasVouched));
}

/** How many of them wait for whoever is looking. */
export function useWaitedForCount(): number {
  return useResetRequests().data?.filter(isWaitedFor).length ?? 0;
}
