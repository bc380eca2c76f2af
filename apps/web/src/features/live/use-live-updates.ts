import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { queryKeys } from '../../account-data/queries.ts';
import { useSession, useUnlocked } from '../../session/session-context.ts';
import { followAccount } from './account-stream.ts';

/** Fetches what is new as soon as the server says that there is something, in every tab. */
export function useLiveUpdates(): void {
  const { tabs } = useSession();
  const { accountId } = useUnlocked().account;
  const client = useQueryClient();
  useEffect(() => {
    // One that is under way may have asked before the change.
    const fetchNews = oneAtATime(async () => {
      await client.refetchQueries({ queryKey: queryKeys.sync });
      // Of a request the log says nothing before somebody has confirmed it.
      await client.invalidateQueries({ queryKey: queryKeys.resetRequests });
      // Nor of how far programs are.
      await client.invalidateQueries({ queryKey: queryKeys.work });
    });
    return followAccount({ accountId, tabs, onChange: fetchNews });
  }, [accountId, tabs, client]);
}

/** Many changes in a row are fetched together: once more after the one that is under way, and no more. */
function oneAtATime(work: () => Promise<unknown>): () => void {
  let isRunning = false;
  let isDue = false;
  const run = async () => {
    isRunning = true;
    do {
      isDue = false;
      await work();
    } while (isDue);
    isRunning = false;
  };
  return () => {
    isDue = true;
    if (!isRunning) void run();
  };
}
