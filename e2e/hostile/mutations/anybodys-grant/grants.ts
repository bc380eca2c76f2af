import { requireGrant as requireReal } from '../../../../apps/worker/src/accounts/grants.ts';
import { askedBy } from '../ended-grants/asked-by.ts';

export * from '../../../../apps/worker/src/accounts/grants.ts';

/** Whichever worker it names. */
export const requireGrant: typeof requireReal = (state, workerId, asked) =>
  requireReal(state, state.grants.get(asked.since)?.workerId ?? workerId, asked);

export const { isGrantInForce, mayHoldKeys } = askedBy(requireGrant);
