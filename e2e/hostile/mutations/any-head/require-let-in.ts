import * as real from '../../../../packages/vault/src/let-back-in/require-let-in.ts';

/** Whether the log goes on from what the request was made on is all the same. */
export const requireLetIn: typeof real.requireLetIn = (log, person, signed) =>
  real.requireLetIn(log, person, { ...signed, request: { ...signed.request, head: log.head } });
