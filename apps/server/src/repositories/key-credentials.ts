import SQL from '@nearform/sql';
import { type Queryable, firstOf } from '../database/database.ts';

/** A recovery kit or a device: it proves itself by signing. */
export interface KeyCredential {
  readonly credentialId: Buffer;
  readonly userId: Buffer;
  readonly signingKey: Buffer;
}

export async function insertKeyCredential(db: Queryable, credential: KeyCredential): Promise<void> {
  const { credentialId, userId, signingKey } = credential;
  await db.query(SQL`
    insert into key_credentials (credential_id, user_id, signing_key)
    values (${credentialId}, ${userId}, ${signingKey})`);
}

export async function findKeyCredential(
  db: Queryable,
  credentialId: Buffer,
): Promise<Omit<KeyCredential, 'credentialId'> | undefined> {
  return firstOf(
    db,
    SQL`
      select user_id as "userId", signing_key as "signingKey" from key_credentials
      where credential_id = ${credentialId}`,
  );
}

export async function insertKeyChallenge(
  db: Queryable,
  challenge: {
    readonly challengeHash: Buffer;
    readonly credentialId: Buffer;
    readonly lifetimeSeconds: number;
  },
): Promise<void> {
  const { challengeHash, credentialId, lifetimeSeconds } = challenge;
  await db.query(SQL`
    insert into key_challenges (challenge_hash, credential_id, expires_at)
    values (${challengeHash}, ${credentialId}, now() + ${lifetimeSeconds} * interval '1 second')`);
}

/** Takes a challenge out: it counts once. @returns whether it was valid for this credential */
export async function takeKeyChallenge(
  db: Queryable,
  challengeHash: Buffer,
  credentialId: Buffer,
): Promise<boolean> {
  const found = await firstOf<{ isValid: boolean }>(
    db,
    SQL`
      delete from key_challenges where challenge_hash = ${challengeHash}
      returning credential_id = ${credentialId} and expires_at > now() as "isValid"`,
  );
  return found?.isValid ?? false;
}
