import { Link, useLocation } from '@tanstack/react-router';
import {
  Bot,
  ChartColumn,
  Ellipsis,
  History,
  Inbox,
  Menu,
  Plug,
  ShieldCheck,
  Upload,
  Users,
} from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useAccount } from '../account-data/queries.ts';
import { AccountMenu } from '../features/accounts/account-menu.tsx';
import { useImporting } from '../features/import/import-context.tsx';
import { RequestBadge, RequestDescription } from '../features/let-back-in/approving/request-badge.tsx';
import { LockButton } from '../features/lock/lock-button.tsx';
import { UnreadBadge, UnreadDescription } from '../features/marks/unread-badge.tsx';
import { SyncStatus } from '../features/sync/sync-status.tsx';
import { Button } from '../ui/button.tsx';
import { SealMark } from '../ui/seal-mark.tsx';
import { MoreMenu } from './more-menu.tsx';
import { readersWords } from './readers-words.ts';
import styles from './sidebar.module.css';

/** On a phone they are reached by the menu at the end of the bar. */
const pagesInMore: readonly string[] = ['/analytics', '/worker', '/activity', '/security'];

/** Beside the page where there is room; above and below it on a phone. */
export function Sidebar() {
  const account = useAccount();
  const { chooseFiles } = useImporting();
  const isInMore = useLocation({ select: ({ pathname }) => pagesInMore.includes(pathname) });
  return (
    <>
      <header className={styles['top']}>
        <p className={styles['brand']}>
          <SealMark size={26} />
          <span>Commonseal</span>
        </p>
        <div className={styles['account']}>
          <AccountMenu />
          <p className={styles['readers']}>
            <Link to="/worker">{readersWords(account)}</Link>
          </p>
        </div>
      </header>
      <nav className={styles['nav']} aria-label="Main">
        <Link to="/content" className={styles['link'] ?? ''} aria-describedby="unread-count">
          <Inbox size={18} aria-hidden="true" />
          Content
          <span className={styles['unread']}>
            <UnreadBadge />
          </span>
        </Link>
        <UnreadDescription id="unread-count" />
        <Link to="/analytics" className={`${styles['link']} ${styles['onlyBeside']}`}>
          <ChartColumn size={18} aria-hidden="true" />
          Analytics
        </Link>
        <Link to="/sources" className={styles['link'] ?? ''}>
          <Plug size={18} aria-hidden="true" />
          Sources
        </Link>
        <Link to="/members" className={styles['link'] ?? ''} aria-describedby="request-count">
          <Users size={18} aria-hidden="true" />
          Members
          <span className={styles['unread']}>
            <RequestBadge />
          </span>
        </Link>
        <RequestDescription id="request-count" />
        <Link to="/worker" className={`${styles['link']} ${styles['onlyBeside']}`}>
          <Bot size={18} aria-hidden="true" />
          Worker
        </Link>
        <Link to="/activity" className={`${styles['link']} ${styles['onlyBeside']}`}>
          <History size={18} aria-hidden="true" />
          Activity
        </Link>
        <Link to="/security" className={`${styles['link']} ${styles['onlyBeside']}`}>
          <ShieldCheck size={18} aria-hidden="true" />
          Security
        </Link>
        <AriaButton className={`${styles['link']} ${styles['onlyInBar']}`} onPress={chooseFiles}>
          <Upload size={18} aria-hidden="true" />
          Import
        </AriaButton>
        <MoreMenu
          isInBar
          button={
            <AriaButton className={`${styles['link']} ${styles['onlyInBar']}`} aria-current={isInMore}>
              <Menu size={18} aria-hidden="true" />
              More
            </AriaButton>
          }
        />
      </nav>
      <section className={styles['foot']} aria-label="This session">
        <SyncStatus />
        <p className={styles['email']}>{account.email}</p>
        <div className={styles['controls']}>
          <LockButton />
          <span className={styles['onlyBeside']}>
            <MoreMenu
              button={
                <Button
                  variant="quiet"
                  iconOnly
                  aria-label="More"
                  icon={<Ellipsis size={18} aria-hidden="true" />}
                />
              }
            />
          </span>
        </div>
      </section>
    </>
  );
}
