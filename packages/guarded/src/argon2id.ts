import sodium from 'sodium-native';
import { GuardedSecret } from './secret.ts';

/** What one guess costs. */
export interface StretchingCost {
  readonly memoryKiB: number;
  readonly passes: number;
}

/** Compiled in: a file that was tampered with makes guessing no cheaper than the floor, and cannot exhaust the machine. */
export const costFloor: StretchingCost = { memoryKiB: 64 * 1024, passes: 3 };
export const costCeiling: StretchingCost = { memoryKiB: 2 * 1024 * 1024, passes: 32 };
export const defaultCost: StretchingCost = { memoryKiB: 256 * 1024, passes: 4 };

export const stretchingSaltBytes = 16;
const stretchedBytes = 32;

export function isAllowedCost({ memoryKiB, passes }: StretchingCost): boolean {
  return (
    memoryKiB >= costFloor.memoryKiB &&
    passes >= costFloor.passes &&
    memoryKiB <= costCeiling.memoryKiB &&
    passes <= costCeiling.passes
  );
}

/**
 * Argon2id, one lane (RFC 9106; `crypto_pwhash`), from guarded memory into guarded memory, beside the event loop. Its
 * working memory is ordinary memory, given back to the system when it is done.
 * @param salt 16 bytes
 * @returns 32 bytes
 * @throws TypeError for a cost below the floor or above the ceiling, before anything is computed
 */
export function stretchPassphrase(
  passphrase: GuardedSecret,
  salt: Uint8Array,
  cost: StretchingCost,
): Promise<GuardedSecret> {
  if (!isAllowedCost(cost)) throw new TypeError('a cost that this build does not allow');
  return GuardedSecret.makeLater(stretchedBytes, (output) =>
    passphrase.useLater((bytes) =>
      sodium.crypto_pwhash_async(
        output,
        bytes,
        salt,
        cost.passes,
        cost.memoryKiB * 1024,
        sodium.crypto_pwhash_ALG_ARGON2ID13,
      ),
    ),
  );
}
