import {
  AccountId,
  BatchId,
  BreakGlassId,
  ByteWriter,
  CredentialId,
  InviteId,
  ItemId,
  JobId,
  UserId,
  WorkerId,
  WriterId,
  encodeParts,
} from '@commonseal/protocol';

/**
 * Associated data: what a ciphertext is and where it belongs, as length-prefixed parts, the name of its kind first.
 * A ciphertext that is moved to any other place does not open.
 */
export type SealContext = Uint8Array & { readonly contextOf: 'seal' };
export type BoxContext = Uint8Array & { readonly contextOf: 'box' };
export type PageContext = Uint8Array & { readonly contextOf: 'page' };
export type BodyContext = Uint8Array & { readonly contextOf: 'body' };

function u32(value: number): Uint8Array {
  return new ByteWriter().u32(value).finish();
}

/** Who an account seed can be sealed to. */
export type Recipient =
  | { readonly kind: 'member'; readonly id: UserId }
  | { readonly kind: 'invite'; readonly id: InviteId }
  | { readonly kind: 'breakGlass'; readonly id: BreakGlassId }
  | { readonly kind: 'worker'; readonly id: WorkerId };

/** 32 bytes. */
export function recipientIdBytes(recipient: Recipient): Uint8Array {
  switch (recipient.kind) {
    case 'member':
      return UserId.toBytes(recipient.id);
    case 'invite':
      return InviteId.toBytes(recipient.id);
    case 'breakGlass':
      return BreakGlassId.toBytes(recipient.id);
    case 'worker':
      return WorkerId.toBytes(recipient.id);
  }
}

export function accountSeedContext(at: {
  accountId: AccountId;
  epoch: number;
  recipient: Recipient;
}): SealContext {
  const { accountId, epoch, recipient } = at;
  return encodeParts([
    'account seed',
    AccountId.toBytes(accountId),
    u32(epoch),
    recipient.kind,
    recipientIdBytes(recipient),
  ]) as SealContext;
}

/** @param at.generation 0 for the person's first seed, one more after each rekey */
export function userSeedContext(at: {
  userId: UserId;
  generation: number;
  credentialId: CredentialId;
}): SealContext {
  const { userId, generation, credentialId } = at;
  return encodeParts([
    'user seed',
    UserId.toBytes(userId),
    u32(generation),
    CredentialId.toBytes(credentialId),
  ]) as SealContext;
}

/** The key of the name of somebody who joins. @param at.epoch the one to whose ingest key it is sealed */
export function memberNameContext(at: { accountId: AccountId; epoch: number; userId: UserId }): SealContext {
  const { accountId, epoch, userId } = at;
  return encodeParts([
    'member name',
    AccountId.toBytes(accountId),
    u32(epoch),
    UserId.toBytes(userId),
  ]) as SealContext;
}

interface BatchPlace {
  readonly accountId: AccountId;
  readonly epoch: number;
  readonly writerId: WriterId;
  readonly batchId: BatchId;
}

function batchParts({ accountId, epoch, writerId, batchId }: BatchPlace): Uint8Array[] {
  return [AccountId.toBytes(accountId), u32(epoch), WriterId.toBytes(writerId), BatchId.toBytes(batchId)];
}

export function batchKeyContext(at: BatchPlace): SealContext {
  return encodeParts(['batch key', ...batchParts(at)]) as SealContext;
}

/** @param at.version 0; one more each time that a page is rewritten to erase an item */
export function pageContext(at: BatchPlace & { page: number; version: number }): PageContext {
  return encodeParts(['page', ...batchParts(at), u32(at.page), u32(at.version)]) as PageContext;
}

export function bodyContext(at: BatchPlace & { itemId: ItemId }): BodyContext {
  return encodeParts(['body', ...batchParts(at), ItemId.toBytes(at.itemId)]) as BodyContext;
}

/** @param at.epoch the newer of the two epochs that the chain-back joins */
export function chainBackContext(at: { accountId: AccountId; epoch: number }): BoxContext {
  return encodeParts(['chain-back', AccountId.toBytes(at.accountId), u32(at.epoch)]) as BoxContext;
}

export function anchorContext(at: { credentialId: CredentialId }): BoxContext {
  return encodeParts(['anchor', CredentialId.toBytes(at.credentialId)]) as BoxContext;
}

export function ownStateContext(at: { userId: UserId; version: number }): BoxContext {
  return encodeParts(['own state', UserId.toBytes(at.userId), u32(at.version)]) as BoxContext;
}

