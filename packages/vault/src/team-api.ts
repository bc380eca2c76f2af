import type { AccountId, InviteId, UserId, WorkerId } from '@commonseal/protocol';
import type { OnProgress, UnlockedAccount, UnlockedPerson } from './api.ts';

export type Role = 'owner' | 'member';

/** What a member's client can be asked for about the people of an account. A part of `VaultApi`. */
export interface TeamApi {
  /** The person's accounts, as their own log and anchor name them. */
  listAccounts(): Promise<readonly AccountChoice[]>;
  /** Opens another one in place of the one that is open. */
  switchAccount(accountId: AccountId): Promise<UnlockedAccount>;
  /** Begins a further account, owned by this person, and opens it; `refusal` says why it is begun and not open. */
  createAccount(input: { readonly accountName: string }): Promise<UnlockedPerson>;

  /** Members and invites of the open account. */
  listTeam(): Promise<Team>;
  /** Makes a link; owners only. The server never gets to see it. */
  createInvite(input: InviteInput): Promise<{ readonly inviteId: InviteId; readonly link: string }>;
  revokeInvite(inviteId: InviteId): Promise<void>;
  /** What an invite offers, after the account's log was verified and found to contain it. Needs no open account. */
  lookAtInvite(link: string): Promise<InviteOffer>;
  /** Joins by an invite and opens the account, as far as it can be opened yet. Safe to call again after a failure. */
  acceptInvite(link: string): Promise<UnlockedAccount>;
  setRole(userId: UserId, role: Role): Promise<void>;
  /** What a removal would do, before it is done. */
  previewRemoval(userId: UserId): Promise<RemovalPreview>;
  removeMember(userId: UserId): Promise<void>;
  /**
   * Leaves the open account, and opens another one if there is one; `refusal` says why that one is not open. Safe to call
   * again after a failure.
   */
  leaveAccount(): Promise<UnlockedPerson>;
  /**
   * Takes an account that one was removed from off the own list; when none is open then, another one is opened.
   * @throws CommonsealError `already_member` while the account's log says that one is in
   */
  forgetAccount(accountId: AccountId): Promise<UnlockedPerson>;

  /** The account's log in facts to be told, newest first. */
  listActivity(): Promise<Activity>;
  /**
   * Seals the keys of all older batches again under the current account key, and writes a receipt. Stops with
   * `cancelled`; what was sealed by then is not sealed once more.
   */
  rotateDeeply(onProgress?: OnProgress<CountProgress>): Promise<{ readonly batches: number }>;
  /** What became of changes whose answers had got lost, or that lay ready when the program ended; each is told once. */
  takeChangeNotes(): Promise<readonly ChangeNote[]>;
}

export interface AccountChoice {
  readonly accountId: AccountId;
  /** '' while it cannot be read. */
  readonly accountName: string;
  readonly role: Role;
  /** `waiting`: joined, and nobody has handed over the key yet. */
  readonly standing: 'open' | 'waiting' | 'removed' | 'unreachable';
  readonly isCurrent: boolean;
}

export interface Team {
  readonly members: readonly MemberSummary[];
  /** Newest first; those that have ended included. */
  readonly invites: readonly InviteSummary[];
  /** Names of everybody and everything that can read the account now: links that open at once and workers included. */
  readonly readers: readonly Reader[];
  /** Names of workers that can read some items, for a job, and are not among the readers. */
  readonly jobWorkers: readonly string[];
  readonly ownRole: Role;
}

export type Reader =
  | {
      readonly kind: 'member' | 'invite' | 'breakGlass';
      /** '' of a break-glass set. */
      readonly name: string;
    }
  | { readonly kind: 'worker'; readonly name: string; readonly workerId: WorkerId };

export interface MemberSummary {
  readonly userId: UserId;
  /** '' when it cannot be read. */
  readonly name: string;
  readonly role: Role;
  readonly joinedAtMs: number;
  /** How they came to be in: who was let back in counts as new since then. */
  readonly cameBy: 'beginning' | 'invitation' | 'reset' | 'breakGlass';
  /** Undefined for whoever was not invited. */
  readonly invitedByName: string | undefined;
  readonly isYou: boolean;
  /** `joined`: nobody has handed over the key yet. */
  readonly standing: 'reads' | 'joined';
  /** When this person's client last signed what it knows of the log, if it has. */
  readonly lastSeenAtMs: number | undefined;
  /** Whether they may be demoted or removed: the last owner may not. */
  readonly isLastOwner: boolean;
  /** The break-glass set in force is theirs, and ends when they are an owner no more. */
  readonly hasMadeBreakGlass: boolean;
}

