import { CommonsealError } from '@commonseal/protocol';
import type { Caller } from '../caller.ts';
import { type Queryable, inTransaction } from '../database/database.ts';
import { type BatchKey, addStagedBytes, claimUpload, sumStagedBytes } from '../repositories/uploads.ts';
import type { Services } from '../services.ts';
import { principalOf, requireOwn } from './principal.ts';

/** One page, or one chunk of a body. */
export interface DeliveredRow {
  readonly hash: Uint8Array;
  readonly size: number;
  /** The hash of what lies in its place already. */
  readonly find: (db: Queryable) => Promise<Buffer | undefined>;
  readonly insert: (db: Queryable) => Promise<void>;
}

/** A row takes room beside its bytes: very many tiny ones must not be free. */
const minChargedBytes = 4096;

/**
 * Keeps a row of a batch that nobody can read yet.
 * @throws CommonsealError `forbidden` when another delivers the batch, `upload_conflict` when other bytes lie there or
 * the batch was accepted without the row, `too_large` when too much waits to be accepted
 */
export async function deliverRow(
  { pool, maxStagedBytes }: Services,
  batch: BatchKey,
  caller: Caller,
  row: DeliveredRow,
): Promise<void> {
  if (row.size === 0) throw new CommonsealError('invalid_request', 'an empty row');
  const principal = principalOf(caller);
  await inTransaction(pool, async (db) => {
    const { isAccepted } = requireOwn(await claimUpload(db, batch, principal));
    const present = await row.find(db);
    if (present?.equals(row.hash)) return;
    if (present || isAccepted) throw new CommonsealError('upload_conflict');
    const charged = Math.max(row.size, minChargedBytes);
    if ((await sumStagedBytes(db, batch.accountId, principal)) + charged > maxStagedBytes) {
      throw new CommonsealError('too_large', 'too much waits to be accepted');
    }
    await row.insert(db);
    await addStagedBytes(db, batch, charged);
  });
}
