import { requireGrant as requireReal } from '../../../../apps/worker/src/accounts/grants.ts';
import { askedBy } from './asked-by.ts';

export * from '../../../../apps/worker/src/accounts/grants.ts';

/** Revoked or replaced: it counts until it expires. */
export const requireGrant: typeof requireReal = (state, workerId, asked) => {
  const grant = state.grants.get(asked.since);
  const grants = grant ? state.grants.set(asked.since, { ...grant, ended: undefined }) : state.grants;
  return requireReal({ ...state, grants }, workerId, asked);
};

export const { isGrantInForce, mayHoldKeys } = askedBy(requireGrant);
