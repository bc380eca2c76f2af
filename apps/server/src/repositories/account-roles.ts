import type { AccountState, Invite } from '@commonseal/account-log';
import type { AccountId } from '@commonseal/protocol';
import SQL from '@nearform/sql';
import { bytesOf, textOf } from '../bytes.ts';
import { type Queryable, firstOf, rowsOf } from '../database/database.ts';
import { projectBreakGlass } from './break-glass-sets.ts';
import { projectGrants } from './grants.ts';
import { deleteStatement } from './head-statements.ts';
import { userIdsUnder } from './people.ts';
import { projectVouches } from './reset-requests.ts';

/**
 * Writes what a log says about members, writers, invites, vouches, break-glass and grants: for look-ups only, in the transaction that moves the log.
 * @param before left out for a new account
 */
export async function project(db: Queryable, after: AccountState, before?: AccountState): Promise<void> {
  const accountId = bytesOf(after.accountId);
  await projectMembers(db, accountId, after, before);
  await projectWriters(db, accountId, after, before);
  await projectInvites(db, accountId, after, before);
  await projectVouches(db, accountId, after, before);
  await projectBreakGlass(db, accountId, after, before);
  await projectGrants(db, accountId, after, before);
}

type Known = AccountState | undefined;

async function projectMembers(db: Queryable, accountId: Buffer, after: AccountState, before: Known) {
  for (const { userId, signingKey } of before?.members.values() ?? []) {
    const now = after.members.get(userId);
    // What somebody stated with a key that does not count any more, nobody could verify.
    if (now?.signingKey !== signingKey) await deleteStatement(db, accountId, bytesOf(userId));
    if (!now) await deleteMember(db, accountId, bytesOf(userId));
  }
  for (const member of after.members.values()) {
    if (before?.members.get(member.userId) === member) continue;
    await db.query(SQL`
      insert into account_members (account_id, user_id, role)
      values (${accountId}, ${bytesOf(member.userId)}, ${member.role})
      on conflict (account_id, user_id) do update set role = excluded.role`);
  }
}

async function projectWriters(db: Queryable, accountId: Buffer, after: AccountState, before: Known) {
  for (const writer of after.writers.values()) {
    if (before?.writers.get(writer.writerId) === writer) continue;
    const userId = writer.userId === undefined ? null : bytesOf(writer.userId);
    const workerId = writer.workerId === undefined ? null : bytesOf(writer.workerId);
    await db.query(SQL`
      insert into account_writers (account_id, writer_id, user_id, worker_id, withdrawn)
      values (${accountId}, ${bytesOf(writer.writerId)}, ${userId}, ${workerId}, ${writer.withdrawn !== undefined})
      on conflict (account_id, writer_id) do update set withdrawn = excluded.withdrawn`);
  }
}

async function projectInvites(db: Queryable, accountId: Buffer, after: AccountState, before: Known) {
  for (const invite of after.invites.values()) {
    if (before?.invites.get(invite.inviteId) === invite) continue;
    await db.query(SQL`
      insert into account_invites (account_id, invite_id, expires_at_ms, ended, user_id)
      values (${accountId}, ${bytesOf(invite.inviteId)}, ${invite.expiresAtMs}, ${invite.ended?.how ?? null},
        ${joinedBy(after, invite)})
      on conflict (account_id, invite_id) do update set ended = excluded.ended, user_id = excluded.user_id`);
  }
}

/** An invite ends as used with the very entry by which somebody joins. */
function joinedBy({ members }: AccountState, { ended }: Invite): Buffer | null {
  if (ended?.how !== 'used') return null;
  const joined = [...members.values()].find(({ since }) => since === ended.since);
  return joined ? bytesOf(joined.userId) : null;
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

export async function isOwner(db: Queryable, accountId: Buffer, userId: Buffer): Promise<boolean> {
  const found = await firstOf(
    db,
    SQL`
      select 1 from account_members
      where account_id = ${accountId} and user_id = ${userId} and role = 'owner'`,
  );
  return found !== undefined;
}

/** Whether whoever comes in by an address is in this account and, all together, in no other. */
export async function isAddressOfMemberAlone(
  db: Queryable,
  accountId: Buffer,
  email: string,
): Promise<boolean> {
  const found = await rowsOf<{ accountId: Buffer }>(
    db,
    SQL`
      select distinct account_id as "accountId" from account_members
      where user_id in (${userIdsUnder(email)}) limit 2`,
  );
  return found.length === 1 && found[0]?.accountId.equals(accountId) === true;
}

/** All accounts of a person, in the order in which whoever locks several locks them. */
export async function accountIdsOf(db: Queryable, userId: Buffer): Promise<AccountId[]> {
  const rows = await rowsOf<{ accountId: Buffer }>(
    db,
    SQL`
      select account_id as "accountId" from account_members where user_id = ${userId} order by account_id`,
  );
  return rows.map(({ accountId }) => textOf(accountId) as AccountId);
}
