import { encodeBase64url } from '@commonseal/protocol';
import { currentEpoch, recipientsOf } from '@commonseal/account-log';
import { authorEpoch } from '@commonseal/account-log/author';
import {
  accountSeedContext,
  chainBackContext,
  deriveBoxKey,
  encryptBox,
  generateAccountSeed,
  receivingPublicKey,
  sealSecret,
} from '@commonseal/crypto/seal';
import { hash, hashPurposes } from '@commonseal/crypto/verify';
import type { AccountSession, Amendment } from './account-session.ts';

/** Starts the next epoch: a fresh account seed for unchanged recipients, and the way back to the seed before. */
export function nextEpoch(session: AccountSession): Amendment {
  const { state } = session.log;
  const { accountId } = state;
  const epoch = currentEpoch(state).epoch + 1;
  const seed = generateAccountSeed();
  const chainBack = encryptBox(
    session.seeds.require(epoch - 1),
    deriveBoxKey(seed, 'chainBackKey'),
    chainBackContext({ accountId, epoch }),
  );
  const seals = recipientsOf(state.members).map(({ recipient, receivingKey }) => ({
    recipient,
    seal: sealSecret(seed, receivingKey, accountSeedContext({ accountId, epoch, recipient })),
  }));
  const entry = authorEpoch(session.authoring(), {
    epoch,
    ingestKey: receivingPublicKey(seed),
    chainBackHash: hash(hashPurposes.chainBack, chainBack),
    seals: seals.map(({ recipient, seal }) => ({ recipient, sealHash: hash(hashPurposes.seal, seal) })),
  });
  return {
    entry,
    seals: seals.map(({ recipient, seal }) => ({ ...recipient, seal: encodeBase64url(seal) })),
    chainBack: encodeBase64url(chainBack),
  };
}
