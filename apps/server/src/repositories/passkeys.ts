import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';

export interface StoredPasskey {
  readonly userId: Buffer;
  readonly passkeyId: Buffer;
  readonly webauthnId: Buffer;
  readonly publicKey: Buffer;
  readonly counter: number;
  /** Null: it signs in and opens nothing. */
  readonly credentialId: Buffer | null;
}

export async function insertPasskeyChallenge(
  db: Queryable,
  challenge: {
    readonly challengeHash: Buffer;
    /** Who registers a passkey; null for signing in. */
    readonly userId: Buffer | null;
    readonly lifetimeSeconds: number;
  },
): Promise<void> {
  const { challengeHash, userId, lifetimeSeconds } = challenge;
  await db.query(SQL`
    insert into passkey_challenges (challenge_hash, user_id, expires_at)
    values (${challengeHash}, ${userId}, now() + ${lifetimeSeconds} * interval '1 second')`);
}

/** Takes a challenge out: it counts once. @returns whether it was valid for this person, or for signing in */
export async function takePasskeyChallenge(
  db: Queryable,
  challengeHash: Buffer,
  userId: Buffer | null,
): Promise<boolean> {
  const found = await firstOf<{ isValid: boolean }>(
    db,
    SQL`
      delete from passkey_challenges where challenge_hash = ${challengeHash}
      returning user_id is not distinct from ${userId}::bytea and expires_at > now() as "isValid"`,
  );
  return found?.isValid ?? false;
}

/** @throws a unique violation when somebody has registered it already */
export async function insertPasskey(
  db: Queryable,
  passkey: StoredPasskey & { readonly name: string },
): Promise<void> {
  const { userId, passkeyId, webauthnId, publicKey, counter, credentialId, name } = passkey;
  await db.query(SQL`
    insert into passkey_owners (webauthn_id, user_id, passkey_id)
    values (${webauthnId}, ${userId}, ${passkeyId})`);
  await db.query(SQL`
    insert into passkeys (user_id, passkey_id, webauthn_id, public_key, counter, credential_id, name)
    values (${userId}, ${passkeyId}, ${webauthnId}, ${publicKey}, ${counter}, ${credentialId}, ${name})`);
}

export async function findPasskey(db: Queryable, webauthnId: Buffer): Promise<StoredPasskey | undefined> {
  return firstOf<StoredPasskey>(
    db,
    SQL`
      select p.user_id as "userId", p.passkey_id as "passkeyId", p.webauthn_id as "webauthnId",
        p.public_key as "publicKey", p.counter, p.credential_id as "credentialId"
      from passkey_owners o join passkeys p on p.user_id = o.user_id and p.passkey_id = o.passkey_id
      where o.webauthn_id = ${webauthnId}`,
  );
}

/** @returns false when its count has grown beyond this in the meantime */
export async function usePasskey(
  db: Queryable,
  { userId, passkeyId, counter }: Pick<StoredPasskey, 'userId' | 'passkeyId' | 'counter'>,
  newCounter: number,
): Promise<boolean> {
  const updated = await countOf(
    db,
    SQL`
      update passkeys set counter = ${newCounter}, last_used_at = now()
      where user_id = ${userId} and passkey_id = ${passkeyId} and counter = ${counter}`,
  );
  return updated === 1;
}

export async function webauthnIdsOf(db: Queryable, userId: Buffer): Promise<Buffer[]> {
  const rows = await rowsOf<{ webauthnId: Buffer }>(
    db,
    SQL`select webauthn_id as "webauthnId" from passkeys where user_id = ${userId} order by created_at`,
  );
  return rows.map(({ webauthnId }) => webauthnId);
}

export interface SignInPasskey {
  readonly passkeyId: Buffer;
  readonly name: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
}

export async function signInPasskeysOf(db: Queryable, userId: Buffer): Promise<SignInPasskey[]> {
  return rowsOf<SignInPasskey>(
    db,
    SQL`
      select passkey_id as "passkeyId", name,
        floor(extract(epoch from created_at) * 1000)::float8 as "createdAtMs",
        floor(extract(epoch from last_used_at) * 1000)::float8 as "lastUsedAtMs"
      from passkeys where user_id = ${userId} and credential_id is null order by created_at, passkey_id`,
  );
}

/** @returns false when the person has no such passkey, or one that can unlock */
export async function deleteSignInPasskey(
  db: Queryable,
  userId: Buffer,
  passkeyId: Buffer,
): Promise<boolean> {
  const deleted = await firstOf<{ webauthnId: Buffer }>(
    db,
    SQL`
      delete from passkeys where user_id = ${userId} and passkey_id = ${passkeyId} and credential_id is null
      returning webauthn_id as "webauthnId"`,
  );
  if (!deleted) return false;
  await db.query(SQL`delete from passkey_owners where webauthn_id = ${deleted.webauthnId}`);
  return true;
}
