import type { ItemId, JobId, WorkerId, WriterId } from '@commonseal/protocol';
import type { ItemSummary } from './api.ts';

/** What a member's client can be asked for about what back-end programs may read. A part of `VaultApi`. */
export interface GrantsApi {
  /** All that was ever granted in the open account, newest first. */
  grants(): Promise<readonly GrantSummary[]>;
  /**
   * Asks the server for the identity of the worker whose fingerprint was typed, and takes no other.
   * @throws `fingerprint_mismatch`, also for what is no whole fingerprint; `not_found` for a worker that has never been at this server
   */
  findWorker(typedFingerprint: string): Promise<{ readonly identity: Uint8Array }>;
  /**
   * Lets a worker read; owners only. A standing grant takes the place of the one that the worker had.
   * @throws `fingerprint_mismatch` when the identity is not the one whose fingerprint was typed; `malformed`, `invalid_request`,
   * `item_not_found`, `not_owner`. If a job's items could not all be handed over, the next sync of this device goes on with them.
   */
  grantWorker(input: GrantInput): Promise<{ readonly grant: number }>;
  /** Lets a worker ask for jobs before anything is granted to it; owners only. @throws as `findWorker`, and `forbidden` */
  nameWorker(typedFingerprint: string): Promise<void>;
  /** What workers ask for that was not answered yet, oldest first; empty for whoever is no owner. */
  workerRequests(): Promise<readonly WorkerRequest[]>;
  /** For good. What is asked for is granted by `grantWorker`. @throws `not_found`, `request_over`, `forbidden` */
  refuseWorkerRequest(input: Pick<WorkerRequest, 'workerId' | 'jobId'>): Promise<void>;
  /** Refuses all that a worker asks for, and lets it ask no more until it is named again. @throws `not_found`, `forbidden` */
  silenceWorker(workerId: WorkerId): Promise<void>;
  /**
   * With a new account key where the worker read all the time. What it delivered until now stays.
   * @throws `grant_over` when it has ended, `not_owner`
   */
  revokeGrant(grant: number): Promise<void>;
}

export interface GrantInput {
  /** Wherever it came from: what counts is the fingerprint. */
  readonly identity: Uint8Array;
  /**
   * As an owner typed it who read it from the worker's own program; left out for a worker that the log knows with these very keys,
   * which an owner has typed before.
   */
  readonly typedFingerprint?: string | undefined;
  readonly workerName: string;
  readonly lifetimeMs: number;
  readonly terms: StandingInput | JobInput;
}

export interface StandingInput {
  readonly kind: 'standing';
  /** Whose deliveries it shall read; undefined for everybody's. */
  readonly writerIds: readonly WriterId[] | undefined;
}

export interface JobInput {
  readonly kind: 'job';
  readonly jobId: JobId;
  /** Name and version. */
  readonly analyserName: string;
  readonly itemIds: readonly ItemId[];
}

/** A job that a worker asks for, as its own key has signed it. */
export interface WorkerRequest {
  readonly workerId: WorkerId;
  readonly jobId: JobId;
  readonly identity: Uint8Array;
  /** In groups, as the worker prints it. */
  readonly fingerprint: readonly string[];
  /** As it was called when something was granted to it last; '' for one that the log does not know. */
  readonly workerName: string;
  /** Whether the log knows it: then its fingerprint need not be typed again. */
  readonly isKnown: boolean;
  /** Name and version, in the worker's own words. */
  readonly analyserName: string;
  /** Those that are asked for and there now. */
  readonly itemIds: readonly ItemId[];
  /** The newest of them, 20 at most, so that whoever decides can see what they are. */
  readonly newestItems: readonly Pick<ItemSummary, 'itemId' | 'header'>[];
  /** How many are asked for by name that are not there. */
  readonly missingItems: number;
  /** Which sources; undefined where all are meant, or items are named one by one. */
  readonly sources: readonly { readonly writerId: WriterId; readonly name: string }[] | undefined;
  readonly received: { readonly fromMs: number; readonly beforeMs: number } | undefined;
  readonly askedAtMs: number;
  readonly expiresAtMs: number;
}

export interface GrantSummary {
  /** What it is known by: the number of its entry, from 0. */
  readonly grant: number;
  readonly workerId: WorkerId;
  /** In groups, as the worker prints it. */
  readonly fingerprint: readonly string[];
  /** '' when it cannot be read; so with all names here. */
  readonly workerName: string;
  readonly terms: StandingSummary | JobSummary;
  readonly grantedByName: string;
  readonly grantedAtMs: number;
  readonly expiresAtMs: number;
  readonly standing: 'in force' | 'expired' | 'revoked' | 'replaced';
  readonly endedAtMs: number | undefined;
}

export interface StandingSummary {
  readonly kind: 'standing';
  /** Undefined where it may read everything. */
  readonly sources: readonly { readonly writerId: WriterId; readonly name: string }[] | undefined;
}

export interface JobSummary {
  readonly kind: 'job';
  readonly jobId: JobId;
  readonly analyserName: string;
  readonly itemCount: number;
}
