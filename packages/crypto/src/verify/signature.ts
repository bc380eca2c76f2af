import { CommonsealError, encodeParts } from '@commonseal/protocol';
import {
  kemCiphertextBytes,
  receivingPublicKeyBytes,
  signatureBytes,
  signingPublicKeyBytes,
} from '../keys.ts';
import type { SignPurpose } from '../purposes.ts';
import { sodium } from '../sodium.ts';

/** The bytes that are signed: purpose, the account or user that they speak of, and the message as it is stored. */
export function signedBytes(purpose: SignPurpose, subjectId: Uint8Array, message: Uint8Array): Uint8Array {
  return encodeParts([purpose, subjectId, message]);
}

/**
 * Checks an Ed25519 signature (RFC 8032 section 5.1.7, strict: `crypto_sign_verify_detached` refuses S ≥ L, small-order
 * and non-canonical keys).
 * @throws CommonsealError `signature_invalid`: whoever sent the bytes did not get them from the key's holder.
 */
export function verifySignature(input: {
  readonly purpose: SignPurpose;
  readonly subjectId: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
}): void {
  const { purpose, subjectId, message, signature, publicKey } = input;
  const isValid =
    signature.length === signatureBytes &&
    publicKey.length === signingPublicKeyBytes &&
    sodium.crypto_sign_verify_detached(signature, signedBytes(purpose, subjectId, message), publicKey);
  if (!isValid) throw new CommonsealError('signature_invalid', `no valid signature for ${purpose}`);
}

/** Little-endian p = 2^255 − 19: a canonical y coordinate is below it. */
function isCanonical(publicKey: Uint8Array): boolean {
  const top = (publicKey[31] ?? 0) & 0x7f;
  return (
    top !== 0x7f || publicKey.subarray(1, 31).some((byte) => byte !== 0xff) || (publicKey[0] ?? 0) < 0xed
  );
}

/**
 * Accepts an Ed25519 public key for entry into a log: canonical, on the curve, in the prime-order group.
 * @throws CommonsealError `malformed`
 */
export function requireSigningPublicKey(publicKey: Uint8Array): Uint8Array {
  try {
    if (publicKey.length === signingPublicKeyBytes && isCanonical(publicKey)) {
      // Refuses what is off the curve, of small order, or outside the prime-order group.
      sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey);
      return publicKey;
    }
  } catch {
    // Refused below, with everything else.
  }
  throw new CommonsealError('malformed', 'not a signing public key');
}

/**
 * Accepts an X-Wing public key for entry into a log by sealing to it for a try: a key that nothing can be sealed to
 * would block every later change of the account key.
 * @throws CommonsealError `malformed`
 */
export function requireReceivingPublicKey(publicKey: Uint8Array): Uint8Array {
  try {
    if (publicKey.length === receivingPublicKeyBytes && isReducedMlKemKey(publicKey)) {
      const { ciphertext } = sodium.crypto_kem_xwing_enc(publicKey);
      if (ciphertext.length === kemCiphertextBytes) return publicKey;
    }
  } catch {
    // Refused below.
  }
  throw new CommonsealError('malformed', 'not a receiving public key');
}

/** FIPS 203 section 7.2: the 12-bit coefficients of the first 1152 bytes are below q = 3329. */
function isReducedMlKemKey(publicKey: Uint8Array): boolean {
  for (let at = 0; at < 1152; at += 3) {
    const [low = 0, middle = 0, high = 0] = publicKey.subarray(at, at + 3);
    if ((low | ((middle & 0x0f) << 8)) >= 3329 || ((middle >> 4) | (high << 4)) >= 3329) return false;
  }
  return true;
}
