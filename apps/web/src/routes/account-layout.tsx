import { Outlet } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { useNewestAccount } from '../account-data/use-newest-account.ts';
import { AccountsProvider } from '../features/accounts/accounts-context.tsx';
import { RefusalPage } from '../features/accounts/refusal-page.tsx';
import { AnalyticsProvider } from '../features/analytics/analytics-context.tsx';
import { FilterProvider } from '../features/content-list/filter-context.tsx';
import { DropAnywhere } from '../features/import/drop-anywhere.tsx';
import { ImportProvider } from '../features/import/import-context.tsx';
import { ImportPanel } from '../features/import/import-panel.tsx';
import { RequestNotices } from '../features/let-back-in/approving/request-notices.tsx';
import { FurtherReturnNotice } from '../features/let-back-in/asking/further-return.tsx';
import { useLiveUpdates } from '../features/live/use-live-updates.ts';
import { IdleWarning } from '../features/lock/idle-warning.tsx';
import { LockButton } from '../features/lock/lock-button.tsx';
import { StayNotice } from '../features/lock/stay-notice.tsx';
import { useSharedMarks } from '../features/marks/use-shared-marks.ts';
import { useUnreadInTitle } from '../features/marks/use-unread-in-title.ts';
import { KitReminder } from '../features/recovery-kit/kit-reminder.tsx';
import { SyncBanners } from '../features/sync/sync-banners.tsx';
import { useRefusalOfAccount } from '../features/sync/use-refusal-of-account.ts';
import type { Refused, Unlocked } from '../session/session.ts';
import { UnlockedContext, useSession } from '../session/session-context.ts';
import styles from './account-layout.module.css';
import { KeyboardWays } from './keyboard-ways.tsx';
import { Sidebar } from './sidebar.tsx';
import { WaitingLayout } from './waiting-layout.tsx';

/** Everything of an unlocked account is below this. Locking takes it away at once, whatever the router does. */
export function AccountLayout() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  if (state.status === 'refused') return <RefusedLayout {...state} />;
  if (state.status !== 'unlocked') return null;
  if (state.account.standing === 'waiting') {
    return (
      <UnlockedContext key={state.account.accountId} value={state}>
        <WaitingLayout />
      </UnlockedContext>
    );
  }
  // Nothing that was chosen or opened in one account goes along to another.
  return <UnlockedLayout key={state.account.accountId} unlocked={state} />;
}

function UnlockedLayout({ unlocked }: { readonly unlocked: Unlocked }) {
  return (
    <UnlockedContext value={unlocked}>
      <AccountsProvider vault={unlocked.vault} email={unlocked.account.email}>
        <ImportProvider>
          <FilterProvider>
            <AnalyticsProvider>
              <KeyboardWays>
                <div className={styles['app']}>
                  <a href="#main" className={styles['skip']}>
                    Skip to the page
                  </a>
                  <Sidebar />
                  <main id="main" tabIndex={-1} className={styles['main']}>
                    <SyncBanners />
                    <RequestNotices />
                    <FurtherReturnNotice vault={unlocked.vault} />
                    <StayNotice />
                    <KitReminder />
                    <div className={styles['page']}>
                      <Outlet />
                    </div>
                  </main>
                  <ImportPanel />
                  <Upkeep />
                </div>
              </KeyboardWays>
            </AnalyticsProvider>
          </FilterProvider>
          <DropAnywhere />
          <IdleWarning />
        </ImportProvider>
      </AccountsProvider>
    </UnlockedContext>
  );
}

function RefusedLayout({ vault, email, refusal }: Refused) {
  return (
    <AccountsProvider vault={vault} email={email}>
      <RefusalPage refusal={refusal} email={email} controls={<LockButton />} />
      <IdleWarning />
    </AccountsProvider>
  );
}

/** Shows nothing: only below the unlocked account is there something to be kept up to date. */
function Upkeep() {
  useNewestAccount();
  useSharedMarks();
  useUnreadInTitle();
  useLiveUpdates();
  useRefusalOfAccount();
  return null;
}
