import type { CredentialId } from '@commonseal/protocol';
import type { WaysIn } from '@commonseal/vault';

/** All that a person sees when they decide who else gets their new keys: the vault gives them to nothing beyond. */
export function shownWays({ ways }: WaysIn): readonly CredentialId[] {
  return ways.map(({ credentialId }) => credentialId);
}
