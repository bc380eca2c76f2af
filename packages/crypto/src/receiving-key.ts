import { derive } from './derive.ts';
import type { ReceivingSeed } from './keys.ts';
import { derivePurposes } from './purposes.ts';
import { sodium } from './sodium.ts';
import { withoutTrace } from './without-trace.ts';

/** The X-Wing key pair of a seed (`crypto_kem_xwing_seed_keypair`): 1216-byte public key, 32-byte private key. */
export function receivingKeyPair(seed: ReceivingSeed): {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
} {
  return sodium.crypto_kem_xwing_seed_keypair(derive(seed, derivePurposes.receivingKeyPair));
}

/** The X-Wing public key of a seed. @returns 1216 bytes */
export function receivingPublicKey(seed: ReceivingSeed): Uint8Array {
  return receivingKeyPair(seed).publicKey;
}

/**
 * The X-Wing public key of the 32 bytes that `derive` yields for a receiving key pair, for a program that derives them in
 * memory of its own: neither libsodium's memory nor what it returns holds a secret afterwards.
 * @returns 1216 bytes
 */
export function receivingPublicKeyOfDerived(derived: Uint8Array): Uint8Array {
  return withoutTrace(() => {
    const { publicKey, privateKey } = sodium.crypto_kem_xwing_seed_keypair(derived);
    privateKey.fill(0);
    return publicKey;
  });
}
