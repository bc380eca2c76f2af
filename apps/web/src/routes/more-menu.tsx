import { CheckCheck, Command, Keyboard } from 'lucide-react';
import type { ReactElement } from 'react';
import { MenuSection } from 'react-aria-components';
import { useMarking } from '../account-data/marking.ts';
import { useUnreadCount } from '../account-data/queries.ts';
import { paletteKeys } from '../features/shortcuts/shortcut-list.ts';
import { ThemeSection } from '../features/theme/theme-section.tsx';
import { MenuAction, MenuButton } from '../ui/menu.tsx';
import { useKeyboardWays } from './keyboard-ways.tsx';

export function MoreMenu({ button }: { readonly button: ReactElement }) {
  const { openPalette, openShortcuts } = useKeyboardWays();
  const { markAllRead } = useMarking();
  const unreadCount = useUnreadCount();
  return (
    <MenuButton label="More" button={button}>
      <MenuSection aria-label="Ways around">
        <MenuAction
          icon={<Command size={16} aria-hidden="true" />}
          words="Go to, or do"
          keys={paletteKeys}
          onAction={openPalette}
        />
        <MenuAction
          icon={<Keyboard size={16} aria-hidden="true" />}
          words="Keyboard shortcuts"
          keys="?"
          onAction={openShortcuts}
        />
        {unreadCount > 0 && (
          <MenuAction
            icon={<CheckCheck size={16} aria-hidden="true" />}
            words="Mark all as read"
            onAction={markAllRead}
          />
        )}
      </MenuSection>
      <ThemeSection />
    </MenuButton>
  );
}
