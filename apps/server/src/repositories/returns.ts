import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';
import type { PasswordCredential } from './credentials.ts';
import { userIdsUnder } from './people.ts';
import type { ReturnKey } from './reset-requests.ts';

/** How long a return is found after nobody waits by it any more; longer where somebody has come in. */
const keptDays = 3;
const enteredDays = 30;
/** A ticket stands for a password that was proven lately. */
const ticketDays = 4;

/** Somebody who waits to be let back in: nobody yet. */
export interface WaitingReturn extends ReturnKey {
  readonly userId: Buffer;
  readonly userEntry: Buffer;
  readonly password: PasswordCredential;
  readonly ownState: Buffer;
  readonly waitsUntilMs: number;
}

/** Where a person is a member, what last changed who may do what there, and the time of the log's newest entry. */
export interface StoredPlace {
  readonly accountId: Buffer;
  readonly memberId: Buffer;
  readonly sequence: number;
  readonly hash: Buffer;
  readonly timeMs: number;
}

/** Of everybody who comes in by an address but one person. */
export async function placesUnder(
  db: Queryable,
  email: string,
  except: Buffer | null,
  limit: number,
): Promise<StoredPlace[]> {
  // An entry's time stands behind its length, prefix, kind, sequence and the previous hash.
  return rowsOf<StoredPlace>(
    db,
    SQL`
      select m.account_id as "accountId", m.user_id as "memberId", a.power_sequence as sequence, a.power_hash as hash,
        ('x' || encode(substring(l.entry from 48 for 8), 'hex'))::bit(64)::bigint as "timeMs"
      from (${userIdsUnder(email)}) as u
      join account_members m on m.user_id = u.user_id
      join accounts a on a.account_id = m.account_id
      join account_log l on l.account_id = a.account_id and l.sequence = a.head_sequence
      where u.user_id is distinct from ${except}::bytea 
      order by exists (select 1 from email_addresses e where e.email = ${email} and e.user_id = m.user_id) desc,
        m.account_id, m.user_id limit ${limit}`,
  );
}

/** Makes room: those of an address by which nobody can be let in any more wait no longer, and are soon forgotten. */
export async function freeSlots(db: Queryable, email: string): Promise<void> {
  await db.query(SQL`
    update waiting_returns w set slot = null, expires_at = least(w.expires_at, now() + interval '1 day')
    where w.email = ${email} and w.slot is not null and not w.entered and (w.waits_until <= now() or not exists (
      select 1 from reset_requests r left join accounts a on a.account_id = r.account_id and r.fits
      where r.email = w.email and r.return_id = w.return_id and r.ended is null
        and r.expires_at_ms > ${Date.now()} and r.head_sequence >= coalesce(a.power_sequence, 0)))`);
}

/**
 * The oldest of an address by which nobody has come in: first of those that an account has refused, last of those for which somebody vouches.
 * It is soon forgotten: anybody can displace as many as they like.
 * @returns which it was, if there is one
 */
export async function displaceOldest(db: Queryable, email: string): Promise<Buffer[]> {
  const rows = await rowsOf<{ returnId: Buffer }>(
    db,
    SQL`
      update waiting_returns set slot = null, expires_at = least(expires_at, now() + interval '1 day')
      where email = ${email} and slot is not null and not entered and return_id = (
        select w.return_id from waiting_returns w
        left join reset_requests r on r.email = w.email and r.return_id = w.return_id
        where w.email = ${email} and w.slot is not null and not w.entered
        group by w.return_id, w.asked_at
        order by coalesce(bool_or(r.ended = 'refused'), false) desc,
          coalesce(max(r.vouches) filter (where r.ended is null), 0) > 0, w.asked_at, w.return_id limit 1)
      returning return_id as "returnId"`,
  );
  return rows.map(({ returnId }) => returnId);
}

