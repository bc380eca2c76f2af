import { CommonsealError } from '@commonseal/protocol';
import { isUniqueViolation } from '../database/connection-errors.ts';
import type { Queryable } from '../database/database.ts';
import { type BatchKey, type Staging, findUpload, sumStagedBytes } from '../repositories/uploads.ts';
import type { Services } from '../services.ts';
import { type DeliveringCaller, principalOf, requireOwn } from './principal.ts';

/** One page, or one chunk of a body. */
export interface DeliveredRow {
  readonly hash: Uint8Array;
  readonly size: number;
  /** The hash of what lies in its place already. */
  readonly find: (db: Queryable) => Promise<Buffer | undefined>;
  /** @returns false when the batch is another one's or was accepted; a row that is there already is an error */
  readonly insert: (db: Queryable, staging: Staging) => Promise<boolean>;
}

/** A row takes room beside its bytes: very many tiny ones must not be free. */
const minChargedBytes = 4096;

/**
 * Keeps a row of a batch that nobody can read yet. Few statements, because there is one row for each small item: it is
 * looked at first, and what changed in between shows when the row is inserted.
 * @throws CommonsealError `forbidden` when another delivers the batch, `upload_conflict` when other bytes lie there or
 * the batch was accepted without the row, `too_large` when too much waits to be accepted
 */
export async function deliverRow(
  { pool, maxStagedBytes }: Services,
  batch: BatchKey,
  caller: DeliveringCaller,
  row: DeliveredRow,
): Promise<void> {
  if (row.size === 0) throw new CommonsealError('invalid_request', 'an empty row');
  const principal = principalOf(caller);
  const staging = { principal, chargedBytes: Math.max(row.size, minChargedBytes) };
  if (await isThere(pool, batch, staging, row)) return;
  const stagedBytes = await sumStagedBytes(pool, batch.accountId, principal);
  if (stagedBytes + staging.chargedBytes > maxStagedBytes) {
    throw new CommonsealError('too_large', 'too much waits to be accepted');
  }
  if (await insertUnlessThere(pool, staging, row)) return;
  if (!(await isThere(pool, batch, staging, row))) throw new CommonsealError('upload_conflict');
}

/** @throws CommonsealError `forbidden`, `upload_conflict` */
async function isThere(
  db: Queryable,
  batch: BatchKey,
  { principal }: Staging,
  row: DeliveredRow,
): Promise<boolean> {
  const upload = await findUpload(db, batch, principal);
  if (!upload) return false;
  const { isAccepted } = requireOwn(upload);
  const present = await row.find(db);
  if (present?.equals(row.hash)) return true;
  if (present || isAccepted) throw new CommonsealError('upload_conflict');
  return false;
}

async function insertUnlessThere(db: Queryable, staging: Staging, row: DeliveredRow): Promise<boolean> {
  try {
    return await row.insert(db, staging);
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
