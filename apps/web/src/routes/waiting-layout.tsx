import { useNewestAccount } from '../account-data/use-newest-account.ts';
import { OtherAccounts } from '../features/join/other-accounts.tsx';
import { WaitingPage } from '../features/join/waiting-page.tsx';
import { ThemeMenu } from '../features/theme/theme-menu.tsx';
import { useUnlocked } from '../session/session-context.ts';
import { FrontPage } from '../ui/front-page.tsx';
import { UnlockedFoot } from './unlocked-foot.tsx';

/** In place of every page of an account whose key has not come yet. */
export function WaitingLayout() {
  const { account } = useUnlocked();
  useNewestAccount();
  return (
    <FrontPage menu={<ThemeMenu />}>
      <WaitingPage>
        <OtherAccounts />
      </WaitingPage>
      <UnlockedFoot email={account.email} />
    </FrontPage>
  );
}
