import { ChevronsUpDown } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useUnlocked } from '../../session/session-context.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { MenuButton } from '../../ui/menu.tsx';
import styles from './accounts.module.css';
import { AccountsSection } from './accounts-section.tsx';

/** The name of the open account; pressed, it leads to the others. */
export function AccountMenu() {
  const { account } = useUnlocked();
  return (
    <MenuButton
      label="Accounts"
      button={
        <AriaButton className={styles['menuButton'] ?? ''}>
          <span className={styles['spoken']}>Account: </span>
          <span className={styles['menuName']} dir="auto">
            {plainLine(account.accountName) || 'Your account'}
          </span>
          <ChevronsUpDown size={16} aria-hidden="true" />
        </AriaButton>
      }
    >
      <AccountsSection />
    </MenuButton>
  );
}
