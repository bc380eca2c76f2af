import { CommonsealError } from '@commonseal/protocol';
import type { HandlersOf } from '../endpoints.ts';
import type { Services } from '../services.ts';

const missing = async (): Promise<never> => {
  throw new CommonsealError('internal');
};

/** What members see of those who ask to be let back in. */
export function resetRequestRoutes(_services: Services): HandlersOf<'resetRequests' | 'refuseReset'> {
  return { resetRequests: missing, refuseReset: missing };
}
