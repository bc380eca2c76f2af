import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf } from '../database/database.ts';

export interface PasswordCredential {
  readonly credentialId: Buffer;
  readonly opaqueIdentifier: Buffer;
  readonly registrationRecord: Buffer;
  readonly stretching: string;
  /** The user seed, sealed to the credential. */
  readonly seal: Buffer;
  readonly anchor: Buffer;
}

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

export type PasswordRecord = Pick<
  PasswordCredential,
  'opaqueIdentifier' | 'registrationRecord' | 'stretching'
>;

/** What a login is begun with; small, so that finding it takes hardly longer than not finding it. */
export async function findPasswordRecord(db: Queryable, userId: Buffer): Promise<PasswordRecord | undefined> {
  return firstOf<PasswordRecord>(
    db,
    SQL`
      select opaque_identifier as "opaqueIdentifier", registration_record as "registrationRecord", stretching
      from credentials where user_id = ${userId} and kind = 'password'`,
  );
}

export type SealedPassword = Pick<PasswordCredential, 'credentialId' | 'seal' | 'anchor'>;

/** What somebody gets who has proven the password. */
export async function findSealedPassword(db: Queryable, userId: Buffer): Promise<SealedPassword | undefined> {
  return firstOf<SealedPassword>(
    db,
    SQL`
      select credential_id as "credentialId", seal, anchor
      from credentials where user_id = ${userId} and kind = 'password'`,
  );
}

/** @returns false when the person has no such credential */
export async function replaceAnchor(
  db: Queryable,
  next: { readonly userId: Buffer; readonly credentialId: Buffer; readonly anchor: Buffer },
): Promise<boolean> {
  const updated = await countOf(
    db,
    SQL`
      update credentials set anchor = ${next.anchor}
      where user_id = ${next.userId} and credential_id = ${next.credentialId}`,
  );
  return updated === 1;
}
