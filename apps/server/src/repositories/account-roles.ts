import type { AccountState } from '@commonseal/account-log';
import SQL from '@nearform/sql';
import { bytesOf } from '../bytes.ts';
import { type Queryable, firstOf } from '../database/database.ts';

/**
 * Writes what a log says about members and writers: for look-ups only, in the transaction that moves the log.
 * @param before left out for a new account
 */
export async function project(db: Queryable, after: AccountState, before?: AccountState): Promise<void> {
  const accountId = bytesOf(after.accountId);
  for (const userId of before?.members.keys() ?? []) {
    if (!after.members.has(userId)) await deleteMember(db, accountId, bytesOf(userId));
  }
  for (const member of after.members.values()) {
    if (before?.members.get(member.userId) === member) continue;
    await db.query(SQL`
      insert into account_members (account_id, user_id, role)
      values (${accountId}, ${bytesOf(member.userId)}, ${member.role})
      on conflict (account_id, user_id) do update set role = excluded.role`);
  }
  for (const writer of after.writers.values()) {
    if (before?.writers.get(writer.writerId) === writer) continue;
    const userId = writer.userId === undefined ? null : bytesOf(writer.userId);
    await db.query(SQL`
      insert into account_writers (account_id, writer_id, user_id, withdrawn)
      values (${accountId}, ${bytesOf(writer.writerId)}, ${userId}, ${writer.withdrawn !== undefined})
      on conflict (account_id, writer_id) do update set withdrawn = excluded.withdrawn`);
  }
}

async function deleteMember(db: Queryable, accountId: Buffer, userId: Buffer): Promise<void> {
  await db.query(SQL`
    delete from account_members where account_id = ${accountId} and user_id = ${userId}`);
}

export async function isMember(db: Queryable, accountId: Buffer, userId: Buffer): Promise<boolean> {
  const found = await firstOf(
    db,
    SQL`
      select 1 from account_members where account_id = ${accountId} and user_id = ${userId}`,
  );
  return found !== undefined;
}
