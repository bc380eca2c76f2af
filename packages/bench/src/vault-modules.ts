import type { AccountState, EpochPart, EpochRecipient } from '@commonseal/account-log';
import type { AccountSeed } from '@commonseal/crypto/seal';

type MakeEpoch = (
  state: AccountState,
  previous: AccountSeed,
  recipients: readonly EpochRecipient[],
) => { readonly part: EpochPart; readonly delivery: unknown };

let makeEpoch: MakeEpoch | undefined;

/** Loads what the vault makes a new account key with: it does not export it, and what is measured must be that itself. */
export async function loadVaultModules(): Promise<void> {
  const path = new URL('../../vault/src/account/new-epoch.ts', import.meta.url).href;
  ({ makeEpoch } = (await import(path)) as { readonly makeEpoch: MakeEpoch });
}

export const makeVaultEpoch: MakeEpoch = (...wanted) => {
  if (!makeEpoch) throw new TypeError('the vault was not loaded');
  return makeEpoch(...wanted);
};
