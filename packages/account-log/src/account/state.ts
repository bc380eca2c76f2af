import type {
  AccountId,
  BreakGlassId,
  InviteId,
  JobId,
  UserId,
  WorkerId,
  WriterId,
} from '@commonseal/protocol';
import type { Head } from '../head.ts';
import type { AccessIndex } from './access.ts';
import type { Series, Table } from './table.ts';

export type Role = 'owner' | 'member';
export type WriterKind = 'connector' | 'device' | 'worker';

export interface Member {
  readonly userId: UserId;
  readonly role: Role;
  readonly signingKey: Uint8Array;
  readonly receivingKey: Uint8Array;
  /** Encrypted under the epoch of `since`, or under the key in `nameSeal`; see `nameContext`. */
  readonly nameBox: Uint8Array;
  /** The key of `nameBox`, sealed to the ingest key of the epoch: whoever joins does not know the account's own key yet. */
  readonly nameSeal: Uint8Array | undefined;
  /** Who they were in this account before somebody let them back in. */
  readonly succeeds: UserId | undefined;
  readonly since: number;
  readonly sinceMs: number;
  /** Sequence of the rekey that brought the present keys; missing while they are the first. */
  readonly keysSince?: number;
}

/** A term of one account seed. */
export interface Epoch {
  readonly epoch: number;
  /** Sequence of the entry that began it. */
  readonly since: number;
  readonly sinceMs: number;
  /** Who made the seed, and so knows it. */
  readonly authorId: UserId;
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
  /** Which worker has admitted it for its results. */
  readonly workerId: WorkerId | undefined;
  /** Undefined of a worker's: it is called as the worker is. */
  readonly nameBox: Uint8Array | undefined;
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

/** A standing offer to join: whoever holds the seed of its link may, once. */
export interface Invite {
  /** Public signing key of the link's seed. */
  readonly inviteId: InviteId;
  readonly role: Role;
  /** From this moment on nobody can join by it. */
  readonly expiresAtMs: number;
  /** Of an invite that opens at once: the account seed is sealed to it, so whoever holds the link can read. */
  readonly receivingKey: Uint8Array | undefined;
  /** Whom it is meant for, as its author put it; encrypted like the name of a member. */
  readonly nameBox: Uint8Array;
  readonly invitedBy: UserId;
  readonly since: number;
  readonly sinceMs: number;
  readonly ended: EndedInvite | undefined;
}

export interface EndedInvite {
  /** `voided`: somebody was removed, or its author is no longer an owner. */
  readonly how: 'used' | 'revoked' | 'voided';
  readonly since: number;
  readonly sinceMs: number;
}

/** Who may let somebody back in, and how many of them it takes. */
export interface Policy {
  readonly vouchers: 'owners' | 'members';
  /** 1 to 3. */
  readonly approvals: number;
}

/** A seed that is split over printed shares: whoever brings enough of them together can read, and come in as an owner, once. */
export interface BreakGlassSet {
  /** Public signing key of the seed. */
  readonly id: BreakGlassId;
  readonly receivingKey: Uint8Array;
  /** How many shares it takes. */
  readonly threshold: number;
  /** Who holds which share, in their order: names, encrypted like those of members. */
  readonly holders: readonly Uint8Array[];
  /** Who may have kept the shares; after being let back in, as whom they came back. */
  readonly madeBy: UserId;
  readonly since: number;
  readonly sinceMs: number;
}

export interface EndedSet extends BreakGlassSet {
  readonly ended: {
    /** `voided`: who made it was removed, or is no longer an owner. */
    readonly how: 'used' | 'withdrawn' | 'replaced' | 'voided';
    readonly since: number;
    readonly sinceMs: number;
  };
}

/** A back-end program to which something was granted, once at least. */
export interface Worker {
  readonly workerId: WorkerId;
  readonly receivingKey: Uint8Array;
  /** Those of its own that may still write. */
  readonly writerIds: readonly WriterId[];
  /** Sequence of the last standing grant to it. */
  readonly standing: number | undefined;
  /** Sequence of the last grant to it, of either kind: it is called as that one calls it. */
  readonly lastGrant: number;
}

/** All the time: the account seed is sealed to the worker once the entry stands, so the scope is kept by the worker alone. */
export interface StandingTerms {
  readonly kind: 'standing';
  /** Whose batches it shall read; undefined for everybody's. In ascending order. */
  readonly writerIds: readonly WriterId[] | undefined;
}

/** The keys of the items that a job is about are handed to the worker, and nothing else. */
export interface JobTerms {
  readonly kind: 'job';
  readonly jobId: JobId;
  /** Name and version of what the job does, encrypted like names. */
  readonly analyserBox: Uint8Array;
  readonly itemCount: number;
  /** Which items: see `jobItemsOf`. */
  readonly itemsHash: Uint8Array;
}
export type GrantTerms = StandingTerms | JobTerms;

export interface Grant {
  readonly workerId: WorkerId;
  readonly receivingKey: Uint8Array;
  /** The worker's name, encrypted under the epoch of `since`. */
  readonly nameBox: Uint8Array;
  /** From this moment on it may read nothing. */
  readonly expiresAtMs: number;
  readonly terms: GrantTerms;
  readonly grantedBy: UserId;
  /** Also what it is known by. */
  readonly since: number;
  readonly sinceMs: number;
  readonly ended: EndedGrant | undefined;
}

export interface EndedGrant {
  /** `replaced`: by another standing grant to the same worker. */
  readonly how: 'revoked' | 'replaced';
  readonly since: number;
  readonly sinceMs: number;
}

/** A request to be let back in that somebody vouches for, and that needs more than them. */
export interface OpenRequest {
  readonly memberId: UserId;
  readonly expiresAtMs: number;
  readonly vouchers: readonly UserId[];
}

/** Since when the same people have had the same say. What was asked before is not answered any more. */
export interface PowerTerm {
  /** Sequence of the entry that changed it last. */
  readonly since: number;
  /** Hashes of that entry and of all after it. */
  readonly hashes: Series<Uint8Array>;
}

/** All that an account's log says. Never changed: every accepted entry makes a new one. */
export interface AccountState {
  readonly accountId: AccountId;
  readonly nameBox: Uint8Array;
  readonly head: Head;
  readonly timeMs: number;
  readonly members: Table<UserId, Member>;
  /** Those that have ended included: a link is never valid again. */
  readonly invites: Table<InviteId, Invite>;
  /** In order; never empty. */
  readonly epochs: Series<Epoch>;
  readonly writers: Table<WriterId, Writer>;
  readonly policy: Policy;
  readonly power: PowerTerm;
  /** By the hash of the request. */
  readonly requests: Table<string, OpenRequest>;
  readonly breakGlass: BreakGlassSet | undefined;
  readonly endedSets: Table<BreakGlassId, EndedSet>;
  readonly workers: Table<WorkerId, Worker>;
  /** By the sequence of their entry; those that have ended included. */
  readonly grants: Table<number, Grant>;
  readonly access: AccessIndex;
  /** Devices that may write, by whose they are. */
  readonly devices: Table<UserId, readonly WriterId[]>;
  /** Hashes of the ingest keys of all epochs. */
  readonly ingestKeys: Table<string, true>;
}

export function currentEpoch(state: AccountState): Epoch {
  const current = state.epochs.get(-1);
  if (!current) throw new TypeError('an account without an epoch');
  return current;
}

/** The epoch that was current when the log ended with the entry `sequence`. */
export function epochAt(state: AccountState, sequence: number): Epoch | undefined {
  let [low, high] = [0, state.epochs.size];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((state.epochs.get(middle)?.since ?? 0) <= sequence) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : state.epochs.get(low - 1);
}

/** Whether somebody can still join by an invite. */
export function isPending({ ended, expiresAtMs }: Invite, atMs: number): boolean {
  return ended === undefined && atMs < expiresAtMs;
}

/** Whether a worker may still read by a grant. */
export function isInForce({ ended, expiresAtMs }: Grant, atMs: number): boolean {
  return ended === undefined && atMs < expiresAtMs;
}

export function ownersOf(members: AccountState['members']): Member[] {
  return [...members.values()].filter(({ role }) => role === 'owner');
}
