import { requireGrant as requireReal } from '../../../../apps/worker/src/accounts/grants.ts';
import { askedBy } from '../ended-grants/asked-by.ts';

export * from '../../../../apps/worker/src/accounts/grants.ts';

/** As if no time had gone by since it was given. */
export const requireGrant: typeof requireReal = (state, workerId, { since }) => {
  const timeMs = state.grants.get(since)?.sinceMs ?? 0;
  return requireReal({ ...state, timeMs }, workerId, { since, nowMs: timeMs });
};

export const { isGrantInForce, mayHoldKeys } = askedBy(requireGrant);
