import {
  CommonsealError,
  type ErrorCode,
  type WriterId,
  bytesOfBinary,
  parseBase64url,
} from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { parseManifest } from '@commonseal/account-log';
import type { AccountSession } from '../account/account-session.ts';
import { storageKeys } from '../storage-keys.ts';
import { keepIfPossible } from '../storage.ts';
import type { ContentIndex } from './content-index.ts';
import { loadCheckpoint } from './checkpoint.ts';
import { problemOf } from './problem-of.ts';
import { type StoredBatch, encodeStoredBatch, parseStoredBatch } from './stored-batch.ts';
import { verifyBatch } from './verify-batch.ts';

/** What a batch itself can be at fault with; anything else is a fault of the moment, and the batch is asked for again. */
const faultsOfBatch: readonly ErrorCode[] = [
  'malformed',
  'unsupported_format',
  'decryption_failed',
  'signature_invalid',
  'key_mismatch',
  'batch_refused',
  'chain_broken',
  'log_fork',
  'log_rollback',
];

/**
 * Reads what this device kept, before the server is asked: what it has verified before, and behind that what it has fetched, which is
 * verified like what comes from there.
 */
export async function loadKeptBatches(session: AccountSession, content: ContentIndex): Promise<void> {
  await loadCheckpoint(session, content);
  const { accountId, storage } = session;
  const next = storageKeys.batch(accountId, content.sequence + 1);
  for (const [key, bytes] of await storage.list(storageKeys.batches(accountId), next)) {
    const sequence = content.sequence + 1;
    // Only what was accepted is kept: behind a gap, and behind what was damaged here, the server is asked.
    if (key !== storageKeys.batch(session.accountId, sequence)) return;
    try {
      await addBatch(session, content, sequence, parseStoredBatch(bytes));
    } catch (error) {
      if (error instanceof CommonsealError && faultsOfBatch.includes(error.code)) return;
      throw error;
    }
    content.sequence = sequence;
  }
}

/** Fetches and verifies all batches that are new. What is refused is told by `content.problems`. */
export async function fetchBatches(session: AccountSession, content: ContentIndex): Promise<void> {
  const { accountId, client } = session;
  for (let more = true; more; ) {
    const reply = await client.call(endpoints.batches, {
      params: { accountId },
      query: { after: content.sequence, limit: 50 },
    });
    for (const fetched of reply.batches) {
      if (fetched.sequence !== content.sequence + 1)
        throw new CommonsealError('malformed', 'the sequence has a gap');
      const batch: StoredBatch = {
        manifest: parseBase64url(fetched.manifest),
        seal: parseBase64url(fetched.seal),
        resealedEpoch: fetched.resealedEpoch,
        pages: fetched.pages.map(parseBase64),
      };
      await takeBatch(session, content, fetched.sequence, batch);
      content.sequence = fetched.sequence;
    }
    more = reply.more && reply.batches.length > 0;
  }
}

/** PostgreSQL breaks base64 into lines. @throws CommonsealError `malformed` */
function parseBase64(text: string): Uint8Array {
  try {
    return bytesOfBinary(atob(text.replaceAll('\n', '')));
  } catch {
    throw new CommonsealError('malformed', 'not base64');
  }
}

/** Adds a batch if it is right and keeps it on this device; else says what is wrong with it. */
async function takeBatch(
  session: AccountSession,
  content: ContentIndex,
  sequence: number,
  batch: StoredBatch,
): Promise<void> {
  try {
    await addBatch(session, content, sequence, batch);
  } catch (error) {
    if (!(error instanceof CommonsealError) || !faultsOfBatch.includes(error.code)) throw error;
    content.addProblem(problemOf(session, error.code, statedWriter(batch)));
    return;
  }
  const key = storageKeys.batch(session.accountId, sequence);
  await keepIfPossible(session.storage, [[key, encodeStoredBatch(batch)]]);
}

async function addBatch(
  session: AccountSession,
  content: ContentIndex,
  sequence: number,
  batch: StoredBatch,
): Promise<void> {
  const { manifest } = parseManifest(batch.manifest);
  // The writer may know of an entry that the server has not shown here yet.
  if (manifest.logHead.sequence > session.log.head.sequence) await session.syncLog();
  const previous = content.chainHead(manifest.writerId);
  content.addBatch(await verifyBatch(session.log, session.seeds, previous, batch), sequence);
}

/** Whose batch it says that it is; nobody has vouched for that. */
function statedWriter(batch: StoredBatch): WriterId | undefined {
  try {
    return parseManifest(batch.manifest).manifest.writerId;
  } catch {
    return undefined;
  }
}
