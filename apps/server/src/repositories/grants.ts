import type { AccountState, Grant } from '@commonseal/account-log';
import SQL from '@nearform/sql';
import { bytesOf } from '../bytes.ts';
import { type Queryable, firstOf, rowsOf } from '../database/database.ts';
import { type GrantKey, deleteParts } from './job-parts.ts';
import { type JobRequestKey, endJobRequest } from './job-requests.ts';
import type { BatchKey } from './uploads.ts';

/**
 * Writes what a log says about grants to workers; for look-ups only. An expiry has no entry: it is asked for by the clock, and
 * what has expired by the log's own time does not come back.
 */
export async function projectGrants(
  db: Queryable,
  accountId: Buffer,
  after: AccountState,
  before: AccountState | undefined,
): Promise<void> {
  for (const grant of after.grants.values()) {
    if (before?.grants.get(grant.since) === grant) continue;
    await putGrant(db, accountId, grant);
    if (grant.ended) await deleteParts(db, { accountId, grant: grant.since });
    else if (grant.terms.kind === 'job') {
      const key = { accountId, workerId: bytesOf(grant.workerId), jobId: bytesOf(grant.terms.jobId) };
      await endJobRequest(db, key, 'granted');
    }
  }
  await db.query(SQL`
    update account_grants set ended = true
    where account_id = ${accountId} and not ended and expires_at_ms <= ${after.timeMs}`);
}

async function putGrant(db: Queryable, accountId: Buffer, grant: Grant): Promise<void> {
  const { workerId, since, expiresAtMs, terms, ended } = grant;
  const jobId = terms.kind === 'job' ? bytesOf(terms.jobId) : null;
  const writerIds = terms.kind === 'standing' && terms.writerIds ? terms.writerIds.map(bytesOf) : null;
  await db.query(SQL`
    insert into account_grants (account_id, grant_sequence, worker_id, job_id, writer_ids, expires_at_ms, ended)
    values (${accountId}, ${since}, ${bytesOf(workerId)}, ${jobId}, ${writerIds}::bytea[], ${expiresAtMs},
      ${ended !== undefined})
    on conflict (account_id, grant_sequence) do update set ended = excluded.ended`);
}

/** For `where`: of grants in force now. */
function inForce() {
  return SQL`not ended and expires_at_ms > ${Date.now()}`;
}

/** Whether a worker may read anything of an account now, of either kind. */
export async function isAnythingGranted(
  db: Queryable,
  accountId: Buffer,
  workerId: Buffer,
): Promise<boolean> {
  const found = await firstOf(
    db,
    SQL`
      select 1 from account_grants
      where account_id = ${accountId} and worker_id = ${workerId} and ${inForce()} limit 1`,
  );
  return found !== undefined;
}

/** Whether a worker may, or might once, read anything of an account. */
export async function wasAnythingGranted(
  db: Queryable,
  accountId: Buffer,
  workerId: Buffer,
): Promise<boolean> {
  const found = await firstOf(
    db,
    SQL`select 1 from account_grants where account_id = ${accountId} and worker_id = ${workerId} limit 1`,
  );
  return found !== undefined;
}

/** What a standing grant lets a worker read. */
export interface Scope {
  /** Null for everybody's. */
  readonly writerIds: readonly Buffer[] | null;
}

export async function findScope(
  db: Queryable,
  accountId: Buffer,
  workerId: Buffer,
): Promise<Scope | undefined> {
  return firstOf<Scope>(
    db,
    SQL`
      select writer_ids as "writerIds" from account_grants
      where account_id = ${accountId} and worker_id = ${workerId} and job_id is null and ${inForce()} limit 1`,
  );
}

/** Whether a batch is of a source that a standing grant is about. */
export async function isInScope(
  db: Queryable,
  { accountId, batchId }: BatchKey,
  { writerIds }: Scope,
): Promise<boolean> {
  if (!writerIds) return true;
  const found = await firstOf(
    db,
    SQL`
      select 1 from batches
      where account_id = ${accountId} and batch_id = ${batchId} and writer_id = any(${writerIds}::bytea[])`,
  );
  return found !== undefined;
}

/** Of items of a batch those that jobs in force of a worker's are about, as far as they were handed over, in the order asked. */
export async function listHandedOver(
  db: Queryable,
  { accountId, batchId }: BatchKey,
  itemIds: readonly Buffer[],
  workerId: Buffer,
): Promise<readonly Buffer[]> {
  const rows = await rowsOf<{ itemId: Buffer }>(
    db,
    SQL`
      select asked.item_id as "itemId" from unnest(${itemIds}::bytea[]) with ordinality as asked (item_id, at)
      where exists (
        select 1 from account_grants join job_items using (account_id, grant_sequence)
        where account_id = ${accountId} and worker_id = ${workerId} and job_id is not null and ${inForce()}
          and job_items.item_id = asked.item_id and batch_id = ${batchId})
      order by at`,
  );
  return rows.map(({ itemId }) => itemId);
}

/** Whether a grant in force is a job of this worker's. */
export async function isJobOf(
  db: Queryable,
  { accountId, grant }: GrantKey,
  workerId: Buffer,
): Promise<boolean> {
  const found = await firstOf(
    db,
    SQL`
      select 1 from account_grants
      where account_id = ${accountId} and grant_sequence = ${grant} and worker_id = ${workerId}
        and job_id is not null and ${inForce()}`,
  );
  return found !== undefined;
}

/** Whether a job is granted to a worker and in force. */
export async function isJobGranted(
  db: Queryable,
  { accountId, workerId, jobId }: JobRequestKey,
): Promise<boolean> {
  const found = await firstOf(
    db,
    SQL`
      select 1 from account_grants
      where account_id = ${accountId} and worker_id = ${workerId} and job_id = ${jobId} and ${inForce()} limit 1`,
  );
  return found !== undefined;
}

export interface GrantedAccount {
  readonly accountId: Buffer;
  readonly grant: number;
  readonly jobId: Buffer | null;
  readonly expiresAtMs: number;
}

/** All that is granted to a worker in its next accounts. */
export async function grantedAccounts(
  db: Queryable,
  workerId: Buffer,
  { after, limit }: { readonly after: Buffer; readonly limit: number },
): Promise<GrantedAccount[]> {
  return rowsOf<GrantedAccount>(
    db,
    SQL`
      select account_id as "accountId", grant_sequence as grant, job_id as "jobId", expires_at_ms as "expiresAtMs"
      from account_grants
      where worker_id = ${workerId} and ${inForce()} and account_id in (
        select distinct account_id from account_grants
        where worker_id = ${workerId} and account_id > ${after} and ${inForce()}
        order by account_id limit ${limit})
      order by account_id, grant_sequence`,
  );
}
