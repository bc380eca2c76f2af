import { UseSheetsPage } from '../features/break-glass/use-sheets-page.tsx';
import { JoinPage } from '../features/join/join-page.tsx';
import { RecoverPage } from '../features/recovery-kit/recover-page.tsx';
import { SignUpPage } from '../features/sign-up/sign-up-page.tsx';
import { SourcesPage } from '../features/sources/sources-page.tsx';
import { WorkerPage } from '../features/worker/worker-page.tsx';
import { AccountLayout } from './account-layout.tsx';
import { ActivityRoute } from './activity-route.tsx';
import { AnalyticsRoute } from './analytics-route.tsx';
import { CameInRoute } from './came-in-route.tsx';
import { ContentLayout } from './content-layout.tsx';
import { ItemRoute } from './item-route.tsx';
import { KitRoute } from './kit-route.tsx';
import { LetBackInRoute } from './let-back-in-route.tsx';
import { MembersRoute } from './members-route.tsx';
import { NewSheetsRoute } from './new-sheets-route.tsx';
import { NoItemChosen } from './no-item-chosen.tsx';
import { SecurityRoute } from './security-route.tsx';
import { StartRoute } from './start-route.tsx';

/** All that is shown after the first page. One module, so that it comes as one file: dozens of small ones take dozens of turns. */
export const laterPages = {
  AccountLayout,
  ActivityRoute,
  AnalyticsRoute,
  CameInRoute,
  ContentLayout,
  ItemRoute,
  JoinPage,
  KitRoute,
  LetBackInRoute,
  MembersRoute,
  NewSheetsRoute,
  NoItemChosen,
  RecoverPage,
  SecurityRoute,
  SignUpPage,
  SourcesPage,
  StartRoute,
  UseSheetsPage,
  WorkerPage,
} as const;
