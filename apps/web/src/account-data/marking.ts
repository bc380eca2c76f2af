import type { ItemId } from '@commonseal/protocol';
import type { ItemSummary } from '@commonseal/vault';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSession, useUnlocked } from '../session/session-context.ts';
import { queryKeys } from './queries.ts';

export interface Marking {
  readonly markRead: (items: readonly ItemSummary[], isRead: boolean) => void;
  readonly markAllRead: () => void;
  /** As read, unless all of them are. */
  readonly toggleRead: (items: readonly ItemSummary[]) => void;
  /** With a star, unless all of them have one. */
  readonly toggleStar: (items: readonly ItemSummary[]) => void;
}

type Marks = Partial<Pick<ItemSummary, 'isRead' | 'isStarred'>>;

/** Marks items. The page shows it at once, before the vault has kept it; other tabs do when it has. */
export function useMarking(): Marking {
  const { vault } = useUnlocked();
  const { tabs } = useSession();
  const client = useQueryClient();
  return useMemo(() => {
    const change = async (
      items: readonly ItemSummary[],
      marks: Marks,
      send: (itemIds: readonly ItemId[]) => Promise<void>,
    ) => {
      if (items.length === 0) return;
      const itemIds = new Set(items.map(({ itemId }) => itemId));
      // A list that is on its way may be from before.
      const isStale = client.isFetching({ queryKey: queryKeys.items }) > 0;
      client.setQueryData<readonly ItemSummary[]>(queryKeys.items, (listed) =>
        listed?.map((item) => (itemIds.has(item.itemId) ? { ...item, ...marks } : item)),
      );
      client.setQueryData(queryKeys.markedAtMs, Date.now());
      const isKept = await send([...itemIds]).then(
        () => true,
        () => false,
      );
      if (isKept) tabs.announceMarks();
      if (isStale || !isKept) await client.invalidateQueries({ queryKey: queryKeys.items });
    };
    const markRead: Marking['markRead'] = (items, isRead) =>
      void change(items, { isRead }, (itemIds) => vault.markRead(itemIds, isRead));
    const setStar = (items: readonly ItemSummary[], isStarred: boolean) =>
      void change(items, { isStarred }, (itemIds) => vault.setStar(itemIds, isStarred));
    return {
      markRead,
      markAllRead: () => {
        const listed = client.getQueryData<readonly ItemSummary[]>(queryKeys.items) ?? [];
        markRead(
          listed.filter(({ isRead }) => !isRead),
          true,
        );
      },
      toggleRead: (items) => markRead(items, !items.every(({ isRead }) => isRead)),
      toggleStar: (items) => setStar(items, !items.every(({ isStarred }) => isStarred)),
    };
  }, [client, tabs, vault]);
}
