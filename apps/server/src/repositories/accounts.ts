import SQL from '@nearform/sql';
import { type Queryable, firstOf, rowsOf } from '../database/database.ts';
import { notifyOfChange } from './changes.ts';

/** What the log says about people and programs is kept beside it. */
export { isMember, project } from './account-roles.ts';

/** The newest entry of a stored log. */
export interface AccountHead {
  readonly sequence: number;
  readonly hash: Buffer;
}

/** A new account with its first entry, whose hash is the account's id. */
export async function insertAccount(
  db: Queryable,
  { accountId, genesis }: { readonly accountId: Buffer; readonly genesis: Uint8Array },
): Promise<void> {
  await db.query(SQL`
    insert into accounts (account_id, head_sequence, head_hash, power_hash)
    values (${accountId}, 0, ${accountId}, ${accountId})`);
  await insertEntry(db, accountId, { sequence: 0, hash: accountId }, genesis);
}

export async function findHead(db: Queryable, accountId: Buffer): Promise<AccountHead | undefined> {
  return firstOf<AccountHead>(
    db,
    SQL`
      select head_sequence as sequence, head_hash as hash from accounts where account_id = ${accountId}`,
  );
}

/**
 * Until the transaction ends nobody else changes the log or a chain of the account. Reading, uploading and foreign
 * keys are not held up: the key is not locked.
 */
export async function lockAccount(db: Queryable, accountId: Buffer): Promise<AccountHead | undefined> {
  return firstOf<AccountHead>(
    db,
    SQL`
      select head_sequence as sequence, head_hash as hash from accounts
      where account_id = ${accountId} for no key update`,
  );
}

/**
 * The next entry of an account that is locked.
 * @param power the entry that last changed who may do what
 */
export async function appendToLog(
  db: Queryable,
  accountId: Buffer,
  { head, power }: Readonly<Record<'head' | 'power', AccountHead>>,
  entry: Uint8Array,
): Promise<void> {
  await insertEntry(db, accountId, head, entry);
  await db.query(SQL`
    update accounts set head_sequence = ${head.sequence}, head_hash = ${head.hash},
      power_sequence = ${power.sequence}, power_hash = ${power.hash}
    where account_id = ${accountId}`);
  await notifyOfChange(db, accountId);
}

async function insertEntry(
  db: Queryable,
  accountId: Buffer,
  { sequence, hash }: AccountHead,
  entry: Uint8Array,
): Promise<void> {
  await db.query(SQL`
    insert into account_log (account_id, sequence, hash, entry)
    values (${accountId}, ${sequence}, ${hash}, ${entry})`);
}

/** The next entries: at most `limit`, and none that begins beyond `maxBytes`, so at least one if there is one. */
export async function entriesAfter(
  db: Queryable,
  range: {
    readonly accountId: Buffer;
    readonly after: number;
    readonly limit: number;
    readonly maxBytes: number;
  },
): Promise<Buffer[]> {
  const rows = await rowsOf<{ base64: string }>(
    db,
    SQL`
      select encode(entry, 'base64') as base64
      from (
        select sequence, entry, sum(octet_length(entry)) over (order by sequence) - octet_length(entry) as before
        from (
          select sequence, entry from account_log
          where account_id = ${range.accountId} and sequence > ${range.after}
          order by sequence limit ${range.limit}
        ) as next
      ) as sized
      where before < ${range.maxBytes} order by sequence`,
  );
  return rows.map(({ base64 }) => Buffer.from(base64, 'base64'));
}
