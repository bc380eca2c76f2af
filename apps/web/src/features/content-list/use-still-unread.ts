import type { ItemSummary } from '@commonseal/vault';
import { useState } from 'react';
import { useFiltering } from './filter-context.tsx';

const none: ReadonlySet<string> = new Set();

/**
 * What was opened while only unread items were listed. It stays listed until that filter is taken away: else each item
 * would go from under the reader a second after it was opened.
 */
export function useStillUnread(
  items: readonly ItemSummary[],
  openItemId: string | undefined,
): ReadonlySet<string> {
  const isFiltered = useFiltering().filters.marks.has('unread');
  const [opened, setOpened] = useState(none);
  const isUnread = (itemId: string) => items.some((item) => item.itemId === itemId && !item.isRead);
  if (!isFiltered && opened.size > 0) setOpened(none);
  if (isFiltered && openItemId !== undefined && !opened.has(openItemId) && isUnread(openItemId)) {
    setOpened(new Set([...opened, openItemId]));
  }
  return isFiltered ? opened : none;
}
