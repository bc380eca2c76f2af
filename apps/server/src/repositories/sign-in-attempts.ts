import SQL from '@nearform/sql';
import { type Queryable, firstOf } from '../database/database.ts';

export async function insertSignUpAttempt(
  db: Queryable,
  attempt: { readonly signUpId: Buffer; readonly email: string; readonly lifetimeSeconds: number },
): Promise<void> {
  const { signUpId, email, lifetimeSeconds } = attempt;
  await db.query(SQL`
    insert into sign_up_attempts (sign_up_id, email, expires_at)
    values (${signUpId}, ${email}, now() + ${lifetimeSeconds} * interval '1 second')`);
}

/** Takes an attempt out: it can be finished once. @returns whether it was begun for this address, and in time */
export async function takeSignUpAttempt(db: Queryable, signUpId: Buffer, email: string): Promise<boolean> {
  const row = await firstOf<{ isValid: boolean }>(
    db,
    SQL`
      delete from sign_up_attempts where sign_up_id = ${signUpId}
      returning email = ${email} and expires_at > now() as "isValid"`,
  );
  return row?.isValid ?? false;
}

export async function insertLoginAttempt(
  db: Queryable,
  attempt: {
    readonly loginId: Buffer;
    readonly userId: Buffer | null;
    /** Of the password that it was begun with. */
    readonly opaqueIdentifier: Buffer | null;
    readonly serverState: Buffer;
    readonly lifetimeSeconds: number;
  },
): Promise<void> {
  const { loginId, userId, opaqueIdentifier, serverState, lifetimeSeconds } = attempt;
  await db.query(SQL`
    insert into login_attempts (login_id, user_id, opaque_identifier, server_state, expires_at)
    values (${loginId}, ${userId}, ${opaqueIdentifier}, ${serverState}, now() + ${lifetimeSeconds} * interval '1 second')`);
}

export interface LoginAttempt {
  readonly userId: Buffer | null;
  readonly opaqueIdentifier: Buffer | null;
  readonly serverState: Buffer;
}

/** Takes an attempt out: it can be finished once, well or badly. */
export async function takeLoginAttempt(db: Queryable, loginId: Buffer): Promise<LoginAttempt | undefined> {
  const row = await firstOf<LoginAttempt & { isValid: boolean }>(
    db,
    SQL`
      delete from login_attempts where login_id = ${loginId}
      returning user_id as "userId", opaque_identifier as "opaqueIdentifier", server_state as "serverState", expires_at > now() as "isValid"`,
  );
  return row?.isValid ? row : undefined;
}

export async function insertPasswordRegistration(
  db: Queryable,
  registration: {
    readonly userId: Buffer;
    readonly registrationId: Buffer;
    readonly lifetimeSeconds: number;
  },
): Promise<void> {
  const { userId, registrationId, lifetimeSeconds } = registration;
  await db.query(SQL`
    insert into password_registrations (user_id, registration_id, expires_at)
    values (${userId}, ${registrationId}, now() + ${lifetimeSeconds} * interval '1 second')`);
}

/** Takes it out: a record is made from it once. @returns whether this person began it, and in time */
export async function takePasswordRegistration(
  db: Queryable,
  userId: Buffer,
  registrationId: Buffer,
): Promise<boolean> {
  const row = await firstOf<{ isValid: boolean }>(
    db,
    SQL`
      delete from password_registrations where user_id = ${userId} and registration_id = ${registrationId}
      returning expires_at > now() as "isValid"`,
  );
  return row?.isValid ?? false;
}

/** Whatever was begun before a person's ways in changed, or sessions of theirs ended, is not finished afterwards. */
export async function deleteAttemptsOf(db: Queryable, userId: Buffer): Promise<void> {
  await db.query(SQL`delete from login_attempts where user_id = ${userId}`);
  await db.query(SQL`delete from second_factor_attempts where user_id = ${userId}`);
  await db.query(SQL`delete from password_registrations where user_id = ${userId}`);
  await db.query(SQL`delete from passkey_challenges where user_id = ${userId}`);
  await db.query(SQL`delete from return_tickets where user_id = ${userId}`);
  await db.query(SQL`
    update authenticator_apps set pending_secret = null, pending_until = null where user_id = ${userId}`);
}
