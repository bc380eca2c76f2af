import type { AccountId, BatchId, CredentialId, ItemId, JobId, UserId, WorkerId } from '@commonseal/protocol';

/** Numbers are padded so that the order of keys is the order of numbers. */
function ordered(value: number): string {
  return String(value).padStart(10, '0');
}

/** Every key that the vault uses in its storage. */
export const storageKeys = {
  userLogHead: (userId: UserId) => `user-log-head/${userId}`,
  stayUnlocked: 'stay-unlocked',
  devicesToForget: (userId: UserId) => `device-to-forget/${userId}/`,
  deviceToForget: (userId: UserId, credentialId: CredentialId) =>
    `device-to-forget/${userId}/${credentialId}`,
  ownState: (userId: UserId) => `own-state/${userId}`,
  logEntries: (accountId: AccountId) => `log/${accountId}/`,
  logEntry: (accountId: AccountId, sequence: number) => `log/${accountId}/${ordered(sequence)}`,
  batches: (accountId: AccountId) => `batch/${accountId}/`,
  batch: (accountId: AccountId, sequence: number) => `batch/${accountId}/${ordered(sequence)}`,
  /** What a person's device has verified of content. */
  checkpoints: (userId: UserId) => `checkpoint/${userId}/`,
  checkpointsOf: (userId: UserId, accountId: AccountId) => `checkpoint/${userId}/${accountId}/`,
  /** @param first number of its first batch in the account's sequence */
  checkpoint: (userId: UserId, accountId: AccountId, first: number) =>
    `checkpoint/${userId}/${accountId}/${ordered(first)}`,
  chunkHashes: (accountId: AccountId, batchId: BatchId, itemId: ItemId) =>
    `chunk-hashes/${accountId}/${batchId}/${itemId}`,
  bodyRows: (accountId: AccountId, batchId: BatchId, itemId: ItemId) =>
    `body/${accountId}/${batchId}/${itemId}/`,
  bodyRow: (accountId: AccountId, batchId: BatchId, itemId: ItemId, chunk: number) =>
    `body/${accountId}/${batchId}/${itemId}/${ordered(chunk)}`,
  uploadRows: (accountId: AccountId, batchId: BatchId) => `upload/${accountId}/${batchId}/`,
  uploadRow: (accountId: AccountId, batchId: BatchId, chunk: number) =>
    `upload/${accountId}/${batchId}/${ordered(chunk)}`,
  pendingChange: (accountId: AccountId, userId: UserId) => `pending-change/${accountId}/${userId}`,
  /** Jobs whose items are on their way to a worker. */
  handOvers: (accountId: AccountId, userId: UserId) => `hand-over/${accountId}/${userId}/`,
  handOver: (accountId: AccountId, userId: UserId, jobId: JobId) =>
    `hand-over/${accountId}/${userId}/${jobId}`,
  /** How far a worker's access records were verified here. */
  accessChain: (accountId: AccountId, workerId: WorkerId) => `access-chain/${accountId}/${workerId}`,
  lastAccounts: 'last-account/',
  lastAccount: (userId: UserId) => `last-account/${userId}`,
  marks: (accountId: AccountId, userId: UserId) => `marks/${accountId}/${userId}`,
  /** Wrong words for a request to be let back in, by what is signed in it. */
  resetTries: (bodyName: string) => `reset-tries/${bodyName}`,
  device: (accountId: AccountId, userId: UserId) => `device/${accountId}/${userId}`,
} as const;
