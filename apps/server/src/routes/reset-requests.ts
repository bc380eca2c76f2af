import type { AccountId } from '@commonseal/protocol';
import { listRequests, refuseReset } from '../account/reset-requests.ts';
import { bytesOf } from '../bytes.ts';
import type { HandlersOf } from '../endpoints.ts';
import type { Services } from '../services.ts';

/** What members see of those who ask to be let back in. */
export function resetRequestRoutes(services: Services): HandlersOf<'resetRequests' | 'refuseReset'> {
  return {
    async resetRequests({ params }) {
      return { requests: await listRequests(services, params.accountId as AccountId) };
    },

    async refuseReset({ params, caller }) {
      const name = bytesOf(params.requestName);
      await refuseReset(services, params.accountId as AccountId, caller.userId, name);
      return {};
    },
  };
}
