import type { ItemId } from '@commonseal/protocol';
import type { ItemSummary, SyncReport, VaultApi } from '@commonseal/vault';
import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useUnlocked } from '../session/session-context.ts';
import { mergeProblems } from './problems.ts';

const syncEveryMs = 5_000;

export const queryKeys = {
  sync: ['sync'],
  items: ['items'],
  sources: ['sources'],
  team: ['team'],
  accounts: ['accounts'],
  problems: ['problems'],
  /** When something was read or starred last. */
  markedAtMs: ['marked'],
} as const;

/** Kept in memory only, and dropped at locking. */
async function syncAndRefresh(vault: VaultApi, client: QueryClient): Promise<SyncReport> {
  const report = await vault.sync();
  client.setQueryData(queryKeys.problems, (known: SyncReport['problems'] | undefined) =>
    mergeProblems(known ?? [], report.problems),
  );
  const listed = client.getQueryData<readonly ItemSummary[]>(queryKeys.items)?.length;
  const isListChanged = report.newItems > 0 || report.problems.length > 0 || listed !== report.totalItems;
  if (isListChanged || report.hasNewMarks) await client.invalidateQueries({ queryKey: queryKeys.items });
  if (isListChanged) {
    await client.invalidateQueries({ queryKey: queryKeys.sources });
  }
  // It costs nothing while nobody looks at it.
  await client.invalidateQueries({ queryKey: queryKeys.team });
  return report;
}

/** While the tab is visible: a hidden one asks again as soon as it is looked at. */
export function useSync() {
  const { vault } = useUnlocked();
  const client = useQueryClient();
  return useQuery({
    queryKey: queryKeys.sync,
    queryFn: () => syncAndRefresh(vault, client),
    refetchInterval: syncEveryMs,
    refetchOnWindowFocus: 'always',
  });
}

export function useItems() {
  const { vault } = useUnlocked();
  return useQuery({ queryKey: queryKeys.items, queryFn: () => vault.listItems() });
}

export function useItem(itemId: ItemId): ItemSummary | undefined {
  const { vault } = useUnlocked();
  return useQuery({
    queryKey: queryKeys.items,
    queryFn: () => vault.listItems(),
    select: (items) => items.find((item) => item.itemId === itemId),
  }).data;
}

const countUnread = (items: readonly ItemSummary[]) => items.filter(({ isRead }) => !isRead).length;

export function useUnreadCount(): number {
  const { vault } = useUnlocked();
  const { data = 0 } = useQuery({
    queryKey: queryKeys.items,
    queryFn: () => vault.listItems(),
    select: countUnread,
  });
  return data;
}

export function sourcesQuery(vault: VaultApi) {
  return queryOptions({ queryKey: queryKeys.sources, queryFn: () => vault.listSources() });
}

export function useSources() {
  return useQuery(sourcesQuery(useUnlocked().vault));
}

/** The people of the account and its invitations, as of the newest sync. */
export function useTeam() {
  const { vault } = useUnlocked();
  return useQuery({ queryKey: queryKeys.team, queryFn: () => vault.listTeam() });
}

/** Everything that was refused since unlocking. */
export function useProblems(): SyncReport['problems'] {
  return useQuery<SyncReport['problems']>({ queryKey: queryKeys.problems, enabled: false, initialData: [] })
    .data;
}
