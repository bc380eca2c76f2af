import type { AccountState } from '@commonseal/account-log';
import SQL from '@nearform/sql';
import { bytesOf } from '../bytes.ts';
import { type Queryable, firstOf } from '../database/database.ts';

/** Part of `project`: the set that an account has now, and no other. */
export async function projectBreakGlass(
  db: Queryable,
  accountId: Buffer,
  { breakGlass: now }: AccountState,
  before: AccountState | undefined,
): Promise<void> {
  if (now?.id === before?.breakGlass?.id) return;
  await db.query(SQL`delete from break_glass_sets where account_id = ${accountId}`);
  if (!now) return;
  await db.query(SQL`
    insert into break_glass_sets (break_glass_id, account_id) values (${bytesOf(now.id)}, ${accountId})`);
}

/** Of several accounts that name the same set, the one that was first. */
export async function accountOfBreakGlass(db: Queryable, breakGlassId: Buffer): Promise<Buffer | undefined> {
  const row = await firstOf<{ accountId: Buffer }>(
    db,
    SQL`
      select account_id as "accountId" from break_glass_sets where break_glass_id = ${breakGlassId}
      order by created_at, account_id limit 1`,
  );
  return row?.accountId;
}

/** Whether it is the set that the account has now. */
export async function isPresentSet(db: Queryable, accountId: Buffer, breakGlassId: Buffer): Promise<boolean> {
  const found = await firstOf(
    db,
    SQL`
      select 1 from break_glass_sets where break_glass_id = ${breakGlassId} and account_id = ${accountId}`,
  );
  return found !== undefined;
}