/** Waits for whoever is about to take the same slot. @returns false when none is free, or it has been taken meanwhile */
export async function insertReturn(db: Queryable, waiting: WaitingReturn, slots: number): Promise<boolean> {
  const { email, returnId, userId, userEntry, password, ownState, waitsUntilMs } = waiting;
  const { registrationRecord, stretching, credentialId, seal, anchor } = password;
  const inserted = await countOf(
    db,
    SQL`
      insert into waiting_returns (email, return_id, slot, user_id, user_entry, registration_record, stretching,
        credential_id, seal, anchor, own_state, waits_until, expires_at)
      select ${email}, ${returnId}, slot, ${userId}, ${userEntry}, ${registrationRecord}, ${stretching},
        ${credentialId}, ${seal}, ${anchor}, ${ownState}, to_timestamp(${waitsUntilMs}::float8 / 1000),
        to_timestamp(${waitsUntilMs}::float8 / 1000) + ${keptDays} * interval '1 day'
      from generate_series(0, ${slots - 1}::integer) as free (slot)
      where not exists (select 1 from waiting_returns w where w.email = ${email} and w.slot = free.slot)
      order by slot limit 1
      on conflict (email, slot) where slot is not null do nothing`,
  );
  return inserted === 1;
}

export interface WaitingPassword {
  readonly slot: number;
  readonly returnId: Buffer;
  readonly opaqueIdentifier: Buffer;
  readonly registrationRecord: Buffer;
  readonly stretching: string;
}

/** Of somebody who has come in, the password that they have now. */
export async function waitingPasswords(db: Queryable, email: string): Promise<WaitingPassword[]> {
  return rowsOf<WaitingPassword>(
    db,
    SQL`
      select w.slot, w.return_id as "returnId", coalesce(c.opaque_identifier, w.return_id) as "opaqueIdentifier",
        coalesce(c.registration_record, w.registration_record) as "registrationRecord",
        coalesce(c.stretching, w.stretching) as stretching
      from waiting_returns w left join credentials c
        on w.entered and c.user_id = w.user_id and c.kind = 'password'
      where w.email = ${email} and w.slot is not null
        and (case when w.entered then c.user_id is not null else w.waits_until > now() end)`,
  );
}

export interface ReturnLogin {
  readonly email: string;
  /** One for each answer; null where nobody waits. */
  readonly returnIds: readonly (Buffer | null)[];
  /** Of the passwords that they were begun with. */
  readonly opaqueIdentifiers: readonly (Buffer | null)[];
  readonly serverStates: readonly Buffer[];
}

export async function insertReturnLogin(
  db: Queryable,
  login: ReturnLogin & { readonly loginId: Buffer; readonly lifetimeSeconds: number },
): Promise<void> {
  const { loginId, email, returnIds, opaqueIdentifiers, serverStates, lifetimeSeconds } = login;
  await db.query(SQL`
    insert into return_logins (login_id, email, return_ids, opaque_identifiers, server_states, expires_at)
    values (${loginId}, ${email}, ${returnIds}::bytea[], ${opaqueIdentifiers}::bytea[], ${serverStates}::bytea[],
      now() + ${lifetimeSeconds} * interval '1 second')`);
}

/** Takes it out: it can be finished once, well or badly. */
export async function takeReturnLogin(db: Queryable, loginId: Buffer): Promise<ReturnLogin | undefined> {
  const row = await firstOf<ReturnLogin & { isValid: boolean }>(
    db,
    SQL`
      delete from return_logins where login_id = ${loginId}
      returning email, return_ids as "returnIds", opaque_identifiers as "opaqueIdentifiers", server_states as "serverStates", expires_at > now() as "isValid"`,
  );
  return row?.isValid ? row : undefined;
}

export type FoundReturn = Omit<WaitingReturn, 'waitsUntilMs'> & { readonly entered: boolean };

type ReturnRow = Omit<FoundReturn, 'password'> & Omit<PasswordCredential, 'opaqueIdentifier'>;

/** Who waits by it or has come in by it, while it goes on. */
export async function findReturn(
  db: Queryable,
  { email, returnId }: ReturnKey,
): Promise<Pick<FoundReturn, 'userId' | 'userEntry'> | undefined> {
  return firstOf(
    db,
    SQL`
      select user_id as "userId", user_entry as "userEntry" from waiting_returns
      where email = ${email} and return_id = ${returnId} and slot is not null`,
  );
}

