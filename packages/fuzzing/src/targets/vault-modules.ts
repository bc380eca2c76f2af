import type { AccountId, BatchId, ItemHeader, ItemId, JobId, UserId, WriterId } from '@commonseal/protocol';
import type { ApiClient } from '@commonseal/protocol/api';
import type { AccountLog, ChainHead, Head, Manifest, ManifestItem, UserLog } from '@commonseal/account-log';
import type { AccountSeed, UserSeed } from '@commonseal/crypto/seal';
import { sourceModule } from '../source-module.ts';

/** As much as is called here of what the vault keeps to itself. */
export interface StoredBatch {
  readonly manifest: Uint8Array;
  readonly seal: Uint8Array;
  readonly pages: readonly Uint8Array[];
}

export type OwnState = ReadonlyMap<
  AccountId,
  { readonly logHead: Head; readonly chains: ReadonlyMap<WriterId, ChainHead> }
>;

interface ToggleCounts {
  isOn(index: number): boolean;
}

interface ItemPlace {
  readonly writerId: WriterId;
  readonly index: number;
}

export interface Marks {
  set(kind: 'read' | 'starred', place: ItemPlace, isOn: boolean): boolean;
  join(other: Marks): boolean;
  readonly byWriter: ReadonlyMap<WriterId, { readonly read: ToggleCounts; readonly starred: ToggleCounts }>;
}

export interface Storage {
  get(key: string): Promise<Uint8Array | undefined>;
  list(prefix: string): Promise<readonly (readonly [string, Uint8Array])[]>;
  put(entries: readonly (readonly [string, Uint8Array])[]): Promise<void>;
}

export interface HandOver {
  readonly jobId: JobId;
  readonly itemIds: readonly ItemId[];
}

interface Item {
  readonly header: ItemHeader;
}

interface Seeds {
  require(epoch: number): AccountSeed;
}

export interface Session {
  readonly log: AccountLog;
  readonly seeds: Seeds;
  readonly accountId: AccountId;
  readonly person: { readonly userSeed: UserSeed; readonly userLog: UserLog };
}

interface Content {
  readonly items: readonly Item[];
  readonly problems: readonly { readonly code: string }[];
}

/** Of a part of a checkpoint: what its items are views of, and as much of each as is looked at here. */
export interface CheckpointPart {
  readonly logHead: Head;
  readonly epoch: number;
  readonly batches: readonly {
    readonly batchId: BatchId;
    readonly writerId: WriterId;
    readonly epoch: number;
    readonly timeMs: number;
    readonly previousHash: Uint8Array;
    readonly head: ChainHead;
    readonly batchKey: Uint8Array;
    readonly items: readonly {
      readonly itemId: ItemId;
      readonly header: ItemHeader;
      readonly receivedAtMs: number;
      readonly sealedHeader: Uint8Array | undefined;
      readonly entry: ManifestItem;
    }[];
  }[];
}

interface VaultModules {
  readonly encodeCheckpointPart: (part: CheckpointPart) => Uint8Array;
  readonly parseCheckpointPart: (bytes: Uint8Array) => CheckpointPart;
  readonly encodeStoredBatch: (batch: StoredBatch) => Uint8Array;
  readonly parseStoredBatch: (bytes: Uint8Array) => StoredBatch;
  readonly encodeHandOver: (handOver: HandOver) => Uint8Array;
  readonly parseHandOver: (bytes: Uint8Array) => HandOver;
  readonly encodeOwnState: (state: OwnState) => Uint8Array;
  readonly parseOwnState: (bytes: Uint8Array) => OwnState;
  readonly mergeOwnStates: (left: OwnState, right: OwnState) => OwnState;
  readonly Marks: new () => Marks;
  readonly encodeMarks: (marks: Marks) => Uint8Array;
  readonly parseMarks: (bytes: Uint8Array) => Marks;
  readonly verifyBatch: (
    log: AccountLog,
    seeds: Seeds,
    previous: ChainHead | undefined,
    batch: StoredBatch,
  ) => Promise<{ readonly manifest: Manifest; readonly items: readonly Item[] }>;
  readonly AccountSession: {
    open(
      options: { readonly client: ApiClient; readonly storage: Storage; readonly person: Session['person'] },
      accountId: AccountId,
      known: readonly Head[],
    ): Promise<Session>;
  };
  readonly ContentIndex: new (log: AccountLog) => Content;
  readonly fetchBatches: (session: Session, content: Content) => Promise<void>;
  readonly loadKeptBatches: (session: Session, content: Content) => Promise<void>;
  readonly DeviceWriter: {
    chainIn(session: object): Promise<readonly [WriterId, ChainHead] | undefined>;
  };
  readonly storageKeys: {
    batch(accountId: AccountId, sequence: number): string;
    device(accountId: AccountId, userId: UserId): string;
  };
}

const paths = [
  'content/stored-batch',
  'content/checkpoint-format',
  'session/own-state',
  'marks/marks',
  'marks/marks-format',
  'content/verify-batch',
  'account/account-session',
  'content/content-index',
  'content/sync-batches',
  'content/device-writer',
  'storage-keys',
  'workers/kept-hand-over',
] as const;

export async function vaultModules(): Promise<VaultModules> {
  const modules = await Promise.all(
    paths.map((path) => sourceModule<object>(`packages/vault/src/${path}.ts`)),
  );
  return Object.assign({}, ...modules) as VaultModules;
}
