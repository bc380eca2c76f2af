import type { Finding, ItemId, JobId, WorkerId, WriterId } from '@commonseal/protocol';
import type { RunState, RunWhy } from '@commonseal/protocol/api';

/** What a member's client can be asked for about what workers and members' devices have read and found. A part of `VaultApi`. */
export interface WorkApi {
  /** What was found about an item: by analyser, its newest version first. */
  resultsOf(itemId: ItemId): Promise<readonly ResultSummary[]>;
  /** Fetches, verifies and decrypts one of them. @throws as `openItem`; `malformed` for what no analyser writes */
  openResult(resultId: ItemId): Promise<Finding>;
  /** Of how many items of the account there is a result, by analyser and version. */
  resultCounts(): Promise<readonly ResultCount[]>;
  /**
   * What a worker has written down of what it was given to read in the open account: verified from the first one on.
   * @param most how many of the newest are told
   */
  accessRecords(workerId: WorkerId, most: number): Promise<AccessReport>;
  /** How far runs are, as their workers and the server say; those told of last come first. Nobody can verify it. */
  runs(): Promise<readonly RunSummary[]>;
}

export interface ResultSummary {
  readonly resultId: ItemId;
  /** As the program calls it. */
  readonly analyser: string;
  readonly version: string;
  /** Whether there is none of a newer version of this analyser. */
  readonly isNewest: boolean;
  /** Whose writer has signed it: a worker, or a member's device. */
  readonly foundBy: Finder;
  /** When that says that it sealed it. */
  readonly foundAtMs: number;
  /** Bytes of the body. */
  readonly size: number;
}

export interface Finder {
  readonly kind: 'worker' | 'device';
  /** '' when it could not be read. */
  readonly name: string;
}

export interface ResultCount {
  readonly analyser: string;
  readonly version: string;
  readonly items: number;
}

/** One time that a worker was given keys. */
export interface Access {
  /** From 0, without a gap. */
  readonly index: number;
  readonly atMs: number;
  readonly analyser: string;
  readonly version: string;
  readonly source: AccessSource;
  readonly itemCount: number;
  /** Whether what granted it was in force, by the log that the worker knew and its own clock. */
  readonly isGranted: boolean;
}

export type AccessSource =
  | { readonly kind: 'delivery'; readonly writerId: WriterId; readonly name: string }
  | { readonly kind: 'job'; readonly jobId: JobId };

export interface AccessReport {
  /** Newest first. */
  readonly accesses: readonly Access[];
  /** All that verify. */
  readonly total: number;
  readonly itemCount: number;
  readonly trouble: AccessTrouble | undefined;
}

export type AccessTrouble =
  /** Behind those that verify comes one that is not the next of the chain: one is missing, or was altered. */
  | { readonly kind: 'broken' }
  /** The server has shown more to this device than now, or others. */
  | { readonly kind: 'shortened'; readonly known: number }
  /** The worker knew another log of this account than the one here. */
  | { readonly kind: 'other log' };

export interface RunSummary {
  readonly run: string;
  readonly workerId: WorkerId;
  readonly workerName: string;
  readonly grant: number;
  readonly analyser: string;
  readonly version: string;
  readonly total: number;
  /** Those that failed too; never more than all. */
  readonly done: number;
  readonly failed: number;
  readonly state: RunState;
  readonly why: RunWhy | undefined;
  readonly startedAtMs: number;
  readonly updatedAtMs: number;
}
