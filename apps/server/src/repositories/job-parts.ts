import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';
import type { ItemKey } from './body-chunks.ts';

export interface GrantKey {
  readonly accountId: Buffer;
  /** Sequence of its entry. */
  readonly grant: number;
}

/** Takes the place of one of the same number. @returns how many of its items are there, and in no other part */
export async function putPart(
  db: Queryable,
  { accountId, grant }: GrantKey,
  { part, bytes, items }: { part: number; bytes: Buffer; items: readonly Omit<ItemKey, 'accountId'>[] },
): Promise<number> {
  await db.query(SQL`
    delete from job_items
    where account_id = ${accountId} and grant_sequence = ${grant} and part = ${part}`);
  await db.query(SQL`
    insert into job_parts (account_id, grant_sequence, part, bytes)
    values (${accountId}, ${grant}, ${part}, ${bytes})
    on conflict (account_id, grant_sequence, part) do update set bytes = excluded.bytes`);
  return countOf(
    db,
    SQL`
      insert into job_items (account_id, grant_sequence, item_id, batch_id, part)
      select items.account_id, ${grant}, items.item_id, items.batch_id, ${part}
      from items join unnest(${items.map(({ batchId }) => batchId)}::bytea[],
        ${items.map(({ itemId }) => itemId)}::bytea[]) as given (batch_id, item_id) using (batch_id, item_id)
      where items.account_id = ${accountId}
      on conflict do nothing`,
  );
}

export async function countItems(db: Queryable, { accountId, grant }: GrantKey): Promise<number> {
  const row = await firstOf<{ count: number }>(
    db,
    SQL`
      select count(*) as count from job_items
      where account_id = ${accountId} and grant_sequence = ${grant}`,
  );
  return row?.count ?? 0;
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

/** Also with one that has ended by the clock alone, which no entry says. */
export async function deletePartsOfExpired(db: Queryable): Promise<number> {
  await db.query(SQL`
    delete from job_items j using account_grants g
    where j.account_id = g.account_id and j.grant_sequence = g.grant_sequence
      and (g.ended or g.expires_at_ms <= ${Date.now()})`);
  return countOf(
    db,
    SQL`
      delete from job_parts p using account_grants g
      where p.account_id = g.account_id and p.grant_sequence = g.grant_sequence
        and (g.ended or g.expires_at_ms <= ${Date.now()})`,
  );
}
