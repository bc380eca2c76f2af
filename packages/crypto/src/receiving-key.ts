import { derive } from './derive.ts';
import type { ReceivingSeed } from './keys.ts';
import { derivePurposes } from './purposes.ts';
import { sodium } from './sodium.ts';

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
