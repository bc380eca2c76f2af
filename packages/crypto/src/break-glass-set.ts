import { AccountId, BreakGlassId, setNameBytes } from '@commonseal/protocol';
import { hash } from './hash.ts';
import { hashPurposes } from './purposes.ts';

/**
 * What stands on each share of a set: it binds the account too, so that no other account's log can take the set for its own,
 * and it tells whether a seed that was put together is the one that was split.
 * @returns 10 bytes
 */
export function breakGlassSetName(accountId: AccountId, id: BreakGlassId): Uint8Array {
  const whole = hash(hashPurposes.breakGlassSetName, AccountId.toBytes(accountId), BreakGlassId.toBytes(id));
  return whole.subarray(0, setNameBytes);
}
