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

/** How far an account's log and content have come. */
export interface Progress {
  readonly accountId: Buffer;
  /** Sequence of the newest entry. */
  readonly log: number;
  /** Number of the newest batch, 0 before the first. */
  readonly batches: number;
}

export async function progressOf(db: Queryable, accountIds: readonly Buffer[]): Promise<Progress[]> {
  return rowsOf<Progress>(
    db,
    SQL`
      select account_id as "accountId", head_sequence as log, last_batch_sequence as batches
      from accounts where account_id = any(${accountIds}::bytea[])`,
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
