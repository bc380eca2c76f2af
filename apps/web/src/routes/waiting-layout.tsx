import { useNewestAccount } from '../account-data/use-newest-account.ts';
import { AccountsProvider } from '../features/accounts/accounts-context.tsx';
import { OtherAccounts } from '../features/accounts/other-accounts.tsx';
import { JoinByInvitation } from '../features/join/join-by-invitation.tsx';
import { WaitingPage } from '../features/join/waiting-page.tsx';
import { useRefusalOfAccount } from '../features/sync/use-refusal-of-account.ts';
import { ThemeMenu } from '../features/theme/theme-menu.tsx';
import { useUnlocked } from '../session/session-context.ts';
import { FrontPage } from '../ui/front-page.tsx';
import { UnlockedFoot } from './unlocked-foot.tsx';

/** In place of every page of an account whose key has not come yet. */
export function WaitingLayout() {
  const { vault, account } = useUnlocked();
  useNewestAccount();
  useRefusalOfAccount();
  return (
    <AccountsProvider vault={vault} email={account.email}>
      <FrontPage menu={<ThemeMenu />}>
        <WaitingPage>
          <OtherAccounts accountId={account.accountId} />
          <JoinByInvitation title="Join by another invitation" />
        </WaitingPage>
        <UnlockedFoot email={account.email} />
      </FrontPage>
    </AccountsProvider>
  );
}
