import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './ui/tokens.css';
import './ui/base.css';
import { createQueryClient } from './account-data/query-client.ts';
import { followThemeChoice } from './features/theme/theme.ts';
import { createAppRouter } from './routes/router.tsx';
import { SessionContext } from './session/session-context.ts';
import { Session } from './session/session.ts';

followThemeChoice();
const session = new Session();
const queryClient = createQueryClient();
const router = createAppRouter({ session, queryClient });

// Whichever way the lock goes, the guards of the routes decide anew; and nothing that was read outlives it.
session.subscribe(() => {
  if (session.getState().status === 'locked') queryClient.clear();
  void router.invalidate();
});

const root = document.getElementById('root');
if (root === null) throw new TypeError('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <SessionContext value={session}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </SessionContext>
  </StrictMode>,
);
