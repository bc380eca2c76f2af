import type { Return, ReturnPlace, VaultApi } from '@commonseal/vault';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';

export const returnKey = ['return'];
const lookEveryMs = 3_000;
/** Somebody who is in already, and waits for a further account, is in less of a hurry. */
const lookNowAndThenMs = 15_000;

export type ReturnVault = Pick<VaultApi, 'lookAtReturn' | 'askAgain' | 'withdrawReturn' | 'confirmAnswer'>;

/** Whether something may still come of it. */
export function isPending({ places }: Return): boolean {
  return places.some(isPlacePending);
}

export function isPlacePending({ standing, isEntered }: ReturnPlace): boolean {
  return !isEntered && (standing === 'open' || standing === 'granted');
}

/** What somebody waits with who has asked to be let back in, as it is now. `null` where there is nothing. */
export function useReturn(vault: ReturnVault): UseQueryResult<Return | null> {
  return useQuery({
    queryKey: returnKey,
    queryFn: async () => (await vault.lookAtReturn()) ?? null,
    refetchInterval: lookEveryMs,
    refetchOnWindowFocus: 'always',
    gcTime: 0,
  });
}

/** The same for whoever is in: it is asked once, and again only where something is still to come. */
export function useFurtherReturn(vault: ReturnVault, isShown = isPending): Return | undefined {
  const { data } = useQuery({
    queryKey: returnKey,
    queryFn: async () => (await vault.lookAtReturn()) ?? null,
    refetchInterval: ({ state }) => (state.data && isPending(state.data) ? lookNowAndThenMs : false),
  });
  return data && isShown(data) ? data : undefined;
}
