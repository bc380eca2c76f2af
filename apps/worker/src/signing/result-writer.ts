import { AccountId, ByteWriter, WriterId } from '@commonseal/protocol';
import type { AccountState, Writer } from '@commonseal/account-log';
import { type SignPurpose, derivePurposes } from '@commonseal/crypto/keyholder';
import { deriveGuarded, signGuarded, signingKeyOf } from '@commonseal/guarded/derive';
import type { GuardedSecret } from '@commonseal/guarded/secret';

/** The writer of a worker's results in one account, opened for one use. */
export interface ResultWriter {
  readonly writerId: WriterId;
  /** As the log says; undefined before it admits it. */
  readonly admitted: Writer | undefined;
  sign(purpose: SignPurpose, subjectId: Uint8Array, message: Uint8Array): Uint8Array;
  wipe(): void;
}

/**
 * The first one that the log has not withdrawn: a key that was withdrawn never writes again, and whoever grants something anew has
 * withdrawn the one of before.
 * @param seed of the worker
 */
export function openResultWriter(state: AccountState, seed: GuardedSecret): ResultWriter {
  for (let number = 0; ; number += 1) {
    const { publicKey, privateKey } = keyOf(state.accountId, number, seed);
    const writerId = WriterId.fromBytes(publicKey);
    const admitted = state.writers.get(writerId);
    if (!admitted?.withdrawn)
      return {
        writerId,
        admitted,
        sign: (...message) => signGuarded(privateKey, ...message),
        wipe: () => privateKey.wipe(),
      };
    privateKey.wipe();
  }
}

function keyOf(accountId: AccountId, number: number, workerSeed: GuardedSecret) {
  const context = [AccountId.toBytes(accountId), new ByteWriter().u32(number).finish()];
  const seed = deriveGuarded(workerSeed, derivePurposes.resultWriterSeed, context);
  try {
    const derived = deriveGuarded(seed, derivePurposes.signingKeyPair);
    try {
      return signingKeyOf(derived);
    } finally {
      derived.wipe();
    }
  } finally {
    seed.wipe();
  }
}
