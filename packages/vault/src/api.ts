import type { AnalyticsApi } from './analytics-api.ts';
import type { GrantsApi } from './grants-api.ts';
import type { LetBackInApi } from './let-back-in-api.ts';
import type { WaysInApi } from './ways-in-api.ts';
import type { WorkApi } from './work-api.ts';
import type { Role, TeamApi } from './team-api.ts';
import type { AccountId, BatchId, ErrorCode, ItemHeader, ItemId, WriterId } from '@commonseal/protocol';

/**
 * What a member's client can be asked for. It is the whole surface between the page and the vault worker: results go
 * over it, keys never do. Everything in it can be cloned between threads.
 */
export interface VaultApi extends TeamApi, WaysInApi, LetBackInApi, GrantsApi, WorkApi, AnalyticsApi {
  /** Creates a person, and their first account where it has a name, and unlocks. */
  signUp(input: SignUpInput): Promise<UnlockedPerson>;
  /** Signs in, verifies anchor, user log and account log, and unlocks. */
  unlock(input: { readonly email: string; readonly password: string }): Promise<UnlockedPerson>;
  /** Ends the session at the server. Locking is another thing: the page ends the worker. */
  signOut(): Promise<void>;

  /** Asks the server for what is new and verifies it. Safe to call again at any time; calls run one after another. */
  sync(): Promise<SyncReport>;
  /** Headers of all items verified so far, newest first, with what this device has kept of the person's marks. */
  listItems(): Promise<readonly ItemSummary[]>;
  /** The first of them, for whoever waits to see something: a hundred thousand take a moment to come over. */
  newestItems(most: number): Promise<readonly ItemSummary[]>;
  /**
   * Marks items as read, or as unread again. Counts at once, also offline; resolves when it is kept on this device, and
   * goes to the person's other devices with the next sync. Items that are not in the account are passed over.
   */
  markRead(itemIds: readonly ItemId[], isRead: boolean): Promise<void>;
  /** Stars items, or takes their stars away; like `markRead`. */
  setStar(itemIds: readonly ItemId[], isStarred: boolean): Promise<void>;
  /**
   * Decrypts one item. The body is checked to its last byte before this resolves. What was fetched of a large one that
   * was stopped is kept, encrypted, and not fetched again.
   */
  openItem(itemId: ItemId, onProgress?: OnProgress<ByteProgress>): Promise<OpenedItem>;
  /**
   * Seals files on this device and delivers them as one or more batches. A large file that was stopped or cut off goes
   * on where it was when it is given again. Stops with `cancelled` when another account is open by the time its turn comes.
   */
  importFiles(
    files: readonly ImportFile[],
    into: { readonly accountId: AccountId },
    onProgress?: OnProgress<ImportProgress>,
  ): Promise<ImportReport>;
  /** A large file of this device that was cut off or stopped on its way. */
  interruptedImport(): Promise<InterruptedImport | undefined>;
  /** Forgets it. */
  discardInterruptedImport(): Promise<void>;

  /** Programs and devices that may deliver into the account, those withdrawn included. */
  listSources(): Promise<readonly Source[]>;
  /** Admits a connector by the pairing line that it printed; answers the line to take back to it. */
  enrolConnector(input: {
    readonly pairingLine: string;
    readonly name: string;
  }): Promise<{ readonly enrolmentLine: string }>;
  /** Accepts nothing more from a source. What it delivered stays readable. */
  withdrawSource(writerId: WriterId): Promise<void>;
  /** Starts a new account key for everything that is written from now on. */
  rotateAccountKey(): Promise<void>;
}

export interface SignUpInput {
  readonly email: string;
  readonly password: string;
  /** Left out by whoever is about to join somebody else's account. */
  readonly accountName?: string;
}

export interface UnlockedPerson {
  readonly email: string;
  /** The account that is open; undefined for somebody who belongs to none, and where `refusal` says why it is not. */
  readonly account: UnlockedAccount | undefined;
  readonly refusal?: AccountRefusal | undefined;
}

/** An account that could not be verified, or that the person is not in any more. Their others can be opened. */
export interface AccountRefusal {
  readonly accountId: AccountId;
  readonly code: ErrorCode;
}

