import type { ItemId } from '@commonseal/protocol';
import type { ItemSummary, SyncReport, Team, UnlockedAccount, VaultApi } from '@commonseal/vault';
import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { errorCodeOf } from '../errors/error-code.ts';
import { useUnlocked } from '../session/session-context.ts';
import { stayMark } from '../session/stay-mark.ts';
import { takeChangeNotes } from './change-notes.ts';
import { mergeProblems } from './problems.ts';
import { isOutdated } from './team-freshness.ts';

/** Also while the server tells of changes: of what a person reads on another device it tells nobody. */
const syncEveryMs = 5_000;

export const queryKeys = {
  sync: ['sync'],
  items: ['items'],
  /** The newest of them, until all are there. */
  newest: ['newest items'],
  sources: ['sources'],
  team: ['team'],
  resetRequests: ['reset requests'],
  resetPolicy: ['reset policy'],
  activity: ['activity'],
  accounts: ['accounts'],
  /** What programs do, and have read. */
  work: ['work'],
  /** What they have found. */
  results: ['results'],
  /** What the content says together. */
  analytics: ['analytics'],
  problems: ['problems'],
  /** When something was read or starred last. */
  markedAtMs: ['marked'],
} as const;

/** Kept in memory only, and dropped at locking. */
async function syncAndRefresh(vault: VaultApi, client: QueryClient): Promise<SyncReport> {
  const report = await vault.sync();
  await takeChangeNotes(vault, client);
  client.setQueryData(queryKeys.problems, (known: SyncReport['problems'] | undefined) =>
    mergeProblems(known ?? [], report.problems),
  );
  const listed = client.getQueryData<readonly ItemSummary[]>(queryKeys.items)?.length;
  const isListChanged = report.newItems > 0 || report.problems.length > 0 || listed !== report.totalItems;
  if (isListChanged || report.hasNewMarks) await client.invalidateQueries({ queryKey: queryKeys.items });
  if (client.getQueryData<SyncReport>(queryKeys.sync)?.totalResults !== report.totalResults)
    await client.invalidateQueries({ queryKey: queryKeys.results });
  const isLogChanged = client.getQueryData<SyncReport>(queryKeys.sync)?.logEntries !== report.logEntries;
  if (isListChanged || isLogChanged) await client.invalidateQueries({ queryKey: queryKeys.sources });
  if (isLogChanged) {
    await client.invalidateQueries({ queryKey: queryKeys.activity });
    await client.invalidateQueries({ queryKey: queryKeys.resetPolicy });
    await client.invalidateQueries({ queryKey: queryKeys.resetRequests });
  }
  if (isLogChanged || isTeamOutdated(client)) await client.invalidateQueries({ queryKey: queryKeys.team });
  return report;
}

function isTeamOutdated(client: QueryClient): boolean {
  const known = client.getQueryState<Team>(queryKeys.team);
  return (
    known?.data !== undefined &&
    isOutdated({ team: known.data, lookedUpAtMs: known.dataUpdatedAt }, Date.now())
  );
}

/** While the tab is visible: a hidden one asks again as soon as it is looked at. */
export function useSync() {
  const { vault } = useUnlocked();
  const client = useQueryClient();
  return useQuery({
    queryKey: queryKeys.sync,
    queryFn: async () => {
      try {
        return await syncAndRefresh(vault, client);
      } catch (error) {
        // Whether this browser may still unlock by itself is not certain then: it locks when nobody uses it.
        if (errorCodeOf(error) === 'unauthenticated') stayMark.doubt();
        throw error;
      }
    },
    refetchInterval: syncEveryMs,
    refetchOnWindowFocus: 'always',
  });
}

/** The account as its log says now: role and members change while one reads. */
export function useAccount(): UnlockedAccount {
  const { account } = useUnlocked();
  return useSync().data?.account ?? account;
}

export function useActivity() {
  const { vault } = useUnlocked();
  return useQuery({ queryKey: queryKeys.activity, queryFn: () => vault.listActivity() });
}

/** More rows than there is room for on any screen. */
const newestAtFirst = 60;

/**
 * All items. While nothing is listed yet the newest are asked for first: they are painted before all of a large account
 * come over.
 */
async function listItems(vault: VaultApi, client: QueryClient): Promise<readonly ItemSummary[]> {
  if (client.getQueryData(queryKeys.items) === undefined) {
    client.setQueryData(queryKeys.newest, await vault.newestItems(newestAtFirst));
    await nextPaint();
  }
  return vault.listItems();
}

/** Behind a frame that has been painted; in a tab that nobody sees no frame comes. */
function nextPaint(): Promise<void> {
  return new Promise((settle) => {
    if (document.visibilityState === 'hidden') settle();
    else requestAnimationFrame(() => setTimeout(settle));
  });
}

/** Also for whoever asks before any page does. */
export function itemsQuery(vault: VaultApi, client: QueryClient) {
  return { queryKey: queryKeys.items, queryFn: () => listItems(vault, client) };
}

export function useItems() {
  const { vault } = useUnlocked();
  return useQuery(itemsQuery(vault, useQueryClient()));
}

/** What can be shown before all items are there. */
export function useNewestItems() {
  return useQuery<readonly ItemSummary[]>({ queryKey: queryKeys.newest, enabled: false }).data;
}

export function useItem(itemId: ItemId): ItemSummary | undefined {
  const { vault } = useUnlocked();
  return useQuery({
    ...itemsQuery(vault, useQueryClient()),
    select: (items) => items.find((item) => item.itemId === itemId),
  }).data;
}

const countUnread = (items: readonly ItemSummary[]) => items.filter(({ isRead }) => !isRead).length;

export function useUnreadCount(): number {
  const { vault } = useUnlocked();
  const { data = 0 } = useQuery({ ...itemsQuery(vault, useQueryClient()), select: countUnread });
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

/** Each is verified for it: asked for only where they are shown. */
export function accountsQuery(vault: VaultApi) {
  return queryOptions({
    queryKey: queryKeys.accounts,
    queryFn: () => vault.listAccounts(),
    staleTime: 60_000,
  });
}
