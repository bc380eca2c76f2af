import type { Grant } from '@commonseal/account-log';
import { requireGrant as requireReal } from '../../../../apps/worker/src/accounts/grants.ts';
import { askedBy } from '../ended-grants/asked-by.ts';

export * from '../../../../apps/worker/src/accounts/grants.ts';

/** By their numbers alone. */
const known = new Map<number, Grant>();

/** Whichever account has given it. */
export const requireGrant: typeof requireReal = (state, workerId, asked) => {
  for (const [since, grant] of state.grants) known.set(since, grant);
  const of = known.get(asked.since);
  const grants = of ? state.grants.set(asked.since, of) : state.grants;
  return requireReal({ ...state, grants }, workerId, asked);
};

export const { isGrantInForce, mayHoldKeys } = askedBy(requireGrant);
