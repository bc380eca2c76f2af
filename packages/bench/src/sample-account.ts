import { InviteId, UserId } from '@commonseal/protocol';
import {
  type AccountState,
  type EpochPart,
  type EpochRecipient,
  type Head,
  Refused,
  apply,
  currentEpoch,
  nameBoxBytes,
} from '@commonseal/account-log';
import { authorGenesis, authorInvite, authorJoin } from '@commonseal/account-log/author';
import {
  type AccountSeed,
  type InviteSeed,
  type UserSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { sealBytes } from '@commonseal/crypto/verify';

/** An account that is the same each time. */
export const startMs = 1_700_000_000_000;
export const nameBox = new Uint8Array(nameBoxBytes);

export interface Person {
  readonly userId: UserId;
  readonly seed: UserSeed;
}

/** 32 bytes that no other kind and number gives. */
export function seedOf<K extends Uint8Array>(kind: number, number: number): K {
  const seed = new Uint8Array(32).fill(7);
  seed.set([kind, number >> 24, number >> 16, number >> 8, number]);
  return seed as Uint8Array as K;
}

export function personOf(number: number): Person {
  return { userId: UserId.fromBytes(seedOf(1, number)), seed: seedOf(2, number) };
}

export const accountSeedOf = (epoch: number): AccountSeed => seedOf(3, epoch);

/** A part as the rules ask for it; the seals are named, and not made. */
export function partTo(state: AccountState, recipients: readonly EpochRecipient[]): EpochPart {
  const epoch = currentEpoch(state).epoch + 1;
  return {
    epoch,
    ingestKey: receivingPublicKey(accountSeedOf(epoch)),
    chainBackHash: new Uint8Array(32),
    seals: recipients.map(({ recipient }) => ({ recipient, sealHash: new Uint8Array(32) })),
  };
}

/** A log as it grows. What was just made is not verified: that is what is measured later. */
export class GrowingLog {
  readonly entries: Uint8Array[];
  /** After each entry. */
  readonly heads: Head[];
  #state: AccountState;

  constructor(founder: Person) {
    const keys = {
      signingKey: signingPublicKey(founder.seed),
      receivingKey: receivingPublicKey(founder.seed),
    };
    const owner = { userId: founder.userId, ...keys, nameBox };
    const ingestKey = receivingPublicKey(accountSeedOf(0));
    const genesis = authorGenesis({ owner, ingestKey, nameBox }, founder.seed, startMs);
    this.entries = [genesis];
    this.#state = accepted(apply(undefined, genesis, 'verified before'));
    this.heads = [this.#state.head];
  }

  get state(): AccountState {
    return this.#state;
  }

  append(make: (state: AccountState) => Uint8Array): void {
    const entry = make(this.#state);
    this.#state = accepted(apply(this.#state, entry, 'verified before'));
    this.entries.push(entry);
    this.heads.push(this.#state.head);
  }

  /** Two entries: an invite by `owner`, and that `newcomer` joins by it. @param number of the invite, a new one */
  join(owner: Person, newcomer: Person, number: number): void {
    const inviteSeed = seedOf<InviteSeed>(4, number);
    const nowMs = this.#state.timeMs;
    this.append((state) =>
      authorInvite(
        { state, author: owner, nowMs },
        {
          inviteId: InviteId.fromBytes(signingPublicKey(inviteSeed)),
          role: 'member',
          expiresAtMs: nowMs + 60_000,
          nameBox,
          opening: undefined,
        },
      ),
    );
    const joining = {
      userId: newcomer.userId,
      signingKey: signingPublicKey(newcomer.seed),
      receivingKey: receivingPublicKey(newcomer.seed),
      nameSeal: new Uint8Array(sealBytes),
      nameBox,
    };
    this.append((state) =>
      authorJoin({ state, inviteSeed, newcomerSeed: newcomer.seed, nowMs }, joining, undefined),
    );
  }
}

function accepted(result: AccountState | Refused): AccountState {
  if (result instanceof Refused) throw new Error(`an entry of the benchmark is refused: ${result.reason}`);
  return result;
}
