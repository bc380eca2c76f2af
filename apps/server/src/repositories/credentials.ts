import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';

export interface PasswordRecord {
  /** What OPAQUE's oblivious PRF key is derived from. */
  readonly opaqueIdentifier: Buffer;
  readonly registrationRecord: Buffer;
  readonly stretching: string;
}

/** What somebody gets who has proven that the credential is theirs. */
export interface SealedCredential {
  readonly credentialId: Buffer;
  /** The user seed, sealed to the credential. */
  readonly seal: Buffer;
  readonly anchor: Buffer;
}

export type PasswordCredential = PasswordRecord & SealedCredential;

export async function insertPassword(
  db: Queryable,
  userId: Buffer,
  credential: PasswordCredential,
): Promise<void> {
  const { credentialId, opaqueIdentifier, registrationRecord, stretching, seal, anchor } = credential;
  await db.query(SQL`
    insert into credentials
      (user_id, credential_id, kind, opaque_identifier, registration_record, stretching, seal, anchor)
    values (${userId}, ${credentialId}, 'password', ${opaqueIdentifier}, ${registrationRecord}, ${stretching},
      ${seal}, ${anchor})`);
}

/** Of any other kind; what proves it lies elsewhere. */
export async function insertCredential(
  db: Queryable,
  userId: Buffer,
  kind: 'passkey' | 'kit' | 'device',
  { credentialId, seal, anchor }: SealedCredential,
  expiresAtMs: number | null,
): Promise<void> {
  await db.query(SQL`
    insert into credentials (user_id, credential_id, kind, seal, anchor, expires_at)
    values (${userId}, ${credentialId}, ${kind}, ${seal}, ${anchor},
      to_timestamp(${expiresAtMs}::float8 / 1000))`);
}

/** What a login is begun with; small, so that finding it takes hardly longer than not finding it. */
export async function findPasswordRecord(db: Queryable, userId: Buffer): Promise<PasswordRecord | undefined> {
  return firstOf<PasswordRecord>(
    db,
    SQL`
      select opaque_identifier as "opaqueIdentifier", registration_record as "registrationRecord", stretching
      from credentials where user_id = ${userId} and kind = 'password'`,
  );
}

/** The password, for whoever has proven it; its use is noted. Undefined when it is another one by now. */
export async function useSealedPassword(
  db: Queryable,
  userId: Buffer,
  opaqueIdentifier: Buffer,
): Promise<SealedCredential | undefined> {
  return firstOf<SealedCredential>(
    db,
    SQL`
      update credentials set last_used_at = now()
      where user_id = ${userId} and kind = 'password' and opaque_identifier = ${opaqueIdentifier}
      returning credential_id as "credentialId", seal, anchor`,
  );
}

export interface UsedCredential extends SealedCredential {
  readonly kind: 'password' | 'passkey' | 'kit' | 'device';
}

/** Another credential, for whoever has proven it; its use is noted. Undefined for a device whose time is over. */
export async function useSealedCredential(
  db: Queryable,
  userId: Buffer,
  credentialId: Buffer,
): Promise<UsedCredential | undefined> {
  return firstOf<UsedCredential>(
    db,
    SQL`
      update credentials set last_used_at = now()
      where user_id = ${userId} and credential_id = ${credentialId}
        and (expires_at is null or expires_at > now())
      returning credential_id as "credentialId", seal, anchor, kind`,
  );
}

/** @returns false when the person has no such credential, or has not shown it in this session */
export async function replaceAnchor(
  db: Queryable,
  session: { readonly userId: Buffer; readonly tokenHash: Buffer },
  next: { readonly credentialId: Buffer; readonly anchor: Buffer },
): Promise<boolean> {
  const updated = await countOf(
    db,
    SQL`
      update credentials set anchor = ${next.anchor}
      where user_id = ${session.userId} and credential_id = ${next.credentialId}
        and credential_id in (select unnest(credential_ids) from sessions where token_hash = ${session.tokenHash})`,
  );
  return updated === 1;
}

/** The new user seed for a way in that stays. @returns false when the person has no such credential */
export async function replaceSeal(
  db: Queryable,
  userId: Buffer,
  { credentialId, seal, anchor }: Omit<SealedCredential, 'anchor'> & { readonly anchor: Buffer | null },
): Promise<boolean> {
  const updated = await countOf(
    db,
    SQL`
      update credentials set seal = ${seal}, anchor = coalesce(${anchor}::bytea, anchor)
      where user_id = ${userId} and credential_id = ${credentialId}`,
  );
  return updated === 1;
}

/** With all by which it could be proven. */
export async function deleteCredential(db: Queryable, userId: Buffer, credentialId: Buffer): Promise<void> {
  await db.query(SQL`
    delete from passkey_owners where webauthn_id in (
      select webauthn_id from passkeys where user_id = ${userId} and credential_id = ${credentialId})`);
  await db.query(SQL`
    delete from passkeys where user_id = ${userId} and credential_id = ${credentialId}`);
  await db.query(SQL`
    delete from key_credentials where credential_id = ${credentialId} and user_id = ${userId}`);
  await db.query(SQL`
    delete from credentials where user_id = ${userId} and credential_id = ${credentialId}`);
}

/** All that they have, passkeys that only sign in included. */
export async function deleteWaysIn(db: Queryable, userId: Buffer): Promise<void> {
  await db.query(SQL`delete from passkey_owners where user_id = ${userId}`);
  await db.query(SQL`delete from passkeys where user_id = ${userId}`);
  await db.query(SQL`delete from key_credentials where user_id = ${userId}`);
  await db.query(SQL`delete from credentials where user_id = ${userId}`);
}

export interface CredentialUse {
  readonly credentialId: Buffer;
  readonly lastUsedAtMs: number | null;
  readonly expiresAtMs: number | null;
}

export async function credentialUses(db: Queryable, userId: Buffer): Promise<CredentialUse[]> {
  return rowsOf<CredentialUse>(
    db,
    SQL`
      select credential_id as "credentialId",
        floor(extract(epoch from last_used_at) * 1000)::float8 as "lastUsedAtMs",
        round(extract(epoch from expires_at) * 1000)::float8 as "expiresAtMs"
      from credentials where user_id = ${userId} order by created_at, credential_id`,
  );
}
