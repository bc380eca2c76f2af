import { ByteReader, CommonsealError, concatBytes } from '@commonseal/protocol';
import type { SealContext } from '../contexts.ts';
import { envelopePrefix, readEnvelopePrefix } from '../envelope.ts';
import {
  type ReceivingSeed,
  type SealedSecret,
  hashBytes,
  kemCiphertextBytes,
  keyBytes,
  secretOf,
} from '../keys.ts';
import { receivingKeyPair } from '../receiving-key.ts';
import { polyTagBytes, sealKey, xchachaNonceBytes } from '../seal-format.ts';
import { sodium } from '../sodium.ts';
import { requireCommitment } from './key-commitment.ts';

/**
 * Opens what `sealSecret` sealed to the X-Wing key of `recipientSeed` for exactly this context.
 *
 * The result is not to be believed yet: anybody can seal anything to a public key. Check what is derived from it
 * against a signed statement before use.
 * @throws CommonsealError `malformed` or `unsupported_format` when it is no seal; `decryption_failed` when it was made
 * for another key or place, or altered. Only whoever stored it can cause either.
 */
export function openSeal<S extends SealedSecret>(
  seal: Uint8Array,
  recipientSeed: ReceivingSeed,
  context: SealContext,
): S {
  const reader = new ByteReader(seal, 'seal');
  readEnvelopePrefix(reader, 'seal');
  const kemCiphertext = reader.bytes(kemCiphertextBytes);
  const storedCommitment = reader.bytes(hashBytes);
  const encrypted = reader.bytes(keyBytes + polyTagBytes);
  reader.end();
  try {
    const { publicKey, privateKey } = receivingKeyPair(recipientSeed);
    const sharedSecret = sodium.crypto_kem_xwing_dec(kemCiphertext, privateKey);
    const { encryptionKey, commitment } = sealKey({
      sharedSecret,
      kemCiphertext,
      recipientPublicKey: publicKey,
      context,
    });
    requireCommitment(commitment, storedCommitment, 'seal');
    return secretOf<S>(
      sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
        null,
        encrypted,
        concatBytes(envelopePrefix('seal'), context),
        new Uint8Array(xchachaNonceBytes),
        encryptionKey,
      ),
    );
  } catch {
    // One answer for every cause: it tells an attacker nothing.
    throw new CommonsealError('decryption_failed', 'seal');
  }
}
