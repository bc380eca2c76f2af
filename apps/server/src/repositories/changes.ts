import SQL from '@nearform/sql';
import { type Queryable, rowsOf } from '../database/database.ts';
import { textOf } from '../bytes.ts';

/** The channel on which servers hear of changes; the payload is the account's id. */
export const changesChannel = 'commonseal_changes';

/**
 * Tells all servers, when the transaction is committed and if it is, that an account's log or content has grown. They
 * ask from time to time in any case, so nothing rests on its being heard.
 */
export async function notifyOfChange(db: Queryable, accountId: Buffer): Promise<void> {
  await db.query(SQL`select pg_notify(${changesChannel}, ${textOf(accountId)})`);
}

/**
 * Tells them that somebody asks to be let back in there, or does no more. Locks the accounts, in the order in which whoever
 * locks several does.
 */
export async function notifyOfRequests(db: Queryable, accountIds: readonly Buffer[]): Promise<void> {
  const known = await rowsOf<{ accountId: Buffer }>(
    db,
    SQL`
      select account_id as "accountId" from accounts where account_id = any(${accountIds}::bytea[])
      order by account_id for no key update`,
  );
  const ids = known.map(({ accountId }) => accountId);
  await db.query(SQL`
    update accounts set request_changes = request_changes + 1 where account_id = any(${ids}::bytea[])`);
  await db.query(SQL`
    select pg_notify(${changesChannel}, id) from unnest(${ids.map(textOf)}::text[]) as told (id)`);
}

/** Tells them that a worker has told something of its work. Locks no account: it may come every second. */
export async function notifyOfWork(db: Queryable, accountId: Buffer): Promise<void> {
  await db.query(SQL`
    insert into work_changes (account_id, changes) values (${accountId}, 1)
    on conflict (account_id) do update set changes = work_changes.changes + 1`);
  await notifyOfChange(db, accountId);
}

/** How far an account's log and content have come, and how often who asks to be let back in, and workers' work, has changed. */
export interface Progress {
  readonly accountId: Buffer;
  /** Sequence of the newest entry. */
  readonly log: number;
  /** Number of the newest batch, 0 before the first. */
  readonly batches: number;
  readonly requests: number;
  readonly work: number;
}

export async function progressOf(db: Queryable, accountIds: readonly Buffer[]): Promise<Progress[]> {
  return rowsOf<Progress>(
    db,
    SQL`
      select account_id as "accountId", head_sequence as log, last_batch_sequence as batches,
        request_changes as requests, coalesce(changes, 0) as work
      from accounts left join work_changes using (account_id) where account_id = any(${accountIds}::bytea[])`,
  );
}

export interface Membership {
  readonly accountId: Buffer;
  readonly userId: Buffer;
}

/** Those of the given pairs that are memberships. */
export async function membershipsAmong(db: Queryable, pairs: readonly Membership[]): Promise<Membership[]> {
  return rowsOf<Membership>(
    db,
    SQL`
      select account_id as "accountId", user_id as "userId" from account_members
      where (account_id, user_id) in (
        select * from unnest(${pairs.map(({ accountId }) => accountId)}::bytea[],
          ${pairs.map(({ userId }) => userId)}::bytea[]))`,
  );
}
