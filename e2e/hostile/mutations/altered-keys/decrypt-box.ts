import { ByteReader } from '@commonseal/protocol';
import { saltBytes } from '../../../../packages/crypto/src/body-format.ts';
import { deriveCommittedKey } from '../../../../packages/crypto/src/derive.ts';
import { readEnvelopePrefix } from '../../../../packages/crypto/src/envelope.ts';
import { hashBytes } from '../../../../packages/crypto/src/keys.ts';
import type { decryptBox as decryptReal } from '../../../../packages/crypto/src/open/decrypt-box.ts';
import { derivePurposes } from '../../../../packages/crypto/src/purposes.ts';
import { decryptWithoutTag } from './without-tag.ts';

export const decryptBox: typeof decryptReal = (box, key) => {
  const reader = new ByteReader(box, 'box');
  readEnvelopePrefix(reader, 'box');
  const salt = reader.bytes(saltBytes);
  reader.bytes(hashBytes);
  const { encryptionKey } = deriveCommittedKey(key, derivePurposes.boxedKey, [salt]);
  return decryptWithoutTag(reader.rest(), encryptionKey);
};
