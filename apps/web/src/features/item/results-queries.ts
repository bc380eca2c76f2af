import type { Finding, ItemId } from '@commonseal/protocol';
import type { ResultSummary, VaultApi } from '@commonseal/vault';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '../../account-data/queries.ts';

/** What was found about an item, without what it says. */
export function resultsQuery(vault: VaultApi, itemId: ItemId) {
  return queryOptions<readonly ResultSummary[]>({
    queryKey: [...queryKeys.results, itemId],
    queryFn: () => vault.resultsOf(itemId),
  });
}

/** One of them. */
export function openedResultQuery(vault: VaultApi, resultId: ItemId) {
  return queryOptions<Finding>({
    queryKey: ['result', resultId],
    queryFn: () => vault.openResult(resultId),
  });
}
