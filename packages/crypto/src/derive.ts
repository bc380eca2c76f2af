import { CredentialId, shortIdBytes } from '@commonseal/protocol';
import { blake2bOfParts } from './blake2b.ts';
import {
  type AccessRecordKey,
  type AccountSeed,
  type BoxKey,
  type CredentialSeed,
  type JobPartKey,
  type KitSecret,
  type MemberNameKey,
  type UserSeed,
  hashBytes,
  keyBytes,
  secretOf,
} from './keys.ts';
import { type DerivePurpose, derivePurposes } from './purposes.ts';

/**
 * The one key derivation: BLAKE2b keyed with the secret (RFC 7693 section 2.9; `crypto_generichash` with a key) over
 * the purpose and the context, each part preceded by its length. The output length goes into BLAKE2b's parameter
 * block, so outputs of two lengths are independent.
 * @param secret 32 to 64 bytes, secret; neither kept nor changed
 * @param context public; any number of parts
 * @param length bytes of the result, 32 or 64
 */
export function derive(
  secret: Uint8Array,
  purpose: DerivePurpose,
  context: readonly (Uint8Array | string)[] = [],
  length: 32 | 64 = 32,
): Uint8Array {
  if (secret.length < keyBytes || secret.length > 64)
    throw new TypeError('a secret of 32 to 64 bytes was expected');
  return blake2bOfParts(length, [purpose, ...context], secret);
}

/**
 * An encryption key together with its commitment. Neither AES-GCM nor XChaCha20-Poly1305 commits to its key: without
 * this, one ciphertext could be made to open under two keys. The commitment (32 bytes) is stored beside the
 * ciphertext and compared before decrypting.
 */
export function deriveCommittedKey(
  secret: Uint8Array,
  purpose: DerivePurpose,
  context: readonly (Uint8Array | string)[],
): { readonly encryptionKey: Uint8Array; readonly commitment: Uint8Array } {
  const both = derive(secret, purpose, context, 64);
  return {
    encryptionKey: both.subarray(0, keyBytes),
    commitment: both.subarray(keyBytes, keyBytes + hashBytes),
  };
}

/** Whose seed each symmetric subkey comes from. */
interface BoxKeyHolders {
  anchorKey: CredentialSeed;
  ownStateKey: UserSeed;
  deviceStateKey: UserSeed;
  marksKey: UserSeed;
  checkpointKey: UserSeed;
  nameKey: AccountSeed;
  memberNameKey: MemberNameKey;
  chainBackKey: AccountSeed;
  jobPartKey: JobPartKey;
  accessRecordKey: AccessRecordKey;
}

/** A symmetric subkey of a seed for one kind of small ciphertext; see `encryptBox`. */
export function deriveBoxKey<P extends keyof BoxKeyHolders>(seed: BoxKeyHolders[P], purpose: P): BoxKey {
  return derive(seed, derivePurposes[purpose]) as BoxKey;
}

/**
 * What OPAQUE yields on the client (its export key, 64 bytes: RFC 9807 section 6.4.4) becomes the credential's seed.
 */
export function credentialSeedOfPassword(exportKey: Uint8Array): CredentialSeed {
  return derive(exportKey, derivePurposes.passwordCredentialSeed) as CredentialSeed;
}

/**
 * What a passkey yields for `passkeyPrfInput` (WebAuthn's PRF extension, 32 bytes) becomes the credential's seed.
 * @throws TypeError for another length
 */
export function credentialSeedOfPasskey(prfOutput: Uint8Array): CredentialSeed {
  return derive(secretOf(prfOutput), derivePurposes.passkeyCredentialSeed) as CredentialSeed;
}

/**
 * A kit carries one secret; what names the credential at the server is derived from it as well, so that nothing else
 * has to be printed. Neither leads back to the secret, nor to the other.
 */
export function credentialOfKit(secret: KitSecret): {
  readonly credentialId: CredentialId;
  readonly credentialSeed: CredentialSeed;
} {
  const id = derive(secret, derivePurposes.kitCredentialId);
  return {
    credentialId: CredentialId.fromBytes(id.subarray(0, shortIdBytes)),
    credentialSeed: derive(secret, derivePurposes.kitCredentialSeed) as CredentialSeed,
  };
}
