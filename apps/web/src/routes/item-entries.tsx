import { useNavigate } from '@tanstack/react-router';
import { useItems } from '../account-data/queries.ts';
import type { PaletteEntry } from '../features/command-palette/palette-entries.ts';
import { filterItems, noFilters, searchable, wordsOf } from '../features/content-list/filters.ts';
import { plainLine } from '../text/hostile-text.ts';
import { senderOf } from '../text/sender.ts';
import { MediaIcon } from '../ui/media-icon.tsx';

const mostItems = 12;

/** Items by title or sender, from the list that is in memory. */
export function useItemEntries(): (typed: string) => readonly PaletteEntry[] {
  const { data: items = [] } = useItems();
  const navigate = useNavigate();
  return (typed) => {
    if (wordsOf(typed).length === 0) return [];
    return filterItems(items, { ...noFilters, words: typed })
      .slice(0, mostItems)
      .map((item) => ({
        id: `item ${item.itemId}`,
        words: plainLine(item.header.title) || 'Untitled',
        details: senderOf(item.header.from)?.name,
        icon: <MediaIcon kind={searchable(item).kind} size={16} />,
        run: () => void navigate({ to: '/content/$itemId', params: { itemId: item.itemId } }),
      }));
  };
}
