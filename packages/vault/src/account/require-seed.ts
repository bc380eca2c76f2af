import { CommonsealError } from '@commonseal/protocol';
import type { Epoch } from '@commonseal/account-log';
import { type AccountSeed, receivingPublicKey } from '@commonseal/crypto/seal';
import { equalBytes } from '@commonseal/crypto/verify';

/**
 * A seal is anonymous: the server, too, could have sealed a seed of its own making. What comes out of one counts only if
 * it is the seed that the log states.
 * @throws CommonsealError `key_mismatch`
 */
export function requireSeedOf({ epoch, ingestKey }: Epoch, seed: AccountSeed): void {
  if (equalBytes(receivingPublicKey(seed), ingestKey)) return;
  throw new CommonsealError('key_mismatch', `the account seed of epoch ${epoch}`);
}
