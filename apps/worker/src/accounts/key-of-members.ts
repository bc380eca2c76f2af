import { type AccountState, rotationDue } from '@commonseal/account-log';
import { AccountRefusal } from './account-refusal.ts';

/**
 * Whoever leaves an account makes its next key in leaving, and knows it until a member's client has made another: nothing is written
 * under it.
 * @throws AccountRefusal `key_to_be_replaced`
 */
export function requireKeyOfMembers(state: AccountState, nowMs: number): void {
  if (rotationDue(state, nowMs) === 'author has left')
    throw new AccountRefusal('key_to_be_replaced', 'somebody who has left the account knows its present key');
}