export interface InviteInput {
  /** Whom it is for, in the author's own words. */
  readonly label: string;
  readonly role: Role;
  readonly lifetimeMs: number;
  readonly opensAtOnce: boolean;
}

export interface InviteSummary {
  readonly inviteId: InviteId;
  readonly label: string;
  readonly role: Role;
  readonly opensAtOnce: boolean;
  readonly invitedByName: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly standing: 'pending' | 'expired' | 'used' | 'revoked' | 'voided';
}

export interface InviteOffer {
  /** As the link says; proof of nothing. */
  readonly accountName: string;
  readonly role: Role;
  readonly opensAtOnce: boolean;
  readonly expiresAtMs: number;
  readonly standing: InviteSummary['standing'] | 'already member';
}

export interface RemovalPreview {
  readonly name: string;
  /** Items that the person could read until now. */
  readonly readableItems: number;
  /** Devices of theirs that stop delivering. */
  readonly devices: number;
  /** Links that stop working. */
  readonly voidedInvites: number;
  /** Who gets the new key. */
  readonly remaining: number;
  /** Workers that get it, too. */
  readonly remainingWorkers: number;
  /** Names of workers that read by grants of theirs, for a job or all the time: those stand until they are revoked. */
  readonly grantedWorkers: readonly string[];
}

export interface Activity {
  readonly entries: readonly ActivityEntry[];
  readonly verifiedEntries: number;
  /** 32 bytes, in hexadecimal: what people compare as words. */
  readonly accountFingerprint: string;
  readonly head: { readonly sequence: number; readonly hash: string };
}

/** One entry, as data: the page has the sentences. Names are '' when they cannot be read. */
export interface ActivityEntry {
  readonly sequence: number;
  /** The author's clock. */
  readonly timeMs: number;
  readonly authorName: string;
  readonly isYou: boolean;
  readonly event: ActivityEvent;
  /** The number of the account key that begins with it. */
  readonly newEpoch: number | undefined;
}

export type ActivityEvent =
  | { readonly kind: 'accountBegun' }
  | { readonly kind: 'keyReplaced' }
  | {
      readonly kind: 'sourceAdmitted';
      readonly sourceKind: 'connector' | 'device' | 'worker';
      readonly name: string;
    }
  | { readonly kind: 'sourceWithdrawn'; readonly name: string }
  | {
      readonly kind: 'invited';
      readonly label: string;
      readonly role: Role;
      readonly opensAtOnce: boolean;
      readonly expiresAtMs: number;
    }
  | { readonly kind: 'inviteRevoked'; readonly label: string }
  | { readonly kind: 'joined'; readonly name: string; readonly role: Role; readonly invitedByName: string }
  | { readonly kind: 'removed'; readonly name: string }
  | { readonly kind: 'left'; readonly name: string }
  | { readonly kind: 'roleChanged'; readonly name: string; readonly role: Role }
  | { readonly kind: 'policyChanged'; readonly vouchers: 'owners' | 'members'; readonly approvals: number }
  | { readonly kind: 'keysReplaced'; readonly name: string }
  | { readonly kind: 'deeplyRotated'; readonly epoch: number; readonly batches: number }
  | { readonly kind: 'vouched'; readonly name: string }
  /** `voucherNames`: those who vouched before the last approval. */
  | { readonly kind: 'letBackIn'; readonly name: string; readonly voucherNames: readonly string[] }
  | { readonly kind: 'breakGlassMade'; readonly threshold: number; readonly holderNames: readonly string[] }
  | { readonly kind: 'breakGlassWithdrawn' }
  | { readonly kind: 'breakGlassUsed'; readonly name: string }
  /** `sourceNames`: undefined where the worker may read everything. */
  | {
      readonly kind: 'readingGranted';
      readonly name: string;
      readonly sourceNames: readonly string[] | undefined;
      readonly expiresAtMs: number;
    }
  | {
      readonly kind: 'jobGranted';
      readonly name: string;
      readonly analyserName: string;
      readonly itemCount: number;
      readonly expiresAtMs: number;
    }
  | { readonly kind: 'grantRevoked'; readonly name: string; readonly grantKind: 'standing' | 'job' }
  | { readonly kind: 'workerWrites'; readonly name: string };

export interface CountProgress {
  readonly done: number;
  readonly total: number;
}

export interface ChangeNote {
  /** `made`: it counts. `overtaken`: somebody else was first, and it was not made. */
  readonly outcome: 'made' | 'overtaken';
  readonly event: ActivityEvent;
}
