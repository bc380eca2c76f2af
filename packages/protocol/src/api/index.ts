import { accountEndpoints } from './account.ts';
import { contentEndpoints } from './content.ts';
import { jobRequestEndpoints } from './job-requests.ts';
import { jobEndpoints } from './jobs.ts';
import { letBackInEndpoints } from './let-back-in.ts';
import { marksEndpoints } from './marks.ts';
import { signInEndpoints } from './sign-in.ts';
import { waysInEndpoints } from './ways-in.ts';
import { workEndpoints } from './work.ts';
import { workerEndpoints } from './workers.ts';

export * from './client.ts';
export * from './endpoint.ts';
export * from './error-reply.ts';
export { FirstRows } from './first-rows.ts';
export { RecipientKind } from './account.ts';
export { maxOpenJobRequests } from './job-requests.ts';
export { letBackInEndpoints, maxWaitingReturns } from './let-back-in.ts';
export { StretchingName } from './sign-in.ts';
export * from './signed-in.ts';
export { type RunState, type RunWhy, maxRunsListed } from './work.ts';

/** Every route of the API but `/healthz`, `/readyz` and `/api/openapi.json`. */
export const endpoints = {
  ...signInEndpoints,
  ...accountEndpoints,
  ...contentEndpoints,
  ...marksEndpoints,
  ...waysInEndpoints,
  ...letBackInEndpoints,
  ...workerEndpoints,
  ...jobEndpoints,
  ...jobRequestEndpoints,
  ...workEndpoints,
} as const;
export type EndpointName = keyof typeof endpoints;
