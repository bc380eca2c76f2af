import type { AccountId, UserId, WriterId } from '@commonseal/protocol';
import type { Head } from '../head.ts';

export type Role = 'owner' | 'member';
export type WriterKind = 'connector' | 'device' | 'worker';

export interface Member {
  readonly userId: UserId;
  readonly role: Role;
  readonly signingKey: Uint8Array;
  readonly receivingKey: Uint8Array;
  /** Encrypted under the epoch of `since`; see `nameContext`. */
  readonly nameBox: Uint8Array;
  readonly since: number;
}

/** A term of one account seed. */
export interface Epoch {
  readonly epoch: number;
  /** Sequence of the entry that began it. */
  readonly since: number;
  /** X-Wing public key that batches are sealed to; derived from the account seed, so it also checks an opened one. */
  readonly ingestKey: Uint8Array;
  /** Hash of the ciphertext that leads to the seed before; undefined for the first epoch. */
  readonly chainBackHash: Uint8Array | undefined;
}

export interface Writer {
  readonly writerId: WriterId;
  readonly kind: WriterKind;
  /** Whose device it is. */
  readonly userId: UserId | undefined;
  readonly nameBox: Uint8Array;
  readonly since: number;
  readonly sinceMs: number;
  readonly withdrawn: WithdrawnWriter | undefined;
}

/** Where a withdrawn writer's chain ends, as the one who withdrew it saw it; nothing beyond counts. */
export interface WithdrawnWriter {
  readonly since: number;
  readonly sinceMs: number;
  readonly batchCount: number;
  /** Hash of the last manifest that counts; zeros when there is none. */
  readonly lastHash: Uint8Array;
}

/** All that an account's log says. Never changed: every accepted entry makes a new one. */
export interface AccountState {
  readonly accountId: AccountId;
  readonly nameBox: Uint8Array;
  readonly head: Head;
  readonly timeMs: number;
  readonly members: ReadonlyMap<UserId, Member>;
  /** In order; never empty. */
  readonly epochs: readonly [Epoch, ...Epoch[]];
  readonly writers: ReadonlyMap<WriterId, Writer>;
}

export function currentEpoch(state: AccountState): Epoch {
  return state.epochs.at(-1) ?? state.epochs[0];
}

/** The epoch that was current when the log ended with the entry `sequence`. */
export function epochAt(state: AccountState, sequence: number): Epoch | undefined {
  return state.epochs.findLast(({ since }) => since <= sequence);
}
