import { type AccountId, CommonsealError, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, type ReplyOf, endpoints } from '@commonseal/protocol/api';
import { type AccountState, type Epoch, currentEpoch } from '@commonseal/account-log';
import { decryptBox, openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  accountSeedContext,
  chainBackContext,
  deriveBoxKey,
  secretOf,
} from '@commonseal/crypto/seal';
import { equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import type { Person } from '../session/person.ts';
import { requireSeedOf } from './require-seed.ts';

/** An account's seeds by epoch, each checked against the log before it gets in here. */
export class AccountSeeds {
  readonly #seeds = new Map<number, AccountSeed>();

  /** @throws CommonsealError `key_mismatch` when the seed is not the one that the log states */
  add(epoch: Epoch, seed: AccountSeed): void {
    requireSeedOf(epoch, seed);
    this.#seeds.set(epoch.epoch, seed);
  }

  has(epoch: number): boolean {
    return this.#seeds.has(epoch);
  }

  /** @throws CommonsealError `key_mismatch` when it was not handed out to this person */
  require(epoch: number): AccountSeed {
    const seed = this.#seeds.get(epoch);
    if (!seed) throw new CommonsealError('key_mismatch', `no account seed of epoch ${epoch}`);
    return seed;
  }

  /**
   * Opens the current epoch's seal and, through the chain back, the seeds of all epochs before it. Whoever has joined
   * since the epoch began may have to wait for a seal, or for one that opens: then nothing is opened.
   * @param asked the server's answer, where it was asked already
   */
  async open(
    client: ApiClient,
    state: AccountState,
    person: Person,
    asked?: Promise<ReplyOf<typeof endpoints.epochSeals>>,
  ): Promise<void> {
    const newest = currentEpoch(state);
    const member = state.members.get(person.userLog.state.userId);
    if (this.has(newest.epoch) || !member) return;
    const { accountId } = state;
    const reply = await (asked ?? client.call(endpoints.epochSeals, { params: { accountId } }));
    const seal = reply.seals.find(({ epoch }) => epoch === newest.epoch)?.seal;
    const recipient = { kind: 'member', id: member.userId } as const;
    const context = accountSeedContext({ accountId, epoch: newest.epoch, recipient });
    try {
      if (!seal) throw new CommonsealError('key_mismatch', 'no seal of the current account seed');
      this.add(newest, openSeal<AccountSeed>(parseBase64url(seal), person.userSeed, context));
    } catch (error) {
      // No entry names a late seal: any member, or the server, may have put rubbish in its place, and another can follow.
      if (error instanceof CommonsealError && member.since > newest.since) return;
      throw error;
    }
    const chainBacks = new Map(reply.chainBacks.map(({ epoch, chainBack }) => [epoch, chainBack]));
    for (let at = newest.epoch; at > 0; at -= 1) {
      const [older, epoch] = [state.epochs.get(at - 1), state.epochs.get(at)];
      if (!older || !epoch || this.has(older.epoch)) continue;
      const chainBack = chainBacks.get(epoch.epoch);
      if (!chainBack) throw new CommonsealError('key_mismatch', 'a link of the account seeds is missing');
      this.add(older, openChainBack(accountId, epoch, parseBase64url(chainBack), this.require(epoch.epoch)));
    }
  }
}

function openChainBack(
  accountId: AccountId,
  epoch: Epoch,
  chainBack: Uint8Array,
  seed: AccountSeed,
): AccountSeed {
  if (!epoch.chainBackHash || !equalBytes(hash(hashPurposes.chainBack, chainBack), epoch.chainBackHash)) {
    throw new CommonsealError(
      'key_mismatch',
      'a link of the account seeds is not the one that the log names',
    );
  }
  const context = chainBackContext({ accountId, epoch: epoch.epoch });
  return secretOf<AccountSeed>(decryptBox(chainBack, deriveBoxKey(seed, 'chainBackKey'), context));
}
