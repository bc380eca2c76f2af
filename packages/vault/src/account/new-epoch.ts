import { encodeBase64url } from '@commonseal/protocol';
import {
  type AccountState,
  type EpochPart,
  type EpochRecipient,
  currentEpoch,
} from '@commonseal/account-log';
import {
  type AccountSeed,
  accountSeedContext,
  chainBackContext,
  deriveBoxKey,
  encryptBox,
  generateAccountSeed,
  receivingPublicKey,
  sealSecret,
} from '@commonseal/crypto/seal';
import { hash, hashPurposes } from '@commonseal/crypto/verify';
import type { Amendment } from './account-session.ts';

/** A fresh account seed, sealed, with the way back to the seed before: what an entry says of it, and what goes along. */
export interface NewEpoch {
  readonly part: EpochPart;
  readonly delivery: Omit<Amendment, 'entry'>;
}

/**
 * @param previous the seed of the epoch that ends
 * @param seed made before where names of the entry stand under it; nothing else may have been sealed with it
 */
export function makeEpoch(
  state: AccountState,
  previous: AccountSeed,
  recipients: readonly EpochRecipient[],
  seed: AccountSeed = generateAccountSeed(),
): NewEpoch {
  const { accountId } = state;
  const epoch = currentEpoch(state).epoch + 1;
  const chainBack = encryptBox(
    previous,
    deriveBoxKey(seed, 'chainBackKey'),
    chainBackContext({ accountId, epoch }),
  );
  const seals = recipients.map(({ recipient, receivingKey }) => ({
    recipient,
    seal: sealSecret(seed, receivingKey, accountSeedContext({ accountId, epoch, recipient })),
  }));
  return {
    part: {
      epoch,
      ingestKey: receivingPublicKey(seed),
      chainBackHash: hash(hashPurposes.chainBack, chainBack),
      seals: seals.map(({ recipient, seal }) => ({ recipient, sealHash: hash(hashPurposes.seal, seal) })),
    },
    delivery: {
      seals: seals.map(({ recipient, seal }) => ({ ...recipient, seal: encodeBase64url(seal) })),
      chainBack: encodeBase64url(chainBack),
    },
  };
}
