import type { SealContext } from '@commonseal/crypto/keyholder';
import { openSealOfDerived } from '@commonseal/crypto/open';
import { GuardedSecret } from '@commonseal/guarded/secret';

/**
 * Opens a seal from guarded memory into guarded memory. What comes out is not to be believed yet: anybody can make a seal.
 * @param receivingKey what the recipient's key pair is made of, 32 bytes
 * @throws CommonsealError `malformed`, `unsupported_format`, `decryption_failed`
 */
export function openSealGuarded(
  seal: Uint8Array,
  receivingKey: GuardedSecret,
  context: SealContext,
): GuardedSecret {
  return receivingKey.use((derived) =>
    openSealOfDerived(seal, derived, context, (secret) => GuardedSecret.takenFrom(secret)),
  );
}
