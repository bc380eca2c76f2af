import { concatBytes } from '@commonseal/protocol';
import type { SealContext } from '../contexts.ts';
import { envelopePrefix } from '../envelope.ts';
import type { SealedSecret } from '../keys.ts';
import { sealKey, xchachaNonceBytes } from '../seal-format.ts';
import { sodium } from '../sodium.ts';

/**
 * Hands a secret over to the holder of one X-Wing key, and to nobody else, a server that stores it included.
 *
 * X-Wing encapsulation (`crypto_kem_xwing_enc`), BLAKE2b to an XChaCha20-Poly1305 key and its commitment, zero nonce
 * (the key is fresh with every seal). Associated data: the envelope prefix, then the context. A seal is anonymous: it
 * says nothing about who made it, so what comes out must be checked against a signed statement.
 * @param secret 32 bytes; neither kept nor wiped
 * @param recipientPublicKey 1216 bytes, taken from a verified log
 * @returns 1206 bytes, layout 'Seal' in docs/wire-format.md; opened by `openSeal`; vectors in vectors/v1/seal.json
 */
export function sealSecret(
  secret: SealedSecret,
  recipientPublicKey: Uint8Array,
  context: SealContext,
): Uint8Array {
  const { ciphertext: kemCiphertext, sharedSecret } = sodium.crypto_kem_xwing_enc(recipientPublicKey);
  const { encryptionKey, commitment } = sealKey({ sharedSecret, kemCiphertext, recipientPublicKey, context });
  const prefix = envelopePrefix('seal');
  const encrypted = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
    secret,
    concatBytes(prefix, context),
    null,
    new Uint8Array(xchachaNonceBytes),
    encryptionKey,
  );
  return concatBytes(prefix, kemCiphertext, commitment, encrypted);
}