export interface UnlockedAccount {
  readonly email: string;
  readonly accountId: AccountId;
  /** '' when it could not be read. */
  readonly accountName: string;
  readonly role: Role;
  readonly memberCount: number;
  /** Links that open at once and hold the account key now: whoever has one reads what the members read. */
  readonly readingLinks: number;
  /** Workers that hold the account key now. */
  readonly readingWorkers: number;
  /** Workers that were granted some items, for a job, and do not hold the account key. */
  readonly jobWorkers: number;
  /** Of the break-glass set in force: who has so many sheets reads what the members read. Undefined where there is none. */
  readonly sheetsNeeded: number | undefined;
  /** `waiting`: joined, and nobody has handed over the account key yet. Nothing can be read or written until then. */
  readonly standing: 'open' | 'waiting';
}

export interface SyncReport {
  readonly newItems: number;
  readonly totalItems: number;
  /** What programs have found about them: apart from items. */
  readonly totalResults: number;
  /** Batches or writers that were refused; shown to the person, never dropped silently. */
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
  /** As the log says now: role, members and standing change while one reads. */
  readonly account: UnlockedAccount;
  /** Verified entries of the log: more than before when something has changed. */
  readonly logEntries: number;
  /** Another device of the person marked something. */
  readonly hasNewMarks: boolean;
  readonly syncedAtMs: number;
}

/** What a person should know and that refuses nothing. */
export type Notice =
  /** A source that delivered before has been silent for long. */
  | { readonly kind: 'silentSource'; readonly sourceName: string; readonly sinceMs: number }
  /** No other member's client has signed anything for long: the server may be showing the past. */
  | { readonly kind: 'silentLog'; readonly sinceMs: number };

export interface Problem {
  readonly code: ErrorCode;
  /** The source concerned, where there is one. */
  readonly writerId?: WriterId;
  readonly sourceName?: string;
}

export interface ItemSummary {
  readonly itemId: ItemId;
  readonly batchId: BatchId;
  readonly header: ItemHeader;
  readonly writerId: WriterId;
  readonly sourceName: string;
  readonly sourceKind: SourceKind;
  /** When the writer says that it sealed the item. */
  readonly sealedAtMs: number;
  /** Which of the source's deliveries it came with, from 1. */
  readonly deliveryNumber: number;
  /** Which of the account's keys it was sealed under, from 1. */
  readonly keyNumber: number;
  /** When the account's log admitted the source, and when it withdrew it. */
  readonly sourceAdmittedAtMs: number;
  readonly sourceWithdrawnAtMs: number | undefined;
  /** By this person, on any of their devices. */
  readonly isRead: boolean;
  readonly isStarred: boolean;
}

export interface OpenedItem {
  readonly summary: ItemSummary;
  /** The chunks as a Blob, never joined in memory. */
  readonly body: Blob;
}

export type SourceKind = 'connector' | 'device' | 'worker';

export interface Source {
  readonly writerId: WriterId;
  readonly kind: SourceKind;
  readonly name: string;
  readonly admittedAtMs: number;
  readonly withdrawnAtMs?: number;
  readonly batches: number;
  readonly items: number;
  readonly lastDeliveryAtMs?: number;
  /** The device that this browser is. */
  readonly isThisDevice: boolean;
}

export interface ImportFile {
  readonly blob: Blob;
  readonly fileName: string;
  /** Folder that it was taken from, or ''. */
  readonly folder: string;
  readonly lastModifiedMs: number;
}

/** Is told how far something is; it stops, with `cancelled`, when the answer is 'stop'. */
export type OnProgress<Progress> = (progress: Progress) => unknown;

export interface InterruptedImport {
  readonly fileName: string;
  readonly size: number;
  /** About as much as need not be sent again. */
  readonly doneBytes: number;
}

export interface ByteProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface ImportProgress extends ByteProgress {
  readonly doneFiles: number;
  readonly totalFiles: number;
}

export interface ImportReport {
  readonly imported: number;
  /** Files that were left out, each with its reason; the others are delivered. */
  readonly failed: readonly { readonly fileName: string; readonly code: ErrorCode }[];
}
