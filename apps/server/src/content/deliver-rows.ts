import { CommonsealError } from '@commonseal/protocol';
import { isUniqueViolation } from '../database/connection-errors.ts';
import type { Queryable } from '../database/database.ts';
import { type BatchKey, type Staging, findUpload, sumStagedBytes } from '../repositories/uploads.ts';
import type { Services } from '../services.ts';
import { type DeliveringCaller, principalOf, requireOwn } from './principal.ts';

/** One page, or one chunk of a body. */
export interface DeliveredRow {
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Pages of a batch, or chunks of its bodies. */
export interface DeliveredRows<Row extends DeliveredRow> {
  /** In different places. */
  readonly rows: readonly Row[];
  /** The hashes of what lies in the place of each already, in the order of `rows`. */
  readonly find: (db: Queryable) => Promise<readonly (Buffer | undefined)[]>;
  /**
   * All of them or none.
   * @returns false when the batch is another one's or was accepted; a row that is there already is an error
   */
  readonly insert: (db: Queryable, rows: readonly Row[], staging: Staging) => Promise<boolean>;
}

/** A row takes room beside its bytes: very many tiny ones must not be free. */
const minChargedBytes = 4096;
/** What is sent twice at once is found when it is looked at again. */
const mostLooks = 3;

/**
 * Keeps rows of a batch that nobody can read yet. Few statements, because there is a row for each small item: they are
 * looked at first, and what changed in between shows when they are inserted.
 * @throws CommonsealError `forbidden` when another delivers the batch, `upload_conflict` when other bytes lie there or
 * the batch was accepted without them, `too_large` when too much waits to be accepted
 */
export async function deliverRows<Row extends DeliveredRow>(
  { pool, maxStagedBytes }: Services,
  batch: BatchKey,
  caller: DeliveringCaller,
  delivered: DeliveredRows<Row>,
): Promise<void> {
  if (delivered.rows.some(({ bytes }) => bytes.length === 0))
    throw new CommonsealError('invalid_request', 'an empty row');
  const principal = principalOf(caller);
  for (let look = 1; look <= mostLooks; look += 1) {
    const missing = await missingOf(pool, batch, { principal }, delivered);
    if (missing.length === 0) return;
    const chargedBytes = missing.reduce((sum, { bytes }) => sum + Math.max(bytes.length, minChargedBytes), 0);
    const stagedBytes = await sumStagedBytes(pool, batch.accountId, principal);
    if (stagedBytes + chargedBytes > maxStagedBytes)
      throw new CommonsealError('too_large', 'too much waits to be accepted');
    if (await insertUnlessThere(() => delivered.insert(pool, missing, { principal, chargedBytes }))) return;
  }
  throw new CommonsealError('upload_conflict');
}

/** @throws CommonsealError `forbidden`, `upload_conflict` */
async function missingOf<Row extends DeliveredRow>(
  db: Queryable,
  batch: BatchKey,
  { principal }: Pick<Staging, 'principal'>,
  { rows, find }: DeliveredRows<Row>,
): Promise<readonly Row[]> {
  const upload = await findUpload(db, batch, principal);
  if (!upload) return rows;
  const { isAccepted } = requireOwn(upload);
  const present = await find(db);
  const isOther = rows.some(({ hash }, at) => present[at] !== undefined && !present[at].equals(hash));
  const missing = rows.filter((_, at) => present[at] === undefined);
  if (isOther || (isAccepted && missing.length > 0)) throw new CommonsealError('upload_conflict');
  return missing;
}

async function insertUnlessThere(insert: () => Promise<boolean>): Promise<boolean> {
  try {
    return await insert();
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
