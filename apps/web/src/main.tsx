import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './ui/tokens.css';
import './ui/base.css';
import { itemsQuery } from './account-data/queries.ts';
import { createQueryClient } from './account-data/query-client.ts';
import { followThemeChoice } from './features/theme/theme.ts';
import { OpeningPage } from './routes/opening-page.tsx';
import { createAppRouter, loadAllPages } from './routes/router.tsx';
import { InviteContext } from './session/invite-context.ts';
import { InviteInHand } from './session/invite-in-hand.ts';
import { SessionContext } from './session/session-context.ts';
import { Session } from './session/session.ts';
import { stayMark } from './session/stay-mark.ts';

// First of all: nothing else gets to see the link in the address.
const invite = new InviteInHand();
invite.takeFromAddress();
for (const change of ['popstate', 'hashchange']) window.addEventListener(change, invite.takeFromAddress);

followThemeChoice();
const session = new Session();
const queryClient = createQueryClient();
const router = createAppRouter({ session, invite, queryClient });

// Whichever way the lock goes, the guards of the routes decide anew; and nothing that was read outlives it, nor is it
// shown as another account's.
let shownAccountId: string | undefined;
session.subscribe(() => {
  const state = session.getState();
  const accountId = state.status === 'unlocked' ? state.account.accountId : undefined;
  if (state.status === 'locked') queryClient.clear();
  else if (accountId !== shownAccountId) queryClient.getQueryCache().clear();
  // Asked for before the page that shows them is there.
  if (state.status === 'unlocked' && accountId !== shownAccountId)
    void queryClient.prefetchQuery(itemsQuery(state.vault, queryClient));
  shownAccountId = accountId;
  void router.invalidate();
});

const root = document.getElementById('root');
if (root === null) throw new TypeError('index.html has no #root');
const shown = createRoot(root);
if (stayMark.state() === 'staying')
  shown.render(<OpeningPage onOtherWay={() => session.abandonUnlockHere()} />);
// Not awaited at the top: modules that are loaded later wait for this one, and would be cut out of it.
void session.unlockHere().then(() => {
  shown.render(
    <StrictMode>
      <SessionContext value={session}>
        <InviteContext value={invite}>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </InviteContext>
      </SessionContext>
    </StrictMode>,
  );
  loadAllPages(router);
});
