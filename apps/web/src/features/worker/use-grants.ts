import type { GrantSummary } from '@commonseal/vault';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { queryKeys } from '../../account-data/queries.ts';
import { useUnlocked } from '../../session/session-context.ts';

/** All that was ever granted, newest first. Looked up anew with the people of the account. */
export function useGrants(): UseQueryResult<readonly GrantSummary[]> {
  const { vault } = useUnlocked();
  return useQuery({ queryKey: [...queryKeys.team, 'grants'], queryFn: () => vault.grants() });
}
