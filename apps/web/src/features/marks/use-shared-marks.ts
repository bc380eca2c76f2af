import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { queryKeys } from '../../account-data/queries.ts';
import { useSession } from '../../session/session-context.ts';

/** Shows what another tab has marked, and sends what this one has marked as soon as it is left for another device. */
export function useSharedMarks(): void {
  const { tabs } = useSession();
  const client = useQueryClient();
  useEffect(
    () => tabs.onMarks(() => void client.invalidateQueries({ queryKey: queryKeys.items })),
    [tabs, client],
  );
  useEffect(() => {
    const sendWhenHidden = () => {
      if (document.visibilityState === 'visible') return;
      const markedAtMs = client.getQueryData<number>(queryKeys.markedAtMs) ?? 0;
      const syncedAtMs = client.getQueryState(queryKeys.sync)?.dataUpdatedAt ?? 0;
      if (markedAtMs >= syncedAtMs) void client.refetchQueries({ queryKey: queryKeys.sync });
    };
    document.addEventListener('visibilitychange', sendWhenHidden);
    return () => document.removeEventListener('visibilitychange', sendWhenHidden);
  }, [client]);
}
