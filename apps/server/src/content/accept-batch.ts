import {
  type AccountLog,
  type ChainHead,
  type Manifest,
  acceptManifest,
  currentEpoch,
  parseManifest,
  requireAccepted,
} from '@commonseal/account-log';
import { CommonsealError } from '@commonseal/protocol';
import { equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import { withLockedLog } from '../account/locked-log.ts';
import { bytesOf, textOf } from '../bytes.ts';
import { type Queryable, inTransaction } from '../database/database.ts';
import { isFarAhead } from '../far-ahead.ts';
import { listPages } from '../repositories/batch-pages.ts';
import {
  findBatch,
  insertBatch,
  insertItems,
  readLastManifest,
  takeBatchSequence,
} from '../repositories/batches.ts';
import { listBodies } from '../repositories/body-chunks.ts';
import { type BatchKey, claimUpload, markAccepted } from '../repositories/uploads.ts';
import type { Services } from '../services.ts';
import { requireDelivered } from './check-delivered.ts';
import { type DeliveringCaller, principalOf, requireOwn } from './principal.ts';

export interface SealedBatch {
  readonly manifest: Buffer;
  readonly seal: Buffer;
}

/**
 * Accepts a batch whole: from then on its items can be read, before nothing of it can.
 * @returns its place in the account's gap-free sequence; the same again when it was accepted before
 * @throws CommonsealError `batch_refused`, `epoch_ended`, `upload_incomplete`; `forbidden` for another's writer or batch
 */
export async function acceptBatch(
  { pool, accountLogs }: Services,
  batch: BatchKey,
  caller: DeliveringCaller,
  sealed: SealedBatch,
): Promise<number> {
  const manifest = parseNamed(batch, sealed);
  const accountId = manifest.accountId;
  return inTransaction(pool, (db) =>
    withLockedLog(db, accountLogs, accountId, async (log) => {
      requireOwnWriter(log, manifest, caller);
      requireOwn(await claimUpload(db, batch, principalOf(caller)));
      const before = await findBatch(db, batch);
      if (before) {
        // The manifest names its seal; the stored one may be newer than that.
        if (before.manifest.equals(sealed.manifest)) return before.sequence;
        throw refused('another batch was accepted under this id');
      }
      if (isFarAhead(manifest.timeMs)) throw refused('the time is ahead');
      const previous = await readChainHead(db, batch, manifest);
      requireAccepted(acceptManifest(log, previous, sealed.manifest), 'batch_refused');
      if (manifest.epoch !== currentEpoch(log.state).epoch) throw new CommonsealError('epoch_ended');
      return store(db, batch, manifest, sealed);
    }),
  );
}

function refused(reason: string): CommonsealError {
  return new CommonsealError('batch_refused', reason);
}

/** The manifest, which must speak of the batch in the path and name the seal; nobody has vouched for it yet. */
function parseNamed({ accountId, batchId }: BatchKey, sealed: SealedBatch): Manifest {
  const manifest = parseOrRefuse(sealed.manifest);
  if (manifest.accountId !== textOf(accountId) || manifest.batchId !== textOf(batchId)) {
    throw refused("another batch's manifest");
  }
  if (!equalBytes(hash(hashPurposes.seal, sealed.seal), manifest.sealHash)) throw refused('another seal');
  return manifest;
}

function parseOrRefuse(signed: Uint8Array): Manifest {
  try {
    return parseManifest(signed).manifest;
  } catch (error) {
    if (error instanceof CommonsealError) throw refused('malformed');
    throw error;
  }
}

/** A program delivers its own batches only; a person those of their own devices. */
function requireOwnWriter(log: AccountLog, { writerId }: Manifest, caller: DeliveringCaller): void {
  const writer = log.state.writers.get(writerId);
  const isOwn =
    caller.kind === 'writer'
      ? caller.writerId === writerId
      : writer?.kind === 'device' && writer.userId === caller.userId;
  if (!isOwn) throw new CommonsealError('forbidden', "another one's writer");
}

async function readChainHead(
  db: Queryable,
  { accountId }: BatchKey,
  { writerId }: Manifest,
): Promise<ChainHead | undefined> {
  const last = await readLastManifest(db, accountId, bytesOf(writerId));
  if (!last) return undefined;
  const parsed = parseManifest(last);
  const { index, timeMs, logHead } = parsed.manifest;
  return { index, hash: parsed.hash, logSequence: logHead.sequence, timeMs };
}

async function store(
  db: Queryable,
  batch: BatchKey,
  manifest: Manifest,
  sealed: SealedBatch,
): Promise<number> {
  const pages = await listPages(db, batch);
  requireDelivered(manifest, pages, await listBodies(db, batch));
  const sequence = await takeBatchSequence(db, batch.accountId);
  const pagesBytes = pages.reduce((sum, { size }) => sum + size, 0);
  const { index, epoch } = manifest;
  const writerId = bytesOf(manifest.writerId);
  await insertBatch(db, { ...batch, ...sealed, sequence, writerId, index, epoch, pagesBytes });
  if ((await insertItems(db, batch, manifest.items)) !== manifest.items.length) {
    throw refused('an item that is there already');
  }
  await markAccepted(db, batch);
  return sequence;
}
