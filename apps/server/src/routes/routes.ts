import type { Handlers } from '../endpoints.ts';
import type { Services } from '../services.ts';
import { accountRoutes } from './account.ts';
import { authenticatorRoutes } from './authenticator.ts';
import { breakGlassRoutes } from './break-glass.ts';
import { contentRoutes } from './content.ts';
import { eventRoutes } from './events.ts';
import { inviteRoutes } from './invites.ts';
import { jobRequestRoutes } from './job-requests.ts';
import { jobRoutes } from './jobs.ts';
import { keyLoginRoutes } from './key-login.ts';
import { loginRoutes } from './login.ts';
import { marksRoutes } from './marks.ts';
import { passkeyRoutes } from './passkeys.ts';
import { personRoutes } from './person.ts';
import { resetRequestRoutes } from './reset-requests.ts';
import { returnRoutes } from './returns.ts';
import { signUpRoutes } from './sign-up.ts';
import { waysInRoutes } from './ways-in.ts';
import { workRoutes } from './work.ts';
import { workerRoutes } from './workers.ts';
import { writerRoutes } from './writers.ts';

/** A handler for every endpoint of the protocol. */
export function routes(services: Services): Handlers {
  return {
    ...signUpRoutes(services),
    ...loginRoutes(services),
    ...personRoutes(services),
    ...accountRoutes(services),
    ...inviteRoutes(services),
    ...eventRoutes(services),
    ...writerRoutes(services),
    ...workerRoutes(services),
    ...jobRoutes(services),
    ...jobRequestRoutes(services),
    ...workRoutes(services),
    ...contentRoutes(services),
    ...marksRoutes(services),
    ...keyLoginRoutes(services),
    ...passkeyRoutes(services),
    ...authenticatorRoutes(services),
    ...waysInRoutes(services),
    ...returnRoutes(services),
    ...resetRequestRoutes(services),
    ...breakGlassRoutes(services),
  };
}
