import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf } from '../database/database.ts';

export interface AuthenticatorApp {
  readonly secret: Buffer;
  /** Thirty seconds each, counted from 1970: no code of this one or an earlier one counts any more. */
  readonly lastStep: number;
}

export async function findAuthenticatorApp(
  db: Queryable,
  userId: Buffer,
): Promise<AuthenticatorApp | undefined> {
  return firstOf<AuthenticatorApp>(
    db,
    SQL`
      select secret, last_step as "lastStep" from authenticator_apps
      where user_id = ${userId} and secret is not null`,
  );
}

/** One that was confirmed within the last seconds. */
export async function findAppSince(
  db: Queryable,
  userId: Buffer,
  seconds: number,
): Promise<AuthenticatorApp | undefined> {
  return firstOf<AuthenticatorApp>(
    db,
    SQL`
      select secret, last_step as "lastStep" from authenticator_apps
      where user_id = ${userId} and since > now() - ${seconds} * interval '1 second'`,
  );
}

export async function putPendingApp(
  db: Queryable,
  pending: { readonly userId: Buffer; readonly secret: Buffer; readonly lifetimeSeconds: number },
): Promise<void> {
  const { userId, secret, lifetimeSeconds } = pending;
  await db.query(SQL`
    insert into authenticator_apps (user_id, pending_secret, pending_until)
    values (${userId}, ${secret}, now() + ${lifetimeSeconds} * interval '1 second')
    on conflict (user_id) do update set
      pending_secret = excluded.pending_secret, pending_until = excluded.pending_until`);
}

export async function findPendingApp(db: Queryable, userId: Buffer): Promise<Buffer | undefined> {
  const row = await firstOf<{ secret: Buffer }>(
    db,
    SQL`
      select pending_secret as secret from authenticator_apps
      where user_id = ${userId} and pending_until > now() for update`,
  );
  return row?.secret;
}

/** In force from now on, in the place of another one. */
export async function confirmPendingApp(db: Queryable, userId: Buffer, step: number): Promise<void> {
  await db.query(SQL`
    update authenticator_apps set secret = pending_secret, since = now(), last_step = ${step},
      pending_secret = null, pending_until = null
    where user_id = ${userId}`);
}

/** @returns false when a code of this step or a later one was taken already */
export async function takeStep(db: Queryable, userId: Buffer, step: number): Promise<boolean> {
  const updated = await countOf(
    db,
    SQL`
      update authenticator_apps set last_step = ${step} where user_id = ${userId} and last_step < ${step}`,
  );
  return updated === 1;
}

export async function deleteAuthenticatorApp(db: Queryable, userId: Buffer): Promise<void> {
  await db.query(SQL`delete from authenticator_apps where user_id = ${userId}`);
  await db.query(SQL`delete from backup_codes where user_id = ${userId}`);
}

/** In the place of all earlier ones. */
export async function replaceBackupCodes(
  db: Queryable,
  userId: Buffer,
  hashes: readonly Buffer[],
): Promise<void> {
  await db.query(SQL`delete from backup_codes where user_id = ${userId}`);
  await db.query(SQL`
    insert into backup_codes (user_id, code_hash) select ${userId}, * from unnest(${hashes}::bytea[])`);
}

/** Takes a code out: it counts once. @returns whether there was such a code */
export async function takeBackupCode(db: Queryable, userId: Buffer, codeHash: Buffer): Promise<boolean> {
  const taken = await countOf(
    db,
    SQL`delete from backup_codes where user_id = ${userId} and code_hash = ${codeHash}`,
  );
  return taken === 1;
}

export async function authenticatorFacts(
  db: Queryable,
  userId: Buffer,
): Promise<{ readonly sinceMs: number; readonly backupCodesLeft: number } | undefined> {
  return firstOf(
    db,
    SQL`
      select floor(extract(epoch from since) * 1000)::float8 as "sinceMs",
        (select count(*)::integer from backup_codes where user_id = ${userId}) as "backupCodesLeft"
      from authenticator_apps where user_id = ${userId} and secret is not null`,
  );
}

export async function insertSecondFactorAttempt(
  db: Queryable,
  attempt: {
    readonly secondFactorId: Buffer;
    readonly userId: Buffer;
    /** Of the password that was proven. */
    readonly opaqueIdentifier: Buffer;
    readonly guesses: number;
    readonly lifetimeSeconds: number;
  },
): Promise<void> {
  const { secondFactorId, userId, opaqueIdentifier, guesses, lifetimeSeconds } = attempt;
  await db.query(SQL`
    insert into second_factor_attempts (second_factor_id, user_id, opaque_identifier, guesses_left, expires_at)
    values (${secondFactorId}, ${userId}, ${opaqueIdentifier}, ${guesses}, now() + ${lifetimeSeconds} * interval '1 second')`);
}

/** Counts a guess before it is looked at. @returns whose attempt it is; undefined when it is over */
export async function countSecondFactorGuess(
  db: Queryable,
  secondFactorId: Buffer,
): Promise<Buffer | undefined> {
  const row = await firstOf<{ userId: Buffer }>(
    db,
    SQL`
      update second_factor_attempts set guesses_left = guesses_left - 1
      where second_factor_id = ${secondFactorId} and guesses_left > 0 and expires_at > now()
      returning user_id as "userId"`,
  );
  return row?.userId;
}

/** Takes an attempt out. @returns which password was proven; undefined when another was first, or it has changed */
export async function takeSecondFactorAttempt(
  db: Queryable,
  secondFactorId: Buffer,
): Promise<Buffer | undefined> {
  const row = await firstOf<{ opaqueIdentifier: Buffer }>(
    db,
    SQL`
      delete from second_factor_attempts where second_factor_id = ${secondFactorId}
      returning opaque_identifier as "opaqueIdentifier"`,
  );
  return row?.opaqueIdentifier;
}
