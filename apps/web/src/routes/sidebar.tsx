import { Link } from '@tanstack/react-router';
import { Inbox, Plug } from 'lucide-react';
import { LockButton } from '../features/lock/lock-button.tsx';
import { SyncStatus } from '../features/sync/sync-status.tsx';
import { useUnlocked } from '../session/session-context.ts';
import { countWords } from '../text/amounts.ts';
import { plainLine } from '../text/hostile-text.ts';
import { SealMark } from '../ui/seal-mark.tsx';
import styles from './sidebar.module.css';

/** Beside the page where there is room; above and below it on a phone. */
export function Sidebar() {
  const { account } = useUnlocked();
  return (
    <>
      <header className={styles['top']}>
        <p className={styles['brand']}>
          <SealMark size={26} />
          <span>Commonseal</span>
        </p>
        <div className={styles['account']}>
          <p className={styles['accountName']} dir="auto">
            {plainLine(account.accountName) || 'Your account'}
          </p>
          <p className={styles['readers']}>{readersWords(account.memberCount)}</p>
        </div>
        <div className={styles['foot']}>
          <SyncStatus />
          <p className={styles['email']}>{account.email}</p>
          <LockButton />
        </div>
      </header>
      <nav className={styles['nav']} aria-label="Main">
        <Link to="/content" className={styles['link'] ?? ''}>
          <Inbox size={18} aria-hidden="true" />
          Content
        </Link>
        <Link to="/sources" className={styles['link'] ?? ''}>
          <Plug size={18} aria-hidden="true" />
          Sources
        </Link>
      </nav>
    </>
  );
}

function readersWords(memberCount: number): string {
  return memberCount === 1
    ? 'Only you can read this'
    : `${countWords(memberCount, 'person', 'people')} can read this`;
}
