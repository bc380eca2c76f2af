import type { AccountId } from '@commonseal/protocol';
import type { HandlersOf } from '../endpoints.ts';
import type { Services } from '../services.ts';

export function eventRoutes({ streams }: Services): HandlersOf<'accountEvents'> {
  return {
    async accountEvents({ params, caller, request }) {
      const known = request.headers['last-event-id'];
      const accountId = params.accountId as AccountId;
      return streams.open({ accountId, caller, known: typeof known === 'string' ? known : undefined });
    },
  };
}
