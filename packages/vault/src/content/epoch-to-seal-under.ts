import { type Epoch, currentEpoch } from '@commonseal/account-log';
import type { AccountSession } from '../account/account-session.ts';

/** The newest one of the verified log, whatever the server says: whoever was removed since an older one has its seed. */
export function epochToSealUnder({ log }: AccountSession): Epoch {
  return currentEpoch(log.state);
}
