import type { AccountId } from '@commonseal/protocol';
import SQL from '@nearform/sql';
import { textOf } from '../bytes.ts';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';

export interface MarksKey {
  readonly userId: Buffer;
  readonly accountId: Buffer;
}

export interface VersionedMarks {
  readonly version: number;
  readonly marks: Buffer;
}

/** @param known without the ciphertext, when this is the version */
export async function findMarks(
  db: Queryable,
  { userId, accountId }: MarksKey,
  known: number,
): Promise<{ readonly version: number; readonly marks: Buffer | null } | undefined> {
  return firstOf(
    db,
    SQL`
      select version, case when version <> ${known} then marks end as marks from marks
      where user_id = ${userId} and account_id = ${accountId}`,
  );
}

/** @returns false when there are some already */
export async function insertMarks(db: Queryable, key: MarksKey, next: VersionedMarks): Promise<boolean> {
  const inserted = await countOf(
    db,
    SQL`
      insert into marks (user_id, account_id, version, marks)
      values (${key.userId}, ${key.accountId}, ${next.version}, ${next.marks}) on conflict do nothing`,
  );
  return inserted === 1;
}

/** @returns false when the version that it replaces is not the present one */
export async function replaceMarks(
  db: Queryable,
  { userId, accountId }: MarksKey,
  replaces: number,
  { version, marks }: VersionedMarks,
): Promise<boolean> {
  const updated = await countOf(
    db,
    SQL`
      update marks set version = ${version}, marks = ${marks}
      where user_id = ${userId} and account_id = ${accountId} and version = ${replaces}`,
  );
  return updated === 1;
}

/** Accounts of which a person has marks. */
export async function markedAccounts(db: Queryable, userId: Buffer): Promise<AccountId[]> {
  const rows = await rowsOf<{ accountId: Buffer }>(
    db,
    SQL`select account_id as "accountId" from marks where user_id = ${userId}`,
  );
  return rows.map(({ accountId }) => textOf(accountId) as AccountId);
}

/** @param kept the accounts whose marks stay */
export async function deleteOtherMarks(
  db: Queryable,
  userId: Buffer,
  kept: readonly Buffer[],
): Promise<void> {
  await db.query(SQL`
    delete from marks where user_id = ${userId} and account_id <> all (${kept}::bytea[])`);
}
