import { encodeParts } from '@commonseal/protocol';
import type { DerivePurpose } from '@commonseal/crypto/keyholder';
import sodium from 'sodium-native';
import { GuardedSecret } from './secret.ts';

const signingPublicKeyBytes = 32;
const signingPrivateKeyBytes = 64;

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
