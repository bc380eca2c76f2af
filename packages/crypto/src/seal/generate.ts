import { BatchId, CredentialId, ItemId } from '@commonseal/protocol';
import {
  type AccessRecordKey,
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

/**
 * From the platform's generator, all at once: libsodium's wrapper asks the same one for four bytes at a time.
 * @param length at most 65,536
 */
export function generateBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** Asked for at once: an item takes two small ones. */
const pool = new Uint8Array(4096);
let poolUsed = pool.length;

/** The same for what is no secret, such as ids and salts: it has lain in memory for a while when it is handed out. */
export function generatePublicBytes(length: 16 | 32): Uint8Array {
  if (poolUsed + length > pool.length) {
    crypto.getRandomValues(pool);
    poolUsed = 0;
  }
  poolUsed += length;
  return pool.slice(poolUsed - length, poolUsed);
}

export function generateAccountSeed(): AccountSeed {
  return generateBytes(keyBytes) as AccountSeed;
}

export function generateAccessRecordKey(): AccessRecordKey {
  return generateBytes(keyBytes) as AccessRecordKey;
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
  return BatchId.fromBytes(generatePublicBytes(16));
}

export function generateItemId(): ItemId {
  return ItemId.fromBytes(generatePublicBytes(16));
}

export function generateCredentialId(): CredentialId {
  return CredentialId.fromBytes(generatePublicBytes(16));
}
