import { concatBytes } from '@commonseal/protocol';
import { saltBytes } from '../body-format.ts';
import type { BoxContext } from '../contexts.ts';
import { deriveCommittedKey } from '../derive.ts';
import { envelopePrefix } from '../envelope.ts';
import type { BoxKey } from '../keys.ts';
import { derivePurposes } from '../purposes.ts';
import { maxBoxedBytes, xchachaNonceBytes } from '../seal-format.ts';
import { sodium } from '../sodium.ts';
import { generatePublicBytes } from './generate.ts';

/**
 * Encrypts something small for holders of one symmetric key: a name in the log, an anchor, own state, a chain-back.
 *
 * A fresh 32-byte salt yields key and commitment (BLAKE2b), so XChaCha20-Poly1305 runs with a zero nonce. Associated
 * data: the envelope prefix, then the context. Not padded: callers pad where a length tells something.
 * @param plaintext at most 1 MiB
 * @returns 86 bytes more than the plaintext, layout 'Box' in docs/wire-format.md; decrypted by `decryptBox`
 */
export function encryptBox(plaintext: Uint8Array, key: BoxKey, context: BoxContext): Uint8Array {
  if (plaintext.length > maxBoxedBytes) throw new TypeError('too much for a box');
  const salt = generatePublicBytes(saltBytes);
  const { encryptionKey, commitment } = deriveCommittedKey(key, derivePurposes.boxedKey, [salt]);
  const prefix = envelopePrefix('box');
  const encrypted = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
    plaintext,
    concatBytes(prefix, context),
    null,
    new Uint8Array(xchachaNonceBytes),
    encryptionKey,
  );
  return concatBytes(prefix, salt, commitment, encrypted);
}
