import { ByteReader, ByteWriter, CommonsealError, ItemId, JobId, shortIdBytes } from '@commonseal/protocol';
import { maxJobItems } from '@commonseal/account-log';
import type { AccountSession } from '../account/account-session.ts';
import { storageKeys } from '../storage-keys.ts';

/**
 * Which items a job is about, kept on this device before the job is granted and until all is handed over: the log has a hash over
 * them only. Ids, which the server knows: no secret. What is read back counts if it has that hash.
 */
export interface KeptHandOver {
  readonly jobId: JobId;
  readonly itemIds: readonly ItemId[];
}

export async function keepHandOver(session: AccountSession, handOver: KeptHandOver): Promise<void> {
  const key = storageKeys.handOver(session.accountId, session.userId, handOver.jobId);
  await session.storage.put([[key, encodeHandOver(handOver)]]);
}

export async function dropHandOver(session: AccountSession, jobId: JobId): Promise<void> {
  await session.storage.delete([storageKeys.handOver(session.accountId, session.userId, jobId)]);
}

/** Those that cannot be read are dropped. */
export async function keptHandOvers(session: AccountSession): Promise<KeptHandOver[]> {
  const { storage, accountId, userId } = session;
  const kept: KeptHandOver[] = [];
  for (const [key, bytes] of await storage.list(storageKeys.handOvers(accountId, userId))) {
    try {
      kept.push(parseHandOver(bytes));
    } catch (error) {
      if (!(error instanceof CommonsealError)) throw error;
      await storage.delete([key]);
    }
  }
  return kept;
}

export function encodeHandOver({ jobId, itemIds }: KeptHandOver): Uint8Array {
  const writer = new ByteWriter().bytes(JobId.toBytes(jobId)).u32(itemIds.length);
  for (const itemId of itemIds) writer.bytes(ItemId.toBytes(itemId));
  return writer.finish();
}

/** @throws CommonsealError `malformed` */
export function parseHandOver(bytes: Uint8Array): KeptHandOver {
  const reader = new ByteReader(bytes, 'hand-over');
  const jobId = JobId.fromBytes(reader.bytes(shortIdBytes));
  const count = reader.u32();
  // Looked at before anything is made of it.
  if (count > maxJobItems || reader.remaining !== count * shortIdBytes) reader.fail('number of items');
  const itemIds = Array.from({ length: count }, () => ItemId.fromBytes(reader.bytes(shortIdBytes)));
  return { jobId, itemIds };
}
