import { type AccountId, CommonsealError } from '@commonseal/protocol';
import { currentEpoch } from '@commonseal/account-log';
import { decryptBox } from '@commonseal/crypto/open';
import { checkpointContext, deriveBoxKey, encryptBox } from '@commonseal/crypto/seal';
import { equalBytes, hashBytes } from '@commonseal/crypto/verify';
import type { AccountSession } from '../account/account-session.ts';
import type { Person } from '../session/person.ts';
import { storageKeys } from '../storage-keys.ts';
import { type VaultStorage, keepIfPossible } from '../storage.ts';
import {
  type CheckpointPart,
  encodeCheckpointPart,
  encodedSize,
  parseCheckpointPart,
} from './checkpoint-format.ts';
import type { AcceptedBatch, ContentIndex } from './content-index.ts';

/** A part fits into a box, with room for what stands before its batches. */
const maxPartBytes = 1_000_000;
/** Fewer new batches are verified anew at the next unlock rather than written down at each sync. */
const minNewBatches = 8;

/**
 * Takes up what this device has verified before. It is as good as that: the key is one that nobody but this person has, the log is
 * verified before and must contain the head by which each part was verified, and each batch follows the one before in its writer's
 * chain. At the first part that is not so the rest is left out, and verified anew.
 */
export async function loadCheckpoint(session: AccountSession, content: ContentIndex): Promise<void> {
  // What was verified already, while the current key was waited for, is not taken up again.
  if (content.sequence > 0) return;
  const { accountId, userId, storage } = session;
  const key = checkpointKeyOf(session);
  for (const [, box] of await storage.list(storageKeys.checkpointsOf(userId, accountId))) {
    // It opens at its place alone.
    const first = content.sequence + 1;
    try {
      const part = parseCheckpointPart(decryptBox(box, key, checkpointContext({ userId, accountId, first })));
      takePart(session, content, part);
    } catch (error) {
      if (error instanceof CommonsealError) return;
      throw error;
    }
    content.kept = { batches: content.sequence, lastPartFirst: first };
  }
}

function checkpointKeyOf({ person }: AccountSession) {
  return deriveBoxKey(person.userSeed, 'checkpointKey');
}

/** @throws CommonsealError for what does not fit the log, and what was taken before it stays */
function takePart({ log }: AccountSession, content: ContentIndex, part: CheckpointPart): void {
  log.requireExtends(part.logHead);
  if (log.state.epochs.get(part.epoch) === undefined)
    throw new CommonsealError('log_rollback', 'an epoch of the checkpoint is not in the log');
  for (const batch of part.batches) {
    requireFollows(batch, content);
    requireBeforeEnd(batch, log.state.writers.get(batch.writerId));
    content.addBatch(batch, content.sequence + 1);
    content.sequence += 1;
  }
}

/** @throws CommonsealError `chain_broken` */
function requireFollows({ writerId, head, previousHash }: AcceptedBatch, content: ContentIndex): void {
  const before = content.chainHead(writerId);
  const follows =
    head.index === (before ? before.index + 1 : 0) &&
    equalBytes(previousHash, before?.hash ?? new Uint8Array(hashBytes));
  if (!follows) throw new CommonsealError('chain_broken', 'a batch of the checkpoint follows another one');
}

/**
 * Its writer may have been withdrawn since, and the chain end before this batch or with another: then it is refused, as whoever sees it
 * for the first time refuses it.
 * @throws CommonsealError `batch_refused`
 */
function requireBeforeEnd(
  { head }: AcceptedBatch,
  writer: ReturnType<AccountSession['log']['state']['writers']['get']>,
): void {
  const end = writer?.withdrawn;
  const isOther = end && head.index === end.batchCount - 1 && !equalBytes(head.hash, end.lastHash);
  if (!writer || (end && head.index >= end.batchCount) || isOther)
    throw new CommonsealError('batch_refused', 'not of its writer any more');
}

/** Writes down what was verified since; not while anything of the account was refused. */
export async function keepCheckpoint(session: AccountSession, content: ContentIndex): Promise<void> {
  const { accepted, kept } = content;
  const news = accepted.length - kept.batches;
  if (news < (kept.batches === 0 ? 1 : minNewBatches) || content.problems.length > 0) return;
  const { accountId, userId, log, storage } = session;
  const key = checkpointKeyOf(session);
  const { epoch } = currentEpoch(log.state);
  let first = kept.lastPartFirst;
  for (const batches of partsOf(accepted.slice(first - 1))) {
    const part = encodeCheckpointPart({ logHead: log.head, epoch, batches });
    const box = encryptBox(part, key, checkpointContext({ userId, accountId, first }));
    await keepIfPossible(storage, [[storageKeys.checkpoint(userId, accountId, first), box]]);
    content.kept = { batches: first + batches.length - 1, lastPartFirst: first };
    first += batches.length;
  }
}

/** As many in each as it takes; one batch that is too large for any ends it, and what follows is verified anew each time. */
function* partsOf(batches: readonly AcceptedBatch[]): Generator<readonly AcceptedBatch[]> {
  let part: AcceptedBatch[] = [];
  let bytes = 0;
  for (const batch of batches) {
    const size = encodedSize(batch);
    if (size > maxPartBytes) break;
    if (bytes + size > maxPartBytes) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(batch);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

/** Takes from this device what a person has verified, of one account or of all: they do not use it here any more, or have other keys. */
export async function forgetCheckpoints(
  storage: VaultStorage,
  person: Person | undefined,
  accountId?: AccountId,
): Promise<void> {
  if (!person) return;
  const { userId } = person.userLog.state;
  const { checkpoints, checkpointsOf } = storageKeys;
  const kept = await storage.list(accountId ? checkpointsOf(userId, accountId) : checkpoints(userId));
  await storage.delete(kept.map(([key]) => key));
}
