import { BatchId, CommonsealError, type WriterId, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { type AccountPins } from '../session/own-state.ts';
import { parseManifest } from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';
import type { AccountSession } from '../account/account-session.ts';
import { storageKeys } from '../storage-keys.ts';
import type { ContentIndex } from './content-index.ts';
import { type StoredBatch, encodeStoredBatch, parseStoredBatch } from './stored-batch.ts';
import { verifyBatch } from './verify-batch.ts';

/** Reads what this device kept, before the server is asked; verified like what comes from there. */
export async function loadKeptBatches(session: AccountSession, content: ContentIndex): Promise<void> {
  for (const [, bytes] of await session.storage.list(storageKeys.batches(session.accountId))) {
    await takeBatch(session, content, content.sequence + 1, parseStoredBatch(bytes));
  }
}

/** Fetches and verifies all batches that are new. What is refused is told by `content.problems`. */
export async function fetchBatches(session: AccountSession, content: ContentIndex): Promise<void> {
  const { accountId, client, storage } = session;
  for (let more = true; more; ) {
    const reply = await client.call(endpoints.batches, {
      params: { accountId },
      query: { after: content.sequence, limit: 50 },
    });
    for (const fetched of reply.batches) {
      if (fetched.sequence !== content.sequence + 1)
        throw new CommonsealError('malformed', 'the sequence has a gap');
      BatchId.parse(fetched.batchId);
      const batch: StoredBatch = {
        manifest: parseBase64url(fetched.manifest),
        seal: parseBase64url(fetched.seal),
        pages: fetched.pages.map(parseBase64),
      };
      await takeBatch(session, content, fetched.sequence, batch);
      await storage.put([[storageKeys.batch(accountId, fetched.sequence), encodeStoredBatch(batch)]]);
    }
    more = reply.more && reply.batches.length > 0;
  }
}

/** PostgreSQL breaks base64 into lines. @throws CommonsealError `malformed` */
function parseBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text.replaceAll('\n', '')), (character) => character.charCodeAt(0));
  } catch {
    throw new CommonsealError('malformed', 'not base64');
  }
}

async function takeBatch(
  session: AccountSession,
  content: ContentIndex,
  sequence: number,
  batch: StoredBatch,
): Promise<void> {
  let writerId: WriterId | undefined;
  try {
    const { manifest } = parseManifest(batch.manifest);
    writerId = manifest.writerId;
    // The writer may know of an entry that the server has not shown here yet.
    if (manifest.logHead.sequence > session.log.head.sequence) await session.syncLog();
    const previous = content.chainHead(manifest.writerId);
    const verified = await verifyBatch(session.log, session.seeds, previous, batch);
    content.addBatch(verified.manifest, verified.head, verified.items);
  } catch (error) {
    if (!(error instanceof CommonsealError) || error.code === 'offline') throw error;
    content.addProblem(describe(session, error, writerId));
  }
  content.sequence = sequence;
}

function describe(session: AccountSession, { code }: CommonsealError, writerId: WriterId | undefined) {
  // A name that nobody admitted is not shown: whoever wrote it is not a writer of this account.
  const writer = writerId && session.log.state.writers.get(writerId);
  if (!writer) return { code };
  return {
    code,
    writerId: writer.writerId,
    sourceName: session.nameOf('writer', writer.nameBox, writer.since),
  };
}

/** Holds the verified chains against what was seen before, and against where withdrawn writers' chains end. */
export function checkChains(
  session: AccountSession,
  content: ContentIndex,
  pins: AccountPins | undefined,
): void {
  for (const [writerId, pin] of pins?.chains ?? []) {
    const hash = content.chainHashAt(writerId, pin.index);
    if (!hash) content.addProblem(describe(session, new CommonsealError('log_rollback'), writerId));
    else if (!equalBytes(hash, pin.hash)) {
      content.addProblem(describe(session, new CommonsealError('log_fork'), writerId));
    }
  }
  for (const { writerId, withdrawn } of session.log.state.writers.values()) {
    if (withdrawn && content.deliveriesOf(writerId).batches < withdrawn.batchCount) {
      content.addProblem(describe(session, new CommonsealError('chain_broken'), writerId));
    }
  }
}