/** @param at.accountId the account that the device writes into */
export function deviceStateContext(at: { userId: UserId; accountId: AccountId }): BoxContext {
  return encodeParts([
    'device state',
    UserId.toBytes(at.userId),
    AccountId.toBytes(at.accountId),
  ]) as BoxContext;
}

/** @param at.accountId the account whose items are marked */
export function marksContext(at: { userId: UserId; accountId: AccountId; version: number }): BoxContext {
  return encodeParts([
    'marks',
    UserId.toBytes(at.userId),
    AccountId.toBytes(at.accountId),
    u32(at.version),
  ]) as BoxContext;
}

/** A part of what a device has verified of an account's content. @param at.first number of its first batch in the account's sequence */
export function checkpointContext(at: { userId: UserId; accountId: AccountId; first: number }): BoxContext {
  return encodeParts([
    'checkpoint',
    UserId.toBytes(at.userId),
    AccountId.toBytes(at.accountId),
    u32(at.first),
  ]) as BoxContext;
}

/**
 * A name that stands encrypted in the account log. The epoch is named by the hash of its ingest key, not by account id
 * and number: the names in a genesis entry are encrypted before the account has an id.
 */
export function nameContext(at: {
  nameOf: 'account' | 'member' | 'writer' | 'invite' | 'holder' | 'worker' | 'analyser';
  ingestKeyHash: Uint8Array;
}): BoxContext {
  return encodeParts(['name', at.nameOf, at.ingestKeyHash]) as BoxContext;
}

/** A part of what is handed over to a worker for one job. */
export interface JobPartPlace {
  readonly accountId: AccountId;
  /** The entry that grants the job: its place in the log, and its hash. */
  readonly grant: { readonly sequence: number; readonly hash: Uint8Array };
  readonly jobId: JobId;
  readonly workerId: WorkerId;
  /** From 0. */
  readonly part: number;
}

function jobPartParts({ accountId, grant, jobId, workerId, part }: JobPartPlace): Uint8Array[] {
  const { sequence, hash } = grant;
  const [job, worker] = [JobId.toBytes(jobId), WorkerId.toBytes(workerId)];
  return [AccountId.toBytes(accountId), u32(sequence), hash, job, worker, u32(part)];
}

export function jobPartKeyContext(at: JobPartPlace): SealContext {
  return encodeParts(['job part key', ...jobPartParts(at)]) as SealContext;
}

export function jobPartContext(at: JobPartPlace): BoxContext {
  return encodeParts(['job part', ...jobPartParts(at)]) as BoxContext;
}

interface WorkerKeyPlace {
  /** The worker's public half, as encoded. */
  readonly identity: Uint8Array;
  readonly threshold: number;
  readonly operators: number;
}

function workerKeyParts({ identity, threshold, operators }: WorkerKeyPlace): Uint8Array[] {
  return [identity, u32(threshold), u32(operators)];
}

/** A worker's seed in its own key file. */
export function workerSeedContext(at: WorkerKeyPlace): BoxContext {
  return encodeParts(['worker seed', ...workerKeyParts(at)]) as BoxContext;
}

/** An operator's part of the key that the worker's seed is encrypted under. @param at.stretching salt and cost, as in the file */
export function operatorPartContext(
  at: WorkerKeyPlace & { readonly operator: number; readonly stretching: Uint8Array },
): BoxContext {
  return encodeParts(['operator part', ...workerKeyParts(at), u32(at.operator), at.stretching]) as BoxContext;
}

interface AccessRecordPlace {
  readonly accountId: AccountId;
  readonly epoch: number;
  readonly workerId: WorkerId;
  /** In the worker's chain of records for the account, from 0. */
  readonly index: number;
}

function accessRecordParts({ accountId, epoch, workerId, index }: AccessRecordPlace): Uint8Array[] {
  return [AccountId.toBytes(accountId), u32(epoch), WorkerId.toBytes(workerId), u32(index)];
}

/** The key of a record of what a worker was given. @param at.epoch the one to whose ingest key it is sealed */
export function accessRecordKeyContext(at: AccessRecordPlace): SealContext {
  return encodeParts(['access record key', ...accessRecordParts(at)]) as SealContext;
}

export function accessRecordContext(at: AccessRecordPlace): BoxContext {
  return encodeParts(['access record', ...accessRecordParts(at)]) as BoxContext;
}
