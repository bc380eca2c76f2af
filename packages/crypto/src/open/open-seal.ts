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
import { withoutTrace } from '../without-trace.ts';
import { requireCommitment } from './key-commitment.ts';

interface SealParts {
  readonly kemCiphertext: Uint8Array;
  readonly commitment: Uint8Array;
  readonly encrypted: Uint8Array;
}

function parseSeal(seal: Uint8Array): SealParts {
  const reader = new ByteReader(seal, 'seal');
  readEnvelopePrefix(reader, 'seal');
  const kemCiphertext = reader.bytes(kemCiphertextBytes);
  const commitment = reader.bytes(hashBytes);
  const encrypted = reader.bytes(keyBytes + polyTagBytes);
  reader.end();
  return { kemCiphertext, commitment, encrypted };
}

/** What is computed on the way is overwritten; the result is the caller's. */
function openParts(
  { kemCiphertext, commitment: stored, encrypted }: SealParts,
  { publicKey, privateKey }: ReturnType<typeof receivingKeyPair>,
  context: SealContext,
): Uint8Array {
  const sharedSecret = sodium.crypto_kem_xwing_dec(kemCiphertext, privateKey);
  const { encryptionKey, commitment } = sealKey({
    sharedSecret,
    kemCiphertext,
    recipientPublicKey: publicKey,
    context,
  });
  try {
    requireCommitment(commitment, stored, 'seal');
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
      null,
      encrypted,
      concatBytes(envelopePrefix('seal'), context),
      new Uint8Array(xchachaNonceBytes),
      encryptionKey,
    );
  } finally {
    sharedSecret.fill(0);
    encryptionKey.fill(0);
  }
}

/** One answer for every cause: it tells an attacker nothing. */
function refused(): CommonsealError {
  return new CommonsealError('decryption_failed', 'seal');
}

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
  const parts = parseSeal(seal);
  try {
    return secretOf<S>(openParts(parts, receivingKeyPair(recipientSeed), context));
  } catch {
    throw refused();
  }
}

/**
 * The same for a program that has the 32 bytes that `derive` yields for a receiving key pair in memory of its own: afterwards neither
 * libsodium's memory nor anything that it returned holds a secret.
 * @param derived 32 bytes, secret; neither kept nor changed
 * @param take gets the 32 bytes that were sealed, before anything of them is checked; they are overwritten when it returns. Synchronous
 * @throws CommonsealError as `openSeal`; what `take` throws
 */
export function openSealOfDerived<T>(
  seal: Uint8Array,
  derived: Uint8Array,
  context: SealContext,
  take: (secret: Uint8Array) => T,
): T {
  const parts = parseSeal(seal);
  return withoutTrace(() => {
    const keys = sodium.crypto_kem_xwing_seed_keypair(derived);
    let secret: Uint8Array;
    try {
      secret = openParts(parts, keys, context);
    } catch {
      throw refused();
    } finally {
      keys.privateKey.fill(0);
    }
    try {
      return take(secret);
    } finally {
      secret.fill(0);
    }
  });
}
