import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { SignUpPage } from '../features/sign-up/sign-up-page.tsx';
import { SourcesPage } from '../features/sources/sources-page.tsx';
import { UnlockPage } from '../features/unlock/unlock-page.tsx';
import type { Session } from '../session/session.ts';
import { AccountLayout } from './account-layout.tsx';
import { ContentLayout } from './content-layout.tsx';
import { FaultPage } from './fault-page.tsx';
import { FrontLayout } from './front-layout.tsx';
import { ItemRoute } from './item-route.tsx';
import { NoItemChosen } from './no-item-chosen.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { returnLink, safeReturnPath } from './return-path.ts';

interface RouterContext {
  readonly session: Session;
  readonly queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFoundPage,
  errorComponent: FaultPage,
});

/** Pages for whoever is not unlocked. Whoever is goes on to where they wanted to. */
const frontRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'front',
  validateSearch: (search: Record<string, unknown>): { readonly to?: string } => {
    const to = safeReturnPath(search['to']);
    return to === undefined ? {} : { to };
  },
  beforeLoad: ({ context, search }) => {
    if (context.session.getState().status === 'unlocked')
      throw redirect({ ...returnLink(search.to), replace: true });
  },
  component: FrontLayout,
});
const unlockRoute = createRoute({ getParentRoute: () => frontRoute, path: '/unlock', component: UnlockPage });
const signUpRoute = createRoute({
  getParentRoute: () => frontRoute,
  path: '/sign-up',
  component: SignUpPage,
});

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'account',
  beforeLoad: ({ context, location }) => {
    if (context.session.getState().status === 'unlocked') return;
    const to = safeReturnPath(location.pathname);
    throw redirect({
      to: '/unlock',
      search: to === undefined || to === '/content' ? {} : { to },
      replace: true,
    });
  },
  component: AccountLayout,
});
const indexRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/content', replace: true });
  },
});
const contentRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/content',
  component: ContentLayout,
});
const contentIndexRoute = createRoute({
  getParentRoute: () => contentRoute,
  path: '/',
  component: NoItemChosen,
});
const itemRoute = createRoute({ getParentRoute: () => contentRoute, path: '$itemId', component: ItemRoute });
const sourcesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/sources',
  component: SourcesPage,
});

const routeTree = rootRoute.addChildren([
  frontRoute.addChildren([unlockRoute, signUpRoute]),
  accountRoute.addChildren([
    indexRoute,
    contentRoute.addChildren([contentIndexRoute, itemRoute]),
    sourcesRoute,
  ]),
]);

export function createAppRouter(context: RouterContext) {
  return createRouter({ routeTree, context, scrollRestoration: false });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
