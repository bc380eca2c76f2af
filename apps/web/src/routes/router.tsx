import { invitePath } from '@commonseal/protocol';
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { UnlockPage } from '../features/unlock/unlock-page.tsx';
import type { InviteInHand } from '../session/invite-in-hand.ts';
import { inviteLinkParts } from '../session/invite-link-parts.ts';
import type { Session } from '../session/session.ts';
import { FaultPage } from './fault-page.tsx';
import { FrontLayout } from './front-layout.tsx';
import { laterPage } from './later-page.ts';
import { NotFoundPage } from './not-found-page.tsx';
import { returnLink, safeReturnPath } from './return-path.ts';

interface RouterContext {
  readonly session: Session;
  readonly invite: InviteInHand;
  readonly queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFoundPage,
  errorComponent: FaultPage,
});

const frontRoute = createRoute({ getParentRoute: () => rootRoute, id: 'front', component: FrontLayout });

/** Pages for whoever is not unlocked. Whoever is goes on to where they wanted to. */
const lockedRoute = createRoute({
  getParentRoute: () => frontRoute,
  id: 'locked',
  validateSearch: (search: Record<string, unknown>): { readonly to?: string } => {
    const to = safeReturnPath(search['to']);
    return to === undefined ? {} : { to };
  },
  beforeLoad: ({ context, search }) => {
    const { status } = context.session.getState();
    if (status === 'locked') return;
    const link = context.invite.get();
    // One that is not whole leads nowhere.
    if (link !== undefined && inviteLinkParts(link) !== undefined)
      throw redirect({ to: '/join', replace: true });
    if (context.session.arrival === 'broke-glass')
      throw redirect({ to: '/break-glass/came-in', replace: true });
    if (context.session.arrival !== undefined) throw redirect({ to: '/recovery-kit', replace: true });
    if (status === 'without-account') throw redirect({ to: '/start', replace: true });
    throw redirect({ ...returnLink(search.to), replace: true });
  },
});
const unlockRoute = createRoute({
  getParentRoute: () => lockedRoute,
  path: '/unlock',
  component: UnlockPage,
});
const signUpRoute = createRoute({
  getParentRoute: () => lockedRoute,
  path: '/sign-up',
  component: laterPage('SignUpPage'),
});
const recoverRoute = createRoute({
  getParentRoute: () => lockedRoute,
  path: '/recover',
  component: laterPage('RecoverPage'),
});
const useSheetsRoute = createRoute({
  getParentRoute: () => lockedRoute,
  path: '/break-glass',
  component: laterPage('UseSheetsPage'),
});
const cameInRoute = createRoute({
  getParentRoute: () => frontRoute,
  path: '/break-glass/came-in',
  beforeLoad: ({ context }) => {
    const isThere = context.session.getState().status === 'unlocked';
    if (context.session.arrival !== 'broke-glass' || !isThere)
      throw redirect({ to: '/content', replace: true });
  },
  component: laterPage('CameInRoute'),
});
/** Also for whoever is in one account again, and waits for another. */
const letBackInRoute = createRoute({
  getParentRoute: () => frontRoute,
  path: '/let-back-in',
  beforeLoad: ({ context }) => {
    if (context.session.arrival !== undefined) throw redirect({ to: '/recovery-kit', replace: true });
  },
  component: laterPage('LetBackInRoute'),
});
const joinRoute = createRoute({
  getParentRoute: () => frontRoute,
  path: invitePath,
  component: laterPage('JoinPage'),
});
const startRoute = createRoute({
  getParentRoute: () => frontRoute,
  path: '/start',
  beforeLoad: ({ context }) => {
    const { status } = context.session.getState();
    if (status !== 'without-account')
      throw redirect({ to: status === 'locked' ? '/unlock' : '/content', replace: true });
  },
  component: laterPage('StartRoute'),
});

const kitRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/recovery-kit',
  beforeLoad: ({ context, location }) => {
    if (context.session.getState().status === 'locked') {
      throw redirect({ to: '/unlock', search: { to: location.pathname }, replace: true });
    }
  },
  component: laterPage('KitRoute'),
});

const newSheetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/break-glass/new',
  beforeLoad: ({ context, location }) => {
    const state = context.session.getState();
    if (state.status === 'locked')
      throw redirect({ to: '/unlock', search: { to: location.pathname }, replace: true });
    const isOpen = state.status === 'unlocked' && state.account.standing === 'open';
    if (!isOpen) throw redirect({ to: '/content', replace: true });
  },
  component: laterPage('NewSheetsRoute'),
});

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'account',
  beforeLoad: ({ context, location }) => {
    const { status } = context.session.getState();
    // Whose account was refused is told so in its place.
    if (status === 'unlocked' || status === 'refused') return;
    if (status === 'without-account') throw redirect({ to: '/start', replace: true });
    const to = safeReturnPath(location.pathname);
    throw redirect({
      to: '/unlock',
      search: to === undefined || to === '/content' ? {} : { to },
      replace: true,
    });
  },
  component: laterPage('AccountLayout'),
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
  component: laterPage('ContentLayout'),
});
const contentIndexRoute = createRoute({
  getParentRoute: () => contentRoute,
  path: '/',
  component: laterPage('NoItemChosen'),
});
const itemRoute = createRoute({
  getParentRoute: () => contentRoute,
  path: '$itemId',
  component: laterPage('ItemRoute'),
});
const sourcesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/sources',
  component: laterPage('SourcesPage'),
});
const membersRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/members',
  component: laterPage('MembersRoute'),
});
const workerRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/worker',
  component: laterPage('WorkerPage'),
});
const securityRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/security',
  component: laterPage('SecurityRoute'),
});
const analyticsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/analytics',
  component: laterPage('AnalyticsRoute'),
});
const activityRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/activity',
  component: laterPage('ActivityRoute'),
});

const routeTree = rootRoute.addChildren([
  frontRoute.addChildren([
    lockedRoute.addChildren([unlockRoute, signUpRoute, recoverRoute, useSheetsRoute]),
    cameInRoute,
    letBackInRoute,
    joinRoute,
    startRoute,
  ]),
  kitRoute,
  newSheetsRoute,
  accountRoute.addChildren([
    indexRoute,
    contentRoute.addChildren([contentIndexRoute, itemRoute]),
    analyticsRoute,
    sourcesRoute,
    membersRoute,
    workerRoute,
    activityRoute,
    securityRoute,
  ]),
]);

export function createAppRouter(context: RouterContext) {
  return createRouter({ routeTree, context, scrollRestoration: false });
}

/** What the first page could do without: loaded when nothing else is to be done, so that no later page waits for the server. */
export function loadAllPages(router: ReturnType<typeof createAppRouter>): void {
  const load = () => {
    for (const route of Object.values(router.routesById))
      void Promise.resolve(router.loadRouteChunk(route)).catch(() => undefined);
  };
  if ('requestIdleCallback' in globalThis) requestIdleCallback(load, { timeout: 2_000 });
  else setTimeout(load, 200);
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
