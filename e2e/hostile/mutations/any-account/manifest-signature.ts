import type { AccountState, Writer } from '../../../../packages/account-log/src/account/state.ts';
import type { SignedManifest } from '../../../../packages/account-log/src/content/manifest.ts';
import { requireWriter as requireReal } from '../../../../packages/account-log/src/content/manifest-signature.ts';
import type { Refused } from '../../../../packages/account-log/src/refused.ts';

/** Signed by a writer of this account, for whichever account. */
export function requireWriter(state: AccountState, signed: SignedManifest): Writer | Refused {
  return requireReal({ ...state, accountId: signed.manifest.accountId }, signed);
}
