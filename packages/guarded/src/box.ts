import { ByteReader, concatBytes } from '@commonseal/protocol';
import { type BoxContext, derivePurposes } from '@commonseal/crypto/keyholder';
import { envelopePrefix, hashBytes, readEnvelopePrefix } from '@commonseal/crypto/verify';
import sodium from 'sodium-native';
import { deriveGuarded } from './derive.ts';
import { GuardedSecret, randomBytes } from './secret.ts';

const saltBytes = 32;
const keyBytes = 32;
const nonceBytes = 24;
const tagBytes = 16;

/** Bytes that a box adds: prefix, salt, commitment, tag. */
export const boxOverheadBytes = envelopePrefix('box').length + saltBytes + hashBytes + tagBytes;

/**
 * Why a box does not open. `key`: it was made under another key, or its salt or commitment was altered. `altered`: the key
 * is the right one, and what it encrypts, or the place that it was made for, is not.
 */
export class BoxRefused extends Error {
  override readonly name = 'BoxRefused';
  readonly reason: 'key' | 'altered';

  constructor(reason: 'key' | 'altered') {
    super(reason === 'key' ? 'another key' : 'altered');
    this.reason = reason;
  }
}

interface CommittedKey {
  readonly encryptionKey: Uint8Array;
  readonly commitment: Uint8Array;
}

function withCommittedKey<T>(key: GuardedSecret, salt: Uint8Array, work: (both: CommittedKey) => T): T {
  const both = deriveGuarded(key, derivePurposes.boxedKey, [salt], 64);
  try {
    return both.use((bytes) =>
      work({
        encryptionKey: bytes.subarray(0, keyBytes),
        commitment: bytes.subarray(keyBytes, keyBytes + hashBytes),
      }),
    );
  } finally {
    both.wipe();
  }
}

/** `encryptBox` of the crypto package: the same bytes, from guarded memory. @returns 86 bytes more than the secret */
export function encryptGuarded(secret: GuardedSecret, key: GuardedSecret, context: BoxContext): Uint8Array {
  const salt = randomBytes(saltBytes);
  const prefix = envelopePrefix('box');
  const encrypted = new Uint8Array(secret.length + tagBytes);
  return withCommittedKey(key, salt, ({ encryptionKey, commitment }) => {
    secret.use((bytes) =>
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        encrypted,
        bytes,
        concatBytes(prefix, context),
        null,
        new Uint8Array(nonceBytes),
        encryptionKey,
      ),
    );
    return concatBytes(prefix, salt, commitment, encrypted);
  });
}

/**
 * Opens what `encryptGuarded` or `encryptBox` made, into guarded memory. Other than `decryptBox` it tells a wrong key from
 * an altered box: the box lies on the machine of whoever opens it, and they must know whether to type again.
 * @throws BoxRefused; CommonsealError `malformed` or `unsupported_format` when it is no box
 */
export function decryptGuarded(box: Uint8Array, key: GuardedSecret, context: BoxContext): GuardedSecret {
  const reader = new ByteReader(box, 'box');
  readEnvelopePrefix(reader, 'box');
  const salt = reader.bytes(saltBytes);
  const stored = reader.bytes(hashBytes);
  const encrypted = reader.rest();
  if (encrypted.length <= tagBytes) reader.fail('too short');
  return withCommittedKey(key, salt, ({ encryptionKey, commitment }) => {
    if (!sodium.sodium_memcmp(commitment, stored)) throw new BoxRefused('key');
    return GuardedSecret.make(encrypted.length - tagBytes, (memory) => {
      try {
        sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
          memory,
          null,
          encrypted,
          concatBytes(envelopePrefix('box'), context),
          new Uint8Array(nonceBytes),
          encryptionKey,
        );
      } catch {
        throw new BoxRefused('altered');
      }
    });
  });
}
