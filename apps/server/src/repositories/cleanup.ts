import SQL from '@nearform/sql';
import type { Pool } from 'pg';
import { countOf, firstOf, inTransaction, rowsOf } from '../database/database.ts';
import { deletePartsOfExpired } from './job-parts.ts';

/** Removes what can no longer be used. @returns how many rows */
export async function deleteExpired(pool: Pool): Promise<number> {
  const counts = [
    await countOf(pool, SQL`delete from sessions where expires_at < now() or idle_expires_at < now()`),
    await countOf(pool, SQL`delete from writer_sessions where expires_at < now()`),
    await countOf(pool, SQL`delete from writer_challenges where expires_at < now()`),
    await deletePartsOfExpired(pool),
    await countOf(pool, SQL`delete from job_requests where expires_at_ms <= ${Date.now()}`),
    await countOf(
      pool,
      SQL`delete from named_workers where not silent and named_at < now() - interval '400 days'`,
    ),
    await countOf(pool, SQL`delete from worker_sessions where expires_at < now()`),
    await countOf(pool, SQL`delete from worker_challenges where expires_at < now()`),
    await countOf(
      pool,
      SQL`
      delete from worker_identities w where w.used_at < now() - interval '30 days' and not exists (
        select 1 from account_grants g where g.worker_id = w.worker_id and not g.ended)`,
    ),
    await countOf(pool, SQL`delete from login_attempts where expires_at < now()`),
    await countOf(pool, SQL`delete from sign_up_attempts where expires_at < now()`),
    await countOf(pool, SQL`delete from password_registrations where expires_at < now()`),
    await countOf(pool, SQL`delete from waiting_returns where expires_at < now()`),
    await countOf(
      pool,
      SQL`
      delete from reset_requests r where r.expires_at < now() and not exists (
        select 1 from waiting_returns w
        where w.email = r.email and w.return_id = r.return_id and w.entered and w.slot is not null)`,
    ),
    await countOf(pool, SQL`delete from return_tickets where expires_at < now()`),
    await countOf(pool, SQL`delete from return_logins where expires_at < now()`),
    await countOf(pool, SQL`delete from key_challenges where expires_at < now()`),
    await countOf(pool, SQL`delete from passkey_challenges where expires_at < now()`),
    await countOf(pool, SQL`delete from second_factor_attempts where expires_at < now()`),
    await countOf(
      pool,
      SQL`
        update authenticator_apps set pending_secret = null, pending_until = null where pending_until < now()`,
    ),
    await countOf(pool, SQL`delete from rate_limits where window_ends_at < now()`),
  ];
  return counts.reduce((sum, count) => sum + count, 0);
}

interface UploadKey {
  readonly accountId: Buffer;
  readonly batchId: Buffer;
}

/** Uploads that nobody has gone on with for so long. */
export async function abandonedUploads(pool: Pool, idleSeconds: number): Promise<UploadKey[]> {
  return rowsOf<UploadKey>(
    pool,
    SQL`
      select account_id as "accountId", batch_id as "batchId" from uploads
      where not accepted and updated_at < now() - ${idleSeconds} * interval '1 second' limit 100`,
  );
}

/** Removes an upload with all that was delivered of it, unless it was accepted or gone on with in the meantime. */
export async function deleteUpload(
  pool: Pool,
  { accountId, batchId }: UploadKey,
  idleSeconds: number,
): Promise<boolean> {
  return inTransaction(pool, async (db) => {
    const locked = await firstOf(
      db,
      SQL`
        select 1 from uploads
        where account_id = ${accountId} and batch_id = ${batchId} and not accepted
          and updated_at <= now() - ${idleSeconds} * interval '1 second'
        for update`,
    );
    if (!locked) return false;
    await db.query(SQL`delete from body_chunks where account_id = ${accountId} and batch_id = ${batchId}`);
    await db.query(SQL`delete from batch_pages where account_id = ${accountId} and batch_id = ${batchId}`);
    await db.query(SQL`delete from uploads where account_id = ${accountId} and batch_id = ${batchId}`);
    return true;
  });
}
