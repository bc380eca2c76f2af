import { CommonsealError } from '@commonseal/protocol';
import type { HandlersOf } from '../endpoints.ts';
import type { Services } from '../services.ts';

const missing = async (): Promise<never> => {
  throw new CommonsealError('internal');
};

/** How somebody comes in by break-glass shares. */
export function breakGlassRoutes(
  _services: Services,
): HandlersOf<'findBreakGlass' | 'breakGlassLog' | 'breakGlassUse'> {
  return { findBreakGlass: missing, breakGlassLog: missing, breakGlassUse: missing };
}
