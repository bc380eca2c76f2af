import { BatchId, CredentialId, ItemId } from '@commonseal/protocol';
import {
  type AccountSeed,
  type BatchKey,
  type BreakGlassSeed,
  type CredentialSeed,
  type InviteSeed,
  type JobPartKey,
  type KitSecret,
  type MemberNameKey,
  type UserSeed,
  type WorkerSeed,
  type WriterSeed,
  keyBytes,
} from '../keys.ts';
import { sodium } from '../sodium.ts';

export function generateBytes(length: number): Uint8Array {
  return sodium.randombytes_buf(length);
}

export function generateAccountSeed(): AccountSeed {
  return generateBytes(keyBytes) as AccountSeed;
}

export function generateUserSeed(): UserSeed {
  return generateBytes(keyBytes) as UserSeed;
}

export function generateWriterSeed(): WriterSeed {
  return generateBytes(keyBytes) as WriterSeed;
}

export function generateWorkerSeed(): WorkerSeed {
  return generateBytes(keyBytes) as WorkerSeed;
}

export function generateInviteSeed(): InviteSeed {
  return generateBytes(keyBytes) as InviteSeed;
}

export function generateBreakGlassSeed(): BreakGlassSeed {
  return generateBytes(keyBytes) as BreakGlassSeed;
}

export function generateKitSecret(): KitSecret {
  return generateBytes(keyBytes) as KitSecret;
}

/** Of a device: the seeds of other ways in are derived. */
export function generateCredentialSeed(): CredentialSeed {
  return generateBytes(keyBytes) as CredentialSeed;
}

export function generateMemberNameKey(): MemberNameKey {
  return generateBytes(keyBytes) as MemberNameKey;
}

export function generateJobPartKey(): JobPartKey {
  return generateBytes(keyBytes) as JobPartKey;
}

export function generateBatchKey(): BatchKey {
  return generateBytes(keyBytes) as BatchKey;
}

export function generateBatchId(): BatchId {
  return BatchId.fromBytes(generateBytes(16));
}

export function generateItemId(): ItemId {
  return ItemId.fromBytes(generateBytes(16));
}

export function generateCredentialId(): CredentialId {
  return CredentialId.fromBytes(generateBytes(16));
}
