import { Outlet } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { useNewestAccount } from '../account-data/use-newest-account.ts';
import { FilterProvider } from '../features/content-list/filter-context.tsx';
import { DropAnywhere } from '../features/import/drop-anywhere.tsx';
import { ImportProvider } from '../features/import/import-context.tsx';
import { ImportPanel } from '../features/import/import-panel.tsx';
import { IdleWarning } from '../features/lock/idle-warning.tsx';
import { useSharedMarks } from '../features/marks/use-shared-marks.ts';
import { useUnreadInTitle } from '../features/marks/use-unread-in-title.ts';
import { SyncBanners } from '../features/sync/sync-banners.tsx';
import { UnlockedContext, useSession } from '../session/session-context.ts';
import styles from './account-layout.module.css';
import { KeyboardWays } from './keyboard-ways.tsx';
import { Sidebar } from './sidebar.tsx';
import { WaitingLayout } from './waiting-layout.tsx';

/** Everything of an unlocked account is below this. Locking takes it away at once, whatever the router does. */
export function AccountLayout() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  if (state.status !== 'unlocked') return null;
  if (state.account.standing === 'waiting') {
    return (
      <UnlockedContext key={state.account.accountId} value={state}>
        <WaitingLayout />
      </UnlockedContext>
    );
  }
  return (
    <UnlockedContext key={state.account.accountId} value={state}>
      <ImportProvider>
        <FilterProvider>
          <KeyboardWays>
            <div className={styles['app']}>
              <a href="#main" className={styles['skip']}>
                Skip to the page
              </a>
              <Sidebar />
              <main id="main" tabIndex={-1} className={styles['main']}>
                <SyncBanners />
                <div className={styles['page']}>
                  <Outlet />
                </div>
              </main>
              <ImportPanel />
              <Upkeep />
            </div>
          </KeyboardWays>
        </FilterProvider>
        <DropAnywhere />
        <IdleWarning />
      </ImportProvider>
    </UnlockedContext>
  );
}

/** Shows nothing: only below the unlocked account is there something to be kept up to date. */
function Upkeep() {
  useNewestAccount();
  useSharedMarks();
  useUnreadInTitle();
  return null;
}
