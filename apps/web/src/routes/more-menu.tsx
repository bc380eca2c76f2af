import { useNavigate } from '@tanstack/react-router';
import { Bot, ChartColumn, CheckCheck, Command, History, Keyboard, LogOut, ShieldCheck } from 'lucide-react';
import type { ReactElement } from 'react';
import { MenuSection } from 'react-aria-components';
import { useMarking } from '../account-data/marking.ts';
import { useUnreadCount } from '../account-data/queries.ts';
import { AccountsSection } from '../features/accounts/accounts-section.tsx';
import { paletteKeys } from '../features/shortcuts/shortcut-list.ts';
import { ThemeSection } from '../features/theme/theme-section.tsx';
import { useSession } from '../session/session-context.ts';
import { MenuAction, MenuButton } from '../ui/menu.tsx';
import { useKeyboardWays } from './keyboard-ways.tsx';

export interface MoreMenuProps {
  readonly button: ReactElement;
  /** The bar of a phone has no room for what stands beside the page elsewhere. */
  readonly isInBar?: boolean;
}

export function MoreMenu({ button, isInBar = false }: MoreMenuProps) {
  const { openPalette, openShortcuts } = useKeyboardWays();
  const { markAllRead } = useMarking();
  const navigate = useNavigate();
  const session = useSession();
  const unreadCount = useUnreadCount();
  return (
    <MenuButton label="More" button={button}>
      <MenuSection aria-label="Ways around">
        {isInBar && (
          <MenuAction
            icon={<ChartColumn size={16} aria-hidden="true" />}
            words="Analytics"
            onAction={() => void navigate({ to: '/analytics' })}
          />
        )}
        {isInBar && (
          <MenuAction
            icon={<Bot size={16} aria-hidden="true" />}
            words="Worker"
            onAction={() => void navigate({ to: '/worker' })}
          />
        )}
        {isInBar && (
          <MenuAction
            icon={<History size={16} aria-hidden="true" />}
            words="Activity"
            onAction={() => void navigate({ to: '/activity' })}
          />
        )}
        {isInBar && (
          <MenuAction
            icon={<ShieldCheck size={16} aria-hidden="true" />}
            words="Security"
            onAction={() => void navigate({ to: '/security' })}
          />
        )}
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
      {isInBar && <AccountsSection />}
      <ThemeSection />
      <MenuSection aria-label="Leave">
        <MenuAction
          icon={<LogOut size={16} aria-hidden="true" />}
          words="Sign out"
          onAction={() => session.signOut()}
        />
      </MenuSection>
    </MenuButton>
  );
}
