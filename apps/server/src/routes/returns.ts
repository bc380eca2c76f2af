import { CommonsealError } from '@commonseal/protocol';
import type { HandlersOf } from '../endpoints.ts';
import type { Services } from '../services.ts';

type ReturnRoutes = HandlersOf<
  | 'returnStart'
  | 'returnAsk'
  | 'returnLoginStart'
  | 'returnLoginFinish'
  | 'returnState'
  | 'returnWithdraw'
  | 'returnEnter'
  | 'ownReturns'
>;

const missing = async (): Promise<never> => {
  throw new CommonsealError('internal');
};

/** How somebody who has lost every way in asks others to be let back in, and comes in once they have been. */
export function returnRoutes(_services: Services): ReturnRoutes {
  return {
    returnStart: missing,
    returnAsk: missing,
    returnLoginStart: missing,
    returnLoginFinish: missing,
    returnState: missing,
    returnWithdraw: missing,
    returnEnter: missing,
    ownReturns: missing,
  };
}
