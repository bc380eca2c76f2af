import type { WorkerIdentity } from '@commonseal/account-log';
import { derivePurposes, receivingPublicKeyOfDerived } from '@commonseal/crypto/keyholder';
import { deriveGuarded, signingKeyOf } from '@commonseal/guarded/derive';
import type { GuardedSecret } from '@commonseal/guarded/secret';

/** A worker's seed and what is derived from it, all of it in guarded memory but the public halves. */
export interface WorkerKeys {
  readonly seed: GuardedSecret;
  /** Ed25519 private key, 64 bytes. */
  readonly signingKey: GuardedSecret;
  /** What X-Wing's private key is made of, 32 bytes. */
  readonly receivingKey: GuardedSecret;
  readonly identity: WorkerIdentity;
}

/** Takes the seed over. */
export function deriveWorkerKeys(seed: GuardedSecret): WorkerKeys {
  const derived = deriveGuarded(seed, derivePurposes.signingKeyPair);
  const { publicKey, privateKey } = signingKeyOf(derived);
  derived.wipe();
  const receivingKey = deriveGuarded(seed, derivePurposes.receivingKeyPair);
  const identity = { signingKey: publicKey, receivingKey: receivingKey.use(receivingPublicKeyOfDerived) };
  return { seed, signingKey: privateKey, receivingKey, identity };
}

export function wipeWorkerKeys({ seed, signingKey, receivingKey }: WorkerKeys): void {
  for (const secret of [seed, signingKey, receivingKey]) secret.wipe();
}
