import SQL from '@nearform/sql';
import { type Queryable, firstOf } from '../database/database.ts';

export interface BatchKey {
  readonly accountId: Buffer;
  readonly batchId: Buffer;
}

/** Who delivers a batch. */
export interface Principal {
  readonly kind: 'person' | 'writer';
  readonly id: Buffer;
}

export interface Upload {
  readonly isOwn: boolean;
  readonly isAccepted: boolean;
}

/** Whoever is first delivers the batch. The row stays locked until the transaction ends. */
export async function claimUpload(db: Queryable, batch: BatchKey, { kind, id }: Principal): Promise<Upload> {
  const row = await firstOf<Upload>(
    db,
    SQL`
      insert into uploads as mine (account_id, batch_id, principal_kind, principal_id, staged_bytes)
      values (${batch.accountId}, ${batch.batchId}, ${kind}, ${id}, 0)
      on conflict (account_id, batch_id) do update set updated_at = now()
      returning principal_kind = ${kind} and principal_id = ${id} as "isOwn", accepted as "isAccepted"`,
  );
  if (!row) throw new TypeError('an upsert yields a row');
  return row;
}

export async function findUpload(
  db: Queryable,
  batch: BatchKey,
  { kind, id }: Principal,
): Promise<Upload | undefined> {
  return firstOf<Upload>(
    db,
    SQL`
      select principal_kind = ${kind} and principal_id = ${id} as "isOwn", accepted as "isAccepted"
      from uploads where account_id = ${batch.accountId} and batch_id = ${batch.batchId}`,
  );
}

/** On whose account a row is kept until its batch is accepted. */
export interface Staging {
  readonly principal: Principal;
  readonly chargedBytes: number;
}

/**
 * For `with claimed as (…)`: claims the batch, or goes on with an own one, and charges for the row. Yields no row when
 * another delivers the batch or when it was accepted; so what is inserted `from claimed` is not inserted either, and
 * nothing is charged. Acceptance locks the same row.
 */
export function claimAndCharge(batch: BatchKey, { principal, chargedBytes }: Staging) {
  return SQL`
    insert into uploads as mine (account_id, batch_id, principal_kind, principal_id, staged_bytes)
    values (${batch.accountId}, ${batch.batchId}, ${principal.kind}, ${principal.id}, ${chargedBytes})
    on conflict (account_id, batch_id) do update
      set staged_bytes = mine.staged_bytes + excluded.staged_bytes, updated_at = now()
      where mine.principal_kind = excluded.principal_kind and mine.principal_id = excluded.principal_id
        and not mine.accepted
    returning 1`;
}

export async function sumStagedBytes(
  db: Queryable,
  accountId: Buffer,
  { kind, id }: Principal,
): Promise<number> {
  const row = await firstOf<{ bytes: number }>(
    db,
    SQL`
      select coalesce(sum(staged_bytes), 0)::bigint as bytes from uploads
      where account_id = ${accountId} and principal_kind = ${kind} and principal_id = ${id} and not accepted`,
  );
  return row?.bytes ?? 0;
}

export async function markAccepted(db: Queryable, batch: BatchKey): Promise<void> {
  await db.query(SQL`
    update uploads set accepted = true
    where account_id = ${batch.accountId} and batch_id = ${batch.batchId}`);
}
