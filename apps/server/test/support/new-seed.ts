import { type AccountState, type EpochPart, recipientsOf } from '@commonseal/account-log';
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
import { encodeBase64url } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';

type Delivery = Pick<BodyOf<typeof endpoints.appendEntry>, 'seals'> & { readonly chainBack: string };

/** A new account seed, what an entry says of it, and what has to be delivered with that entry. */
export function newSeedFor(wanted: {
  readonly state: AccountState;
  /** Who shall be able to read. */
  readonly readers: Parameters<typeof recipientsOf>[0];
  readonly previous: AccountSeed;
  readonly nowMs: number;
}): { readonly seed: AccountSeed; readonly part: EpochPart } & Delivery {
  const { accountId, epochs } = wanted.state;
  const epoch = epochs.size;
  const seed = generateAccountSeed();
  const seals = recipientsOf(wanted.readers, wanted.nowMs).map(({ recipient, receivingKey }) => ({
    recipient,
    seal: sealSecret(seed, receivingKey, accountSeedContext({ accountId, epoch, recipient })),
  }));
  const chainBack = encryptBox(
    wanted.previous,
    deriveBoxKey(seed, 'chainBackKey'),
    chainBackContext({ accountId, epoch }),
  );
  return {
    seed,
    part: {
      epoch,
      ingestKey: receivingPublicKey(seed),
      chainBackHash: hash(hashPurposes.chainBack, chainBack),
      seals: seals.map(({ recipient, seal }) => ({ recipient, sealHash: hash(hashPurposes.seal, seal) })),
    },
    seals: seals.map(({ recipient, seal }) => ({ ...recipient, seal: encodeBase64url(seal) })),
    chainBack: encodeBase64url(chainBack),
  };
}
