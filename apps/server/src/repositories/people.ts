import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';

export async function findUserId(db: Queryable, email: string): Promise<Buffer | undefined> {
  const row = await firstOf<{ userId: Buffer }>(
    db,
    SQL`select user_id as "userId" from email_addresses where email = ${email}`,
  );
  return row?.userId;
}

/** The address by which somebody comes in: theirs, or the one under which they were let back in. */
export async function findEmail(db: Queryable, userId: Buffer): Promise<string | undefined> {
  const row = await firstOf<{ email: string }>(
    db,
    SQL`
      select email from (
        select email, 0 as rank, created_at from email_addresses where user_id = ${userId}
        union all
        select email, 1, asked_at from waiting_returns where user_id = ${userId} and entered and slot is not null
      ) as theirs order by rank, created_at limit 1`,
  );
  return row?.email;
}

/**
 * Who comes in by an address: whoever has it, and whoever was let back in under it while the one who has it is still somewhere
 * where they were not.
 */
export function userIdsUnder(email: string) {
  return SQL`
    select user_id from email_addresses where email = ${email}
    union
    select user_id from waiting_returns where email = ${email} and entered and slot is not null`;
}

export interface PersonUnder {
  readonly userId: Buffer;
  readonly hasAddress: boolean;
  /** In how many they are a member. */
  readonly accounts: number;
}

/** Of an address that is locked: whoever has it, then the others as they came. */
export async function peopleUnder(db: Queryable, email: string): Promise<PersonUnder[]> {
  return rowsOf<PersonUnder>(
    db,
    SQL`
      select u.user_id as "userId", e.user_id is not null as "hasAddress",
        (select count(*)::integer from account_members m where m.user_id = u.user_id) as accounts
      from (${userIdsUnder(email)}) as u
      left join email_addresses e on e.email = ${email} and e.user_id = u.user_id
      left join waiting_returns w on w.email = ${email} and w.user_id = u.user_id and w.entered
      order by e.user_id is null, w.asked_at, u.user_id`,
  );
}

/** Until the transaction ends nobody else gives the address to somebody. */
export async function lockAddress(db: Queryable, email: string): Promise<Buffer | undefined> {
  const row = await firstOf<{ userId: Buffer }>(
    db,
    SQL`select user_id as "userId" from email_addresses where email = ${email} for update`,
  );
  return row?.userId;
}

/** Of an address that is locked. */
export async function moveAddress(db: Queryable, email: string, userId: Buffer): Promise<void> {
  await db.query(SQL`update email_addresses set user_id = ${userId} where email = ${email}`);
}

/** @returns false when somebody has the address already; waits for whoever is about to take it */
export async function claimEmail(db: Queryable, email: string, userId: Buffer): Promise<boolean> {
  const inserted = await countOf(
    db,
    SQL`insert into email_addresses (email, user_id) values (${email}, ${userId}) on conflict do nothing`,
  );
  return inserted === 1;
}

export async function insertPerson(
  db: Queryable,
  person: { readonly userId: Buffer; readonly entries: readonly Buffer[]; readonly ownState: Buffer },
): Promise<void> {
  const { userId, entries, ownState } = person;
  await db.query(SQL`insert into users (user_id) values (${userId})`);
  await db.query(SQL`
    insert into user_log (user_id, sequence, entry)
    select ${userId}, number - 1, entry from unnest(${entries}::bytea[]) with ordinality as given (entry, number)`);
  await db.query(SQL`insert into own_states (user_id, version, state) values (${userId}, 1, ${ownState})`);
}

/** Until the transaction ends nobody else appends to the person's log. */
export async function lockPerson(db: Queryable, userId: Buffer): Promise<void> {
  await db.query(SQL`select 1 from users where user_id = ${userId} for no key update`);
}

/** The next entry of a person who is locked. */
export async function appendToUserLog(
  db: Queryable,
  userId: Buffer,
  sequence: number,
  entry: Buffer,
): Promise<void> {
  await db.query(SQL`
    insert into user_log (user_id, sequence, entry) values (${userId}, ${sequence}, ${entry})`);
}

/** Fewer than a reply holds. */
export const maxUserEntries = 5_000;

export async function userEntriesAfter(db: Queryable, userId: Buffer, after: number): Promise<Buffer[]> {
  const rows = await rowsOf<{ entry: Buffer }>(
    db,
    SQL`
      select entry from user_log where user_id = ${userId} and sequence > ${after}
      order by sequence limit ${maxUserEntries}`,
  );
  return rows.map(({ entry }) => entry);
}

export async function findOwnState(
  db: Queryable,
  userId: Buffer,
): Promise<{ readonly version: number; readonly state: Buffer } | undefined> {
  return firstOf(db, SQL`select version, state from own_states where user_id = ${userId}`);
}

/** @returns false when the version that it replaces is not the present one */
export async function replaceOwnState(
  db: Queryable,
  next: { readonly userId: Buffer; readonly version: number; readonly state: Buffer },
): Promise<boolean> {
  const { userId, version, state } = next;
  const updated = await countOf(
    db,
    SQL`
      update own_states set version = ${version}, state = ${state}
      where user_id = ${userId} and (version = ${version - 1} or (version = ${version} and state = ${state}))`,
  );
  return updated === 1;
}
