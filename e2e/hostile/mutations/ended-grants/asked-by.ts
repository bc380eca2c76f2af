import type { WorkerId } from '@commonseal/protocol';
import type { AccountState } from '@commonseal/account-log';
import { AccountRefusal } from '../../../../apps/worker/src/accounts/account-refusal.ts';
import type { requireGrant as requireReal } from '../../../../apps/worker/src/accounts/grants.ts';

/** What else is asked about grants, as another `requireGrant` answers it. */
export function askedBy(require: typeof requireReal) {
  const isGrantInForce = (...asked: Parameters<typeof require>): boolean => {
    try {
      require(...asked);
      return true;
    } catch (error) {
      if (error instanceof AccountRefusal) return false;
      throw error;
    }
  };
  const mayHoldKeys = (state: AccountState, workerId: WorkerId, nowMs: number): boolean => {
    const since = state.workers.get(workerId)?.standing;
    return since !== undefined && isGrantInForce(state, workerId, { since, nowMs });
  };
  return { isGrantInForce, mayHoldKeys };
}
