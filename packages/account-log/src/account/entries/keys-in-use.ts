import { equalBytes } from '@commonseal/crypto/verify';
import type { AccountState } from '../state.ts';

/** Whether a member has one of these keys already: what they sign and open must be told apart. */
export function isKeyInUse(
  { members }: Pick<AccountState, 'members'>,
  keys: { readonly signingKey: Uint8Array; readonly receivingKey: Uint8Array },
): boolean {
  return [...members.values()].some(
    (member) =>
      equalBytes(member.signingKey, keys.signingKey) || equalBytes(member.receivingKey, keys.receivingKey),
  );
}
