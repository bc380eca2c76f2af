import { useNavigate, useParams } from '@tanstack/react-router';
import { CheckCheck, ListFilter, Mail, Star } from 'lucide-react';
import { useMarking } from '../account-data/marking.ts';
import { useItems, useUnreadCount } from '../account-data/queries.ts';
import type { PaletteEntry } from '../features/command-palette/palette-entries.ts';
import { useFiltering } from '../features/content-list/filter-context.tsx';
import { type MarkFilter, markWords, noFilters } from '../features/content-list/filters.ts';

const icon = { size: 16, 'aria-hidden': true } as const;

/** What the palette can do about read marks and stars. */
export function useMarkCommands(): readonly PaletteEntry[] {
  const navigate = useNavigate();
  const { itemId } = useParams({ strict: false });
  const { data: items = [] } = useItems();
  const { change } = useFiltering();
  const { markAllRead, toggleRead, toggleStar } = useMarking();
  const unreadCount = useUnreadCount();
  const open = items.find((item) => item.itemId === itemId);
  const commands: PaletteEntry[] = (Object.keys(markWords) as MarkFilter[]).map((mark) => ({
    id: `mark ${mark}`,
    words: `Show only: ${markWords[mark]}`,
    icon: <ListFilter {...icon} />,
    run: () => {
      change({ ...noFilters, marks: new Set([mark]) });
      void navigate({ to: '/content' });
    },
  }));
  if (open !== undefined) {
    commands.unshift(
      {
        id: 'star',
        words: open.isStarred ? 'Remove the star of this item' : 'Star this item',
        keys: 's',
        icon: <Star {...icon} />,
        run: () => toggleStar([open]),
      },
      {
        id: 'read',
        words: open.isRead ? 'Mark this item as unread' : 'Mark this item as read',
        keys: 'u',
        icon: <Mail {...icon} />,
        run: () => toggleRead([open]),
      },
    );
  }
  if (unreadCount > 0) {
    commands.push({
      id: 'all read',
      words: 'Mark all as read',
      icon: <CheckCheck {...icon} />,
      run: markAllRead,
    });
  }
  return commands;
}
