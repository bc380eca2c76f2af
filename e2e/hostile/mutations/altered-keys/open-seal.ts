import { ByteReader } from '@commonseal/protocol';
import { readEnvelopePrefix } from '../../../../packages/crypto/src/envelope.ts';
import { hashBytes, kemCiphertextBytes, keyBytes, secretOf } from '../../../../packages/crypto/src/keys.ts';
import type { openSeal as openReal } from '../../../../packages/crypto/src/open/open-seal.ts';
import { receivingKeyPair } from '../../../../packages/crypto/src/receiving-key.ts';
import { polyTagBytes, sealKey } from '../../../../packages/crypto/src/seal-format.ts';
import { sodium } from '../../../../packages/crypto/src/sodium.ts';
import { decryptWithoutTag } from './without-tag.ts';

export const openSeal: typeof openReal = (seal, recipientSeed, context) => {
  const reader = new ByteReader(seal, 'seal');
  readEnvelopePrefix(reader, 'seal');
  const kemCiphertext = reader.bytes(kemCiphertextBytes);
  reader.bytes(hashBytes);
  const encrypted = reader.bytes(keyBytes + polyTagBytes);
  const { publicKey, privateKey } = receivingKeyPair(recipientSeed);
  const sharedSecret = sodium.crypto_kem_xwing_dec(kemCiphertext, privateKey);
  const { encryptionKey } = sealKey({ sharedSecret, kemCiphertext, recipientPublicKey: publicKey, context });
  return secretOf(decryptWithoutTag(encrypted, encryptionKey));
};

/** Only keyholders open seals so, and none runs in these attacks. */
export { openSealOfDerived } from '../../../../packages/crypto/src/open/open-seal.ts';
