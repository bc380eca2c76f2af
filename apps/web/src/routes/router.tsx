import { invitePath } from '@commonseal/protocol';
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { UseSheetsPage } from '../features/break-glass/use-sheets-page.tsx';
import { RecoverPage } from '../features/recovery-kit/recover-page.tsx';
import { JoinPage } from '../features/join/join-page.tsx';
import { SignUpPage } from '../features/sign-up/sign-up-page.tsx';
import { SourcesPage } from '../features/sources/sources-page.tsx';
import { UnlockPage } from '../features/unlock/unlock-page.tsx';
import { WorkerPage } from '../features/worker/worker-page.tsx';
import type { InviteInHand } from '../session/invite-in-hand.ts';
import { inviteLinkParts } from '../session/invite-link-parts.ts';
import type { Session } from '../session/session.ts';
import { AccountLayout } from './account-layout.tsx';
import { ActivityRoute } from './activity-route.tsx';
import { CameInRoute } from './came-in-route.tsx';
import { ContentLayout } from './content-layout.tsx';
import { FaultPage } from './fault-page.tsx';
import { FrontLayout } from './front-layout.tsx';
import { ItemRoute } from './item-route.tsx';
import { KitRoute } from './kit-route.tsx';
import { LetBackInRoute } from './let-back-in-route.tsx';
import { MembersRoute } from './members-route.tsx';
import { NewSheetsRoute } from './new-sheets-route.tsx';
import { NoItemChosen } from './no-item-chosen.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { SecurityRoute } from './security-route.tsx';
import { StartRoute } from './start-route.tsx';
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
  component: SignUpPage,
});
const recoverRoute = createRoute({
  getParentRoute: () => lockedRoute,
  path: '/recover',
  component: RecoverPage,
});
const useSheetsRoute = createRoute({
  getParentRoute: () => lockedRoute,
  path: '/break-glass',
  component: UseSheetsPage,
});
const cameInRoute = createRoute({
  getParentRoute: () => frontRoute,
  path: '/break-glass/came-in',
  beforeLoad: ({ context }) => {
    const isThere = context.session.getState().status === 'unlocked';
    if (context.session.arrival !== 'broke-glass' || !isThere)
      throw redirect({ to: '/content', replace: true });
  },
  component: CameInRoute,
});
/** Also for whoever is in one account again, and waits for another. */
const letBackInRoute = createRoute({
  getParentRoute: () => frontRoute,
  path: '/let-back-in',
  beforeLoad: ({ context }) => {
    if (context.session.arrival !== undefined) throw redirect({ to: '/recovery-kit', replace: true });
  },
  component: LetBackInRoute,
});
const joinRoute = createRoute({ getParentRoute: () => frontRoute, path: invitePath, component: JoinPage });
const startRoute = createRoute({
  getParentRoute: () => frontRoute,
  path: '/start',
  beforeLoad: ({ context }) => {
    const { status } = context.session.getState();
    if (status !== 'without-account')
      throw redirect({ to: status === 'locked' ? '/unlock' : '/content', replace: true });
  },
  component: StartRoute,
});

const kitRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/recovery-kit',
  beforeLoad: ({ context, location }) => {
    if (context.session.getState().status === 'locked') {
      throw redirect({ to: '/unlock', search: { to: location.pathname }, replace: true });
    }
  },
  component: KitRoute,
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
  component: NewSheetsRoute,
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
const membersRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/members',
  component: MembersRoute,
});
const workerRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/worker',
  component: WorkerPage,
});
const securityRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/security',
  component: SecurityRoute,
});
const activityRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/activity',
  component: ActivityRoute,
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

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
