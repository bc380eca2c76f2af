import type {
  Analytics,
  AnalyticsScope,
  CountProgress,
  LeftToAnalyse,
  SyncReport,
  VaultApi,
} from '@commonseal/vault';
import {
  type QueryClient,
  keepPreviousData,
  queryOptions,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { queryKeys, useSync } from '../../account-data/queries.ts';
import { useUnlocked } from '../../session/session-context.ts';

export interface Counted {
  readonly analytics: Analytics;
  readonly left: LeftToAnalyse;
  /** How far the account had come. */
  readonly asOf: string;
}

function placeOf(report: SyncReport | undefined): string {
  return report === undefined ? '' : [report.totalItems, report.totalResults, report.logEntries].join(' ');
}

function countedQuery(
  vault: VaultApi,
  client: QueryClient,
  scope: AnalyticsScope,
  tell: (progress: CountProgress | undefined) => void,
) {
  return queryOptions<Counted>({
    queryKey: [...queryKeys.analytics, scope],
    queryFn: async ({ signal }) => {
      const asOf = placeOf(client.getQueryData<SyncReport>(queryKeys.sync));
      try {
        const analytics = await vault.analytics(scope, (progress) => {
          if (signal.aborted) return 'stop';
          tell(progress);
          return undefined;
        });
        return { analytics, left: await vault.leftToAnalyse(), asOf };
      } finally {
        if (!signal.aborted) tell(undefined);
      }
    },
  });
}

/**
 * The figures of a scope, counted anew when the account has more to tell. A count under way is never begun again for that:
 * while much arrives, none would come to its end.
 */
export function useAnalytics(scope: AnalyticsScope) {
  const { vault } = useUnlocked();
  const client = useQueryClient();
  const [progress, setProgress] = useState<CountProgress>();
  const sync = useSync();
  const counted = useQuery({
    ...countedQuery(vault, client, scope, setProgress),
    placeholderData: keepPreviousData,
    // Nothing is there to be counted before the first answer was verified, or has failed to come.
    enabled: !sync.isPending,
  });
  const { data, isFetching, isError, isPlaceholderData, refetch } = counted;
  const isOutdated = data !== undefined && !isPlaceholderData && data.asOf !== placeOf(sync.data);
  useEffect(() => {
    if (isOutdated && !isFetching && !isError) void refetch();
  }, [isOutdated, isFetching, isError, refetch]);
  return { ...counted, progress };
}
