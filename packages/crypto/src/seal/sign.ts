import { WriterId } from '@commonseal/protocol';
import { derive } from '../derive.ts';
import type { SigningSeed, WriterSeed } from '../keys.ts';
import { type SignPurpose, derivePurposes } from '../purposes.ts';
import { sodium } from '../sodium.ts';
import { signedBytes } from '../verify/signature.ts';

function signingKeyPair(seed: SigningSeed): {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
} {
  return sodium.crypto_sign_seed_keypair(derive(seed, derivePurposes.signingKeyPair));
}

/** The Ed25519 public key of a seed. @returns 32 bytes */
export function signingPublicKey(seed: SigningSeed): Uint8Array {
  return signingKeyPair(seed).publicKey;
}

export function writerIdOf(seed: WriterSeed): WriterId {
  return WriterId.fromBytes(signingPublicKey(seed));
}

/**
 * Signs with Ed25519 (RFC 8032 section 5.1.6; `crypto_sign_detached`, deterministic).
 * @param subjectId the 32-byte account or user id that the message speaks of; zeros before it has one
 * @returns 64 bytes; checked by `verifySignature`
 */
export function sign(
  purpose: SignPurpose,
  subjectId: Uint8Array,
  message: Uint8Array,
  seed: SigningSeed,
): Uint8Array {
  return sodium.crypto_sign_detached(
    signedBytes(purpose, subjectId, message),
    signingKeyPair(seed).privateKey,
  );
}
