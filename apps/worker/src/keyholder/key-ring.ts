import { encodeWorkerIdentity } from '@commonseal/account-log';
import { combineOperatorShares, splitOperatorKey } from '@commonseal/crypto/keyholder';
import { equalBytes } from '@commonseal/crypto/verify';
import {
  type StretchingCost,
  isAllowedCost,
  stretchPassphrase,
  stretchingSaltBytes,
} from '@commonseal/guarded/argon2id';
import { BoxRefused, decryptGuarded, encryptGuarded } from '@commonseal/guarded/box';
import { GuardedSecret, randomBytes, wipeBytes } from '@commonseal/guarded/secret';
import {
  type KeyFile,
  type KeyFilePlace,
  type OperatorSlot,
  partContext,
  placeOf,
  seedContext,
} from '../state/key-file.ts';
import { Refusal } from './refusal.ts';
import { type WorkerKeys, deriveWorkerKeys, wipeWorkerKeys } from './worker-keys.ts';

const keyBytes = 32;

/**
 * Makes a worker: a random seed, encrypted under a random key, which is split over the operators; each part is encrypted
 * under what Argon2id makes of its operator's passphrase.
 * @param passphrases one for each operator, in order; they stay the caller's
 */
export async function makeKeyFile(
  passphrases: readonly GuardedSecret[],
  options: { readonly threshold: number; readonly cost: StretchingCost },
): Promise<KeyFile> {
  const { threshold, cost } = options;
  const keys = deriveWorkerKeys(GuardedSecret.random(keyBytes));
  const key = GuardedSecret.random(keyBytes);
  const parts = await split(key, threshold, passphrases.length);
  try {
    const { identity } = keys;
    const place: KeyFilePlace = { identity, threshold, operators: passphrases.length };
    const slots: OperatorSlot[] = [];
    for (const [at, passphrase] of passphrases.entries()) {
      const part = parts[at];
      if (!part) throw new TypeError('a part for each operator');
      slots.push(await sealPart(place, at + 1, { part, passphrase, cost }));
    }
    return { identity, threshold, slots, seedBox: encryptGuarded(keys.seed, key, seedContext(place)) };
  } finally {
    wipeWorkerKeys(keys);
    for (const secret of [key, ...parts]) secret.wipe();
  }
}

/**
 * Opens an operator's part of the key.
 * @throws Refusal `wrong_passphrase`; `key_file_altered` when the passphrase is right, and what it belongs to is not
 */
export async function openPart(
  file: KeyFile,
  operator: number,
  passphrase: GuardedSecret,
): Promise<GuardedSecret> {
  const slot = file.slots[operator - 1];
  if (!slot) throw new Refusal('no_such_operator');
  const stretched = await stretch(passphrase, slot.salt, slot.cost);
  try {
    return decryptGuarded(slot.part, stretched, partContext(placeOf(file), operator, slot));
  } catch (error) {
    if (!(error instanceof BoxRefused)) throw error;
    throw new Refusal(error.reason === 'key' ? 'wrong_passphrase' : 'key_file_altered');
  } finally {
    stretched.wipe();
  }
}

/**
 * The seed, and the keys derived from it, if they are those that the file says: what was opened is checked before it is
 * used. @param parts as many as it takes; they stay the caller's
 * @throws Refusal `key_file_altered`
 */
export async function openKeys(file: KeyFile, parts: readonly GuardedSecret[]): Promise<WorkerKeys> {
  let keys: WorkerKeys;
  try {
    const key = await combine(parts);
    try {
      keys = deriveWorkerKeys(decryptGuarded(file.seedBox, key, seedContext(placeOf(file))));
    } finally {
      key.wipe();
    }
  } catch {
    // Parts that do not make the key, or a box that was made for another place.
    throw new Refusal('key_file_altered');
  }
  if (equalBytes(encodeWorkerIdentity(keys.identity), encodeWorkerIdentity(file.identity))) return keys;
  wipeWorkerKeys(keys);
  throw new Refusal('key_file_altered');
}

/** The same file with an operator's part under another passphrase. Seed, key and all other parts stay. */
export async function withNewPassphrase(
  file: KeyFile,
  operator: number,
  fresh: { readonly part: GuardedSecret; readonly passphrase: GuardedSecret; readonly cost: StretchingCost },
): Promise<KeyFile> {
  const slot = await sealPart(placeOf(file), operator, fresh);
  return { ...file, slots: file.slots.map((other, at) => (at === operator - 1 ? slot : other)) };
}

async function sealPart(
  place: KeyFilePlace,
  operator: number,
  under: { readonly part: GuardedSecret; readonly passphrase: GuardedSecret; readonly cost: StretchingCost },
): Promise<OperatorSlot> {
  const { part, passphrase, cost } = under;
  const salt = randomBytes(stretchingSaltBytes);
  const stretched = await stretch(passphrase, salt, cost);
  try {
    return {
      cost,
      salt,
      part: encryptGuarded(part, stretched, partContext(place, operator, { cost, salt })),
    };
  } finally {
    stretched.wipe();
  }
}

/** Of a cost that is allowed, only memory can be wanting. */
async function stretch(
  passphrase: GuardedSecret,
  salt: Uint8Array,
  cost: StretchingCost,
): Promise<GuardedSecret> {
  if (!isAllowedCost(cost)) throw new Refusal('key_file_cost');
  try {
    return await stretchPassphrase(passphrase, salt, cost);
  } catch {
    throw new Refusal('no_memory');
  }
}

/** Shamir's sharing works in ordinary memory: the copies that it was given, and those that it gave, are overwritten. */
async function split(key: GuardedSecret, threshold: number, count: number): Promise<GuardedSecret[]> {
  if (threshold === 1) return Array.from({ length: count }, () => key.copy());
  const copy = key.use((bytes) => bytes.slice());
  try {
    const shares = await splitOperatorKey(copy, { threshold, count });
    return shares.map((share) => GuardedSecret.takenFrom(share));
  } finally {
    wipeBytes(copy);
  }
}

async function combine(parts: readonly GuardedSecret[]): Promise<GuardedSecret> {
  const [first] = parts;
  if (first && first.length === keyBytes) return first.copy();
  const copies = parts.map((part) => part.use((bytes) => bytes.slice()));
  try {
    return GuardedSecret.takenFrom(await combineOperatorShares(copies));
  } finally {
    for (const copy of copies) wipeBytes(copy);
  }
}