/** Until the transaction ends nobody else comes in by it. */
export async function lockReturn(
  db: Queryable,
  { email, returnId }: ReturnKey,
): Promise<FoundReturn | undefined> {
  const row = await firstOf<ReturnRow>(
    db,
    SQL`
      select email, return_id as "returnId", user_id as "userId", user_entry as "userEntry", own_state as "ownState",
        registration_record as "registrationRecord", stretching, credential_id as "credentialId", seal, anchor, entered
      from waiting_returns where email = ${email} and return_id = ${returnId} and slot is not null for update`,
  );
  if (!row) return undefined;
  const { registrationRecord, stretching, credentialId, seal, anchor, ...rest } = row;
  const opaqueIdentifier = rest.returnId;
  return {
    ...rest,
    password: { opaqueIdentifier, registrationRecord, stretching, credentialId, seal, anchor },
  };
}

/** An account has let them in. They come in by it for as long as the address is not theirs. */
export async function enterByReturn(db: Queryable, { email, returnId }: ReturnKey): Promise<void> {
  await db.query(SQL`
    update waiting_returns set entered = true, expires_at = 'infinity'
    where email = ${email} and return_id = ${returnId}`);
}

/** Nobody comes in by the return of that person any more: they have the address, or nothing. */
export async function endReturnOf(db: Queryable, email: string, userId: Buffer): Promise<void> {
  await db.query(SQL`
    update waiting_returns set slot = null, expires_at = now() + ${enteredDays} * interval '1 day'
    where email = ${email} and user_id = ${userId} and entered`);
}

/** Locked until the transaction ends, and longer to wait. @returns false for a return that waits no more */
export async function prolongReturn(
  db: Queryable,
  { email, returnId }: ReturnKey,
  waitsUntilMs: number,
): Promise<boolean> {
  const prolonged = await countOf(
    db,
    SQL`
      update waiting_returns set waits_until = greatest(waits_until, to_timestamp(${waitsUntilMs}::float8 / 1000)),
        expires_at = greatest(expires_at, to_timestamp(${waitsUntilMs}::float8 / 1000) + ${keptDays} * interval '1 day')
      where email = ${email} and return_id = ${returnId} and slot is not null`,
  );
  await db.query(SQL`
    update return_tickets set expires_at = greatest(expires_at, now() + ${ticketDays} * interval '1 day')
    where email = ${email} and return_id = ${returnId} and expires_at > now()`);
  return prolonged === 1;
}

/** All of an address. @returns which they were */
export async function closeReturns(db: Queryable, email: string): Promise<Buffer[]> {
  const rows = await rowsOf<{ returnId: Buffer }>(
    db,
    SQL`
      update waiting_returns set slot = null
      where email = ${email} and slot is not null
      returning return_id as "returnId"`,
  );
  return rows.map(({ returnId }) => returnId);
}

export async function hasEntered(db: Queryable, userId: Buffer): Promise<boolean> {
  return (await returnsEnteredBy(db, userId)).length > 0;
}

export async function returnsEnteredBy(db: Queryable, userId: Buffer): Promise<ReturnKey[]> {
  return rowsOf<ReturnKey>(
    db,
    SQL`
      select email, return_id as "returnId" from waiting_returns where user_id = ${userId} and entered`,
  );
}

/** Stands for a password that was proven. */
export async function insertTicket(
  db: Queryable,
  ticketHash: Buffer,
  { email, returnId }: ReturnKey,
  opaqueIdentifier: Buffer,
): Promise<void> {
  await db.query(SQL`
    insert into return_tickets (ticket_hash, email, return_id, opaque_identifier, user_id, expires_at)
    select ${ticketHash}, email, return_id, ${opaqueIdentifier}, user_id,
      least(expires_at, now() + ${ticketDays} * interval '1 day') from waiting_returns
    where email = ${email} and return_id = ${returnId}`);
}

export interface TicketHolder extends ReturnKey {
  readonly userId: Buffer;
  /** Of the password that was proven. */
  readonly opaqueIdentifier: Buffer;
}

export async function returnOfTicket(db: Queryable, ticketHash: Buffer): Promise<TicketHolder | undefined> {
  return firstOf(
    db,
    SQL`
      select email, return_id as "returnId", opaque_identifier as "opaqueIdentifier", user_id as "userId"
      from return_tickets
      where ticket_hash = ${ticketHash} and expires_at > now()`,
  );
}
