import type { ByteReader } from '@commonseal/protocol';
import type { signPurposes } from '@commonseal/crypto/verify';
import type { Refused } from '../refused.ts';
import type { EntryFrame } from '../signed-entry.ts';
import type { AccountState, BreakGlassSet, Invite, Member, Worker } from './state.ts';

/** Who stands behind an entry: somebody in the account, whoever holds an invite's link or enough break-glass shares, or a worker. */
export interface Authors {
  readonly member: Member;
  readonly invite: Invite;
  readonly breakGlass: BreakGlassSet;
  readonly worker: Worker;
}
export type AuthorKind = keyof Authors;

/** The parts of the state that an entry may change; head, time and epochs are moved by `apply` itself. */
export type StateChange = Partial<
  Pick<
    AccountState,
    | 'members'
    | 'invites'
    | 'breakGlass'
    | 'endedSets'
    | 'workers'
    | 'grants'
    | 'access'
    | 'writers'
    | 'devices'
    | 'policy'
    | 'requests'
  >
>;

/** Public keys that an entry brings into the log, to be checked once by everybody. */
export interface BroughtKeys {
  readonly signing?: Uint8Array | undefined;
  readonly receiving?: Uint8Array | undefined;
}

/** What somebody else has signed, and an entry repeats. */
export interface Embedded {
  readonly purpose: (typeof signPurposes)[keyof typeof signPurposes];
  readonly subjectId: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
}

/**
 * Whether a kind brings a new account seed: `always`, behind its own matter if it has one; `when access ends`, behind its own matter,
 * if and only if somebody can read before it and shall not be able to afterwards.
 */
export type EpochRule = 'never' | 'always' | 'when access ends';

/** One kind of entry after genesis: its number in the format, how its payload is read, and what it may do. */
export interface EntryKind<Payload, A extends AuthorKind = AuthorKind> {
  readonly name: AccountEntryName;
  readonly author: A;
  readonly epoch: EpochRule;
  /** Others may do other things after it: whoever asked before to be let back in has to ask again. */
  readonly changesPower?: true;
  parse(reader: ByteReader): Payload;
  keys?(payload: Payload): BroughtKeys;
  /** The key that signs besides the author's, where the payload brings one: who it belongs to must hold it. */
  coSigner?(payload: Payload): Uint8Array;
  /** A statement of somebody else's in the payload, whose signature must be right. */
  embedded?(payload: Payload): Embedded;
  /** What the rules see; frame, author and signatures are checked already. */
  apply(
    state: AccountState,
    payload: Payload,
    context: { readonly frame: EntryFrame; readonly author: Authors[A] },
  ): StateChange | Refused;
}

/**
 * Numbers of the account log's entries. A number is never used again. 9 stays free: the first frozen vectors show it as
 * one that nobody knows.
 */
export const accountEntryTypes = {
  genesis: 1,
  epoch: 2,
  writer: 3,
  revokeWriter: 4,
  invite: 5,
  revokeInvite: 6,
  join: 7,
  remove: 8,
  role: 10,
  policy: 11,
  rekey: 12,
  receipt: 13,
  vouch: 14,
  reset: 15,
  breakGlass: 16,
  withdrawBreakGlass: 17,
  breakGlassUse: 18,
  grant: 19,
  revokeGrant: 20,
  workerWriter: 21,
} as const;
export type AccountEntryName = keyof typeof accountEntryTypes;

/** Numbers of the kinds of authors. */
export const authorKinds = { member: 1, invite: 2, breakGlass: 3, worker: 4 } as const;
