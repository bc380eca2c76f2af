import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';
import type { ItemKey } from './body-chunks.ts';

export interface GrantKey {
  readonly accountId: Buffer;
  /** Sequence of its entry. */
  readonly grant: number;
}

/**
 * Takes the place of one of the same number. Whoever calls has locked the account.
 * @returns how many of its items are there, and in no other part; and how many the grant has now
 */
export async function putPart(
  db: Queryable,
  { accountId, grant }: GrantKey,
  { part, bytes, items }: { part: number; bytes: Buffer; items: readonly Omit<ItemKey, 'accountId'>[] },
): Promise<{ readonly kept: number; readonly ofGrant: number }> {
  const replaced = await countOf(
    db,
    SQL`
      delete from job_items
      where account_id = ${accountId} and grant_sequence = ${grant} and part = ${part}`,
  );
  await db.query(SQL`
    insert into job_parts (account_id, grant_sequence, part, bytes)
    values (${accountId}, ${grant}, ${part}, ${bytes})
    on conflict (account_id, grant_sequence, part) do update set bytes = excluded.bytes`);
  const kept = await countOf(
    db,
    SQL`
      insert into job_items (account_id, grant_sequence, item_id, batch_id, part)
      select items.account_id, ${grant}, items.item_id, items.batch_id, ${part}
      from items join unnest(${items.map(({ batchId }) => batchId)}::bytea[],
        ${items.map(({ itemId }) => itemId)}::bytea[]) as given (batch_id, item_id) using (batch_id, item_id)
      where items.account_id = ${accountId}
      on conflict do nothing`,
  );
  const row = await firstOf<{ ofGrant: number }>(
    db,
    SQL`
      update account_grants set handed_items = handed_items + ${kept - replaced}
      where account_id = ${accountId} and grant_sequence = ${grant} returning handed_items as "ofGrant"`,
  );
  if (!row) throw new TypeError('no such grant');
  return { kept, ofGrant: row.ofGrant };
}

export async function listParts(db: Queryable, { accountId, grant }: GrantKey): Promise<number[]> {
  const rows = await rowsOf<{ part: number }>(
    db,
    SQL`
      select part from job_parts
      where account_id = ${accountId} and grant_sequence = ${grant} order by part`,
  );
  return rows.map(({ part }) => part);
}

export async function readPart(
  db: Queryable,
  { accountId, grant }: GrantKey,
  part: number,
): Promise<Buffer | undefined> {
  const row = await firstOf<{ base64: string }>(
    db,
    SQL`
      select encode(bytes, 'base64') as base64 from job_parts
      where account_id = ${accountId} and grant_sequence = ${grant} and part = ${part}`,
  );
  return row && Buffer.from(row.base64, 'base64');
}

/** What was handed over for a grant goes with it. */
export async function deleteParts(db: Queryable, { accountId, grant }: GrantKey): Promise<void> {
  await db.query(SQL`delete from job_items where account_id = ${accountId} and grant_sequence = ${grant}`);
  await db.query(SQL`delete from job_parts where account_id = ${accountId} and grant_sequence = ${grant}`);
}

/** Also with one that has ended by the clock alone, which no entry says. One statement: what expires meanwhile goes the next time. */
export async function deletePartsOfExpired(db: Queryable): Promise<number> {
  return countOf(
    db,
    SQL`
      with over as materialized (
        select account_id, grant_sequence from account_grants g
        where (ended or expires_at_ms <= ${Date.now()}) and exists (
          select 1 from job_parts p where p.account_id = g.account_id and p.grant_sequence = g.grant_sequence)
      ), gone as (
        delete from job_items j using over
        where j.account_id = over.account_id and j.grant_sequence = over.grant_sequence
      )
      delete from job_parts p using over
      where p.account_id = over.account_id and p.grant_sequence = over.grant_sequence`,
  );
}
