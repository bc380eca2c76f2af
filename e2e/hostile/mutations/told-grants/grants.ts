import { requireGrant as requireReal } from '../../../../apps/worker/src/accounts/grants.ts';
import { askedBy } from '../ended-grants/asked-by.ts';

export * from '../../../../apps/worker/src/accounts/grants.ts';

/** One that stands nowhere is for everything. */
export const requireGrant: typeof requireReal = (state, workerId, asked) => {
  const known = state.grants.get(state.workers.get(workerId)?.standing ?? -1);
  if (state.grants.has(asked.since) || !known) return requireReal(state, workerId, asked);
  return { ...known, since: asked.since, terms: { kind: 'standing', writerIds: undefined } };
};

export const { isGrantInForce, mayHoldKeys } = askedBy(requireGrant);
