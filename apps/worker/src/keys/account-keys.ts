import { type AccountId, CommonsealError, type WorkerId } from '@commonseal/protocol';
import { type AccountState, type Epoch, currentEpoch } from '@commonseal/account-log';
import {
  accountSeedContext,
  chainBackContext,
  derivePurposes,
  receivingPublicKeyOfDerived,
} from '@commonseal/crypto/keyholder';
import { equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import { BoxRefused, decryptGuarded } from '@commonseal/guarded/box';
import { deriveGuarded } from '@commonseal/guarded/derive';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { AccountRefusal } from '../accounts/account-refusal.ts';
import { openSealGuarded } from './open-guarded.ts';

const keyBytes = 32;

/** What a server hands out of an account's keys: nothing of it is believed. */
export interface ShownKeys {
  /** The current account seed, sealed to this worker. */
  readonly seal: Uint8Array;
  /** By the newer of the two epochs that each joins. */
  readonly chainBacks: ReadonlyMap<number, Uint8Array>;
}

/**
 * What opens an account's batches, for every epoch, in one piece of guarded memory. Not the account seeds: they are opened, checked
 * against the log, used to come to the one before, and wiped.
 */
export class AccountKeys {
  /** 32 bytes for each epoch, from the first one on. */
  #receivingKeys: GuardedSecret;

  private constructor(receivingKeys: GuardedSecret) {
    this.#receivingKeys = receivingKeys;
  }

  /**
   * @param state of the verified log
   * @throws AccountRefusal `account_key_refused` for anything that does not yield the keys that the log states
   */
  static open(
    state: AccountState,
    worker: { readonly workerId: WorkerId; readonly receivingKey: GuardedSecret },
    shown: ShownKeys,
  ): AccountKeys {
    const keys: GuardedSecret[] = [];
    try {
      const newest = currentEpoch(state);
      let seed = openNewest(state.accountId, newest, worker, shown.seal);
      keys.push(takeKey(newest, seed));
      try {
        for (let at = newest.epoch; at > 0; at -= 1) {
          const [older, newer] = [state.epochs.get(at - 1), state.epochs.get(at)];
          if (!older || !newer) throw new TypeError('an epoch for each number');
          const before = openChainBack(state.accountId, newer, seed, shown.chainBacks.get(at));
          seed.wipe();
          seed = before;
          keys.push(takeKey(older, seed));
        }
      } finally {
        seed.wipe();
      }
      return new AccountKeys(joined(keys.toReversed()));
    } catch (error) {
      if (error instanceof CommonsealError || error instanceof BoxRefused)
        throw new AccountRefusal('account_key_refused', 'a seal that does not open', { cause: error });
      throw error;
    } finally {
      for (const key of keys) key.wipe();
    }
  }

  get epochs(): number {
    return this.#receivingKeys.length / keyBytes;
  }

  /** A copy of the key of one epoch, the caller's to wipe. @throws AccountRefusal `account_key_missing` */
  receivingKey(epoch: number): GuardedSecret {
    if (epoch >= this.epochs) throw new AccountRefusal('account_key_missing', `of epoch ${epoch}`);
    return GuardedSecret.make(keyBytes, (memory) =>
      this.#receivingKeys.use((bytes) =>
        memory.set(bytes.subarray(epoch * keyBytes, (epoch + 1) * keyBytes)),
      ),
    );
  }

  wipe(): void {
    this.#receivingKeys.wipe();
  }
}

function openNewest(
  accountId: AccountId,
  { epoch }: Epoch,
  { workerId: id, receivingKey }: { readonly workerId: WorkerId; readonly receivingKey: GuardedSecret },
  seal: Uint8Array,
): GuardedSecret {
  const recipient = { kind: 'worker', id } as const;
  return openSealGuarded(seal, receivingKey, accountSeedContext({ accountId, epoch, recipient }));
}

/** What a seed yields to open with, if it is the seed that the log states: the server, too, could have sealed one of its own. */
function takeKey({ epoch, ingestKey }: Epoch, seed: GuardedSecret): GuardedSecret {
  const key = deriveGuarded(seed, derivePurposes.receivingKeyPair);
  if (equalBytes(key.use(receivingPublicKeyOfDerived), ingestKey)) return key;
  key.wipe();
  seed.wipe();
  throw new AccountRefusal('account_key_refused', `not the account key of epoch ${epoch}`);
}

function openChainBack(
  accountId: AccountId,
  { epoch, chainBackHash }: Epoch,
  seed: GuardedSecret,
  chainBack: Uint8Array | undefined,
): GuardedSecret {
  const isNamed =
    chainBack !== undefined &&
    chainBackHash !== undefined &&
    equalBytes(hash(hashPurposes.chainBack, chainBack), chainBackHash);
  if (!isNamed) throw new AccountRefusal('account_key_refused', `no link to the epoch before ${epoch}`);
  const key = deriveGuarded(seed, derivePurposes.chainBackKey);
  try {
    return decryptGuarded(chainBack, key, chainBackContext({ accountId, epoch }));
  } finally {
    key.wipe();
  }
}

function joined(keys: readonly GuardedSecret[]): GuardedSecret {
  return GuardedSecret.make(keys.length * keyBytes, (memory) => {
    for (const [at, key] of keys.entries()) key.use((bytes) => memory.set(bytes, at * keyBytes));
  });
}
