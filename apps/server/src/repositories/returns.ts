import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';
import type { PasswordCredential } from './credentials.ts';
import type { ReturnKey } from './reset-requests.ts';

/** How long a return is found after nobody waits by it any more; longer where somebody has come in. */
const keptDays = 3;
const enteredDays = 30;

/** Somebody who waits to be let back in: nobody yet. */
export interface WaitingReturn extends ReturnKey {
  readonly userId: Buffer;
  readonly userEntry: Buffer;
  readonly password: PasswordCredential;
  readonly ownState: Buffer;
  readonly waitsUntilMs: number;
}

/** Where a person is a member, and what last changed who may do what there. */
export interface StoredPlace {
  readonly accountId: Buffer;
  readonly sequence: number;
  readonly hash: Buffer;
}

export async function placesOf(db: Queryable, userId: Buffer, limit: number): Promise<StoredPlace[]> {
  return rowsOf<StoredPlace>(
    db,
    SQL`
      select m.account_id as "accountId", a.power_sequence as sequence, a.power_hash as hash
      from account_members m join accounts a on a.account_id = m.account_id
      where m.user_id = ${userId} order by m.account_id limit ${limit}`,
  );
}

/** Makes room: those of an address by which nobody can be let in any more wait no longer. */
export async function freeSlots(db: Queryable, email: string): Promise<void> {
  await db.query(SQL`
    update waiting_returns w set slot = null
    where w.email = ${email} and w.slot is not null and (w.waits_until <= now() or not exists (
      select 1 from reset_requests r left join accounts a on a.account_id = r.account_id and r.fits
      where r.email = w.email and r.return_id = w.return_id and r.ended is null
        and r.expires_at_ms > ${Date.now()} and r.head_sequence >= coalesce(a.power_sequence, 0)))`);
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
  readonly registrationRecord: Buffer;
  readonly stretching: string;
}

export async function waitingPasswords(db: Queryable, email: string): Promise<WaitingPassword[]> {
  return rowsOf<WaitingPassword>(
    db,
    SQL`
      select slot, return_id as "returnId", registration_record as "registrationRecord", stretching
      from waiting_returns where email = ${email} and slot is not null and waits_until > now()`,
  );
}

export interface ReturnLogin {
  readonly email: string;
  /** One for each answer; null where nobody waits. */
  readonly returnIds: readonly (Buffer | null)[];
  readonly serverStates: readonly Buffer[];
}

export async function insertReturnLogin(
  db: Queryable,
  login: ReturnLogin & { readonly loginId: Buffer; readonly lifetimeSeconds: number },
): Promise<void> {
  const { loginId, email, returnIds, serverStates, lifetimeSeconds } = login;
  await db.query(SQL`
    insert into return_logins (login_id, email, return_ids, server_states, expires_at)
    values (${loginId}, ${email}, ${returnIds}::bytea[], ${serverStates}::bytea[],
      now() + ${lifetimeSeconds} * interval '1 second')`);
}

/** Takes it out: it can be finished once, well or badly. */
export async function takeReturnLogin(db: Queryable, loginId: Buffer): Promise<ReturnLogin | undefined> {
  const row = await firstOf<ReturnLogin & { isValid: boolean }>(
    db,
    SQL`
      delete from return_logins where login_id = ${loginId}
      returning email, return_ids as "returnIds", server_states as "serverStates", expires_at > now() as "isValid"`,
  );
  return row?.isValid ? row : undefined;
}

export type FoundReturn = Omit<WaitingReturn, 'waitsUntilMs'> & { readonly entered: boolean };

type ReturnRow = Omit<FoundReturn, 'password'> & Omit<PasswordCredential, 'opaqueIdentifier'>;

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

/** An account has let them in. */
export async function enterByReturn(db: Queryable, { email, returnId }: ReturnKey): Promise<void> {
  await db.query(SQL`
    update waiting_returns set entered = true, expires_at = now() + ${enteredDays} * interval '1 day'
    where email = ${email} and return_id = ${returnId}`);
}

/** All of an address but one. */
export async function closeReturns(db: Queryable, email: string, kept: Buffer | null): Promise<void> {
  await db.query(SQL`
    update waiting_returns set slot = null
    where email = ${email} and return_id is distinct from ${kept}::bytea and slot is not null`);
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
): Promise<void> {
  await db.query(SQL`
    insert into return_tickets (ticket_hash, email, return_id, user_id, expires_at)
    select ${ticketHash}, email, return_id, user_id, expires_at from waiting_returns
    where email = ${email} and return_id = ${returnId}`);
}

export async function returnOfTicket(
  db: Queryable,
  ticketHash: Buffer,
): Promise<(ReturnKey & { readonly userId: Buffer }) | undefined> {
  return firstOf(
    db,
    SQL`
      select email, return_id as "returnId", user_id as "userId" from return_tickets
      where ticket_hash = ${ticketHash} and expires_at > now()`,
  );
}
