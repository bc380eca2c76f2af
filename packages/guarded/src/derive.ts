import { encodeParts } from '@commonseal/protocol';
import { type DerivePurpose, type SignPurpose, signedBytes } from '@commonseal/crypto/keyholder';
import sodium from 'sodium-native';
import { GuardedSecret } from './secret.ts';

const signingPublicKeyBytes = 32;
const signingPrivateKeyBytes = 64;
const signatureBytes = 64;
const derivedBytes = 32;

/** The derivation of docs/wire-format.md (`derive` of the crypto package), within guarded memory. */
export function deriveGuarded(
  secret: GuardedSecret,
  purpose: DerivePurpose,
  context: readonly Uint8Array[] = [],
  length: 32 | 64 = 32,
): GuardedSecret {
  return GuardedSecret.make(length, (memory) =>
    secret.use((bytes) => sodium.crypto_generichash(memory, encodeParts([purpose, ...context]), bytes)),
  );
}

/** One key of 32 bytes for each context, one behind the other in one piece of guarded memory. */
export function deriveEachGuarded(
  secret: GuardedSecret,
  purpose: DerivePurpose,
  contexts: readonly Uint8Array[],
): GuardedSecret {
  return GuardedSecret.make(contexts.length * derivedBytes, (memory) =>
    secret.use((bytes) => {
      for (const [at, context] of contexts.entries())
        sodium.crypto_generichash(partOf(memory, at), encodeParts([purpose, context]), bytes);
    }),
  );
}

/**
 * The same derivation where the result is no secret: commitments and keyed hashes, which stand in signed statements.
 * @param at which of the keys that `deriveEachGuarded` put behind each other
 */
export function derivePublic(
  secrets: GuardedSecret,
  purpose: DerivePurpose,
  context: readonly Uint8Array[] = [],
  at = 0,
): Uint8Array {
  const output = new Uint8Array(derivedBytes);
  secrets.use((bytes) =>
    sodium.crypto_generichash(output, encodeParts([purpose, ...context]), partOf(bytes, at)),
  );
  return output;
}

function partOf(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.subarray(at * derivedBytes, (at + 1) * derivedBytes);
}

export interface GuardedSigningKey {
  readonly publicKey: Uint8Array;
  readonly privateKey: GuardedSecret;
}

/** The Ed25519 key pair (RFC 8032; `crypto_sign_seed_keypair`) of the 32 bytes that were derived for it. */
export function signingKeyOf(derived: GuardedSecret): GuardedSigningKey {
  const publicKey = new Uint8Array(signingPublicKeyBytes);
  const privateKey = GuardedSecret.make(signingPrivateKeyBytes, (memory) =>
    derived.use((bytes) => sodium.crypto_sign_seed_keypair(publicKey, memory, bytes)),
  );
  return { publicKey, privateKey };
}

/** `sign` of the crypto package: the same 64 bytes, by a private key in guarded memory. */
export function signGuarded(
  privateKey: GuardedSecret,
  purpose: SignPurpose,
  subjectId: Uint8Array,
  message: Uint8Array,
): Uint8Array {
  const signature = new Uint8Array(signatureBytes);
  privateKey.use((bytes) =>
    sodium.crypto_sign_detached(signature, signedBytes(purpose, subjectId, message), bytes),
  );
  return signature;
}
