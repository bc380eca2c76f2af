import type { ItemId, JobId, WorkerId } from '@commonseal/protocol';
import type { GrantInput, VaultApi } from '@commonseal/vault';

/** What a vault can do about workers where its server knows them. */
export interface WorkersApi {
  /** @throws `fingerprint_mismatch`; `not_found` for a worker that has never been at this server */
  findWorker(typedFingerprint: string): Promise<{ readonly identity: Uint8Array }>;
  /** Lets a worker ask for jobs before anything is granted to it. @throws as `findWorker`, and `forbidden` */
  nameWorker(typedFingerprint: string): Promise<void>;
  /** The fingerprint is left out for a worker that the log knows. */
  grantWorker(
    input: Omit<GrantInput, 'typedFingerprint'> & { readonly typedFingerprint?: string | undefined },
  ): Promise<{ readonly grant: number }>;
  /** Oldest first; empty for whoever is no owner. */
  workerRequests(): Promise<readonly WorkerRequest[]>;
  /** For good. */
  refuseWorkerRequest(input: Pick<WorkerRequest, 'workerId' | 'jobId'>): Promise<void>;
}

/** A job that a worker asks for, as its own key has signed it. */
export interface WorkerRequest {
  readonly workerId: WorkerId;
  readonly jobId: JobId;
  readonly identity: Uint8Array;
  readonly fingerprint: readonly string[];
  /** '' of one that the log does not know. */
  readonly workerName: string;
  readonly isKnown: boolean;
  readonly analyserName: string;
  /** Those that are asked for and there now. */
  readonly itemIds: readonly ItemId[];
  readonly missingItems: number;
  /** Undefined where all are meant, or items are named one by one. */
  readonly sources: readonly { readonly name: string }[] | undefined;
  readonly received: { readonly fromMs: number; readonly beforeMs: number } | undefined;
  readonly askedAtMs: number;
  readonly expiresAtMs: number;
}

/** Undefined where the vault cannot ask its server for workers: nothing is granted or asked for here then. */
export function workersApiOf(vault: VaultApi): WorkersApi | undefined {
  return 'findWorker' in vault ? (vault as unknown as WorkersApi) : undefined;
}
