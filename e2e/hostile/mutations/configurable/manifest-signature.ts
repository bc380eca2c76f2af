import type { AccountState, Writer } from '../../../../packages/account-log/src/account/state.ts';
import type { SignedManifest } from '../../../../packages/account-log/src/content/manifest.ts';
import { requireWriter as requireReal } from '../../../../packages/account-log/src/content/manifest-signature.ts';
import type { Refused } from '../../../../packages/account-log/src/refused.ts';
import { requireWriter as acceptAnybody } from '../anonymous/manifest-signature.ts';
import { settings } from './settings.ts';

export function requireWriter(state: AccountState, signed: SignedManifest): Writer | Refused {
  return settings.verifySignatures ? requireReal(state, signed) : acceptAnybody(state, signed);
}
