import { ByteReader, CommonsealError, concatBytes } from '@commonseal/protocol';
import { saltBytes } from '../body-format.ts';
import type { BoxContext } from '../contexts.ts';
import { deriveCommittedKey } from '../derive.ts';
import { envelopePrefix, readEnvelopePrefix } from '../envelope.ts';
import { type BoxKey, hashBytes } from '../keys.ts';
import { derivePurposes } from '../purposes.ts';
import { boxOverheadBytes, maxBoxedBytes, polyTagBytes, xchachaNonceBytes } from '../seal-format.ts';
import { sodium } from '../sodium.ts';
import { requireCommitment } from './key-commitment.ts';

/**
 * Decrypts what `encryptBox` encrypted under the same key for exactly this context.
 * @throws CommonsealError `malformed` or `unsupported_format` when it is no box; `decryption_failed` when it was made
 * under another key or for another place, or altered.
 */
export function decryptBox(box: Uint8Array, key: BoxKey, context: BoxContext): Uint8Array {
  const reader = new ByteReader(box, 'box');
  if (box.length > maxBoxedBytes + boxOverheadBytes) reader.fail('too long');
  readEnvelopePrefix(reader, 'box');
  const salt = reader.bytes(saltBytes);
  const storedCommitment = reader.bytes(hashBytes);
  if (reader.remaining < polyTagBytes) reader.fail('too short');
  const { encryptionKey, commitment } = deriveCommittedKey(key, derivePurposes.boxedKey, [salt]);
  try {
    requireCommitment(commitment, storedCommitment, 'box');
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
      null,
      reader.rest(),
      concatBytes(envelopePrefix('box'), context),
      new Uint8Array(xchachaNonceBytes),
      encryptionKey,
    );
  } catch {
    // One answer for every cause.
    throw new CommonsealError('decryption_failed', 'box');
  }
}
