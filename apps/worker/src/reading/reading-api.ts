import type { AccountId, BatchId, ItemHeader, ItemId, JobId, WriterId } from '@commonseal/protocol';
import type { ApiClient } from '@commonseal/protocol/api';
import type { Head } from '@commonseal/account-log';

/** An account that grants this worker something, as the server lists it: the log of the account says what. */
export interface GrantedAccount {
  readonly accountId: AccountId;
  readonly grants: readonly GrantedRun[];
}

export interface GrantedRun {
  /** Sequence of the entry that grants it. */
  readonly grant: number;
  /** Where one job was granted. */
  readonly jobId?: JobId;
  readonly expiresAtMs: number;
}

/** What of an account is to be read: all of it where nothing is said. */
export interface Scope {
  readonly writerId?: WriterId;
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** One batch, or one part of what was handed over for a job. */
export interface Portion {
  /** Unique within a run, and the same each time: in the order of reading, compared as text. */
  readonly key: string;
  readonly itemCount: number;
  readonly ref: PortionRef;
}

export type PortionRef =
  | {
      readonly kind: 'batch';
      readonly writerId: WriterId;
      readonly index: number;
      readonly batchId: BatchId;
    }
  | { readonly kind: 'part'; readonly part: number };

/** An item whose key is held: the caller's to wipe. */
export interface OpenedItem {
  readonly itemId: ItemId;
  readonly batchId: BatchId;
  readonly writerId: WriterId;
  /** As its writer has signed it. */
  readonly bodyHash: Uint8Array;
  readonly header: ItemHeader;
  readonly size: number;
  /** The whole body, of 64 MiB at most; what does not have the hash that its writer has signed is refused. */
  read(signal?: AbortSignal): Promise<Uint8Array>;
  wipe(): void;
}

/** Reads what is granted: fetches from the server, and has the keyholder judge it. */
export interface Reading {
  accounts(): Promise<GrantedAccount[]>;
  /** Shows the keyholder what is new of an account. */
  follow(accountId: AccountId): Promise<void>;
  /** @param after key of a portion: those behind it */
  portions(accountId: AccountId, grant: number, scope: Scope, after?: string): AsyncIterable<Portion>;
  begin(
    accountId: AccountId,
    grant: number,
    analyser: { readonly name: string; readonly version: string },
  ): Promise<ReadingJob>;
}

/** One run under way: it has keys of items until it ends. */
export interface ReadingJob {
  /**
   * One item after the other; each is wiped by whoever gets it, and what is left when the run ends. An item whose header cannot be read
   * is left out.
   * @param wanted keys are asked for these alone
   * @param only of items received in that time: from, and before
   * @param passOver told of what a member's browser, or a worker, has found in another item, and which is left out: it is nobody's content
   */
  open(
    portion: Portion,
    wanted?: (itemId: ItemId) => boolean,
    only?: Pick<Scope, 'fromMs' | 'toMs'>,
    passOver?: (itemId: ItemId) => void,
  ): AsyncIterable<OpenedItem>;
  end(): Promise<void>;
}

/** What a batch of results is sealed for, and whose it is. */
export interface ResultPlacement {
  readonly writerId: WriterId;
  readonly epoch: number;
  readonly ingestKey: Uint8Array;
  readonly logHead: Head;
}

/** The keyholder's side of writing: its keys sign, and stay where they are. */
export interface ResultSigner {
  writerId(accountId: AccountId): Promise<WriterId>;
  /** Has the log admit the writer of results, where it does not yet. */
  admit(accountId: AccountId): Promise<void>;
  /**
   * Never two different ones for one place of the chain: keep the body before it is signed, and bring that very one again after a crash.
   * @param manifestBody what `encodeManifest` yields
   * @param previous the signed manifest before it, for a keyholder that was restored and has forgotten it
   * @returns a signature of 64 bytes
   */
  sign(accountId: AccountId, manifestBody: Uint8Array, previous?: Uint8Array): Promise<Uint8Array>;
  /** Signed in as that writer. */
  session(accountId: AccountId): Promise<ApiClient>;
  placement(accountId: AccountId): Promise<ResultPlacement>;
  /** Of a writer that the log has withdrawn, how many of its batches count; undefined of any other. */
  countedBatches(accountId: AccountId, writerId: WriterId): Promise<number | undefined>;
}
