import { randomBytes } from 'node:crypto';
import { CommonsealError } from '@commonseal/protocol';
import { bytesOf, sha256 } from '../bytes.ts';
import type { Queryable } from '../database/database.ts';
import { isUniqueViolation } from '../database/connection-errors.ts';
import { type PasskeyRegistration, type PasskeySite, challengeIn, verifyNewPasskey } from '../passkeys.ts';
import { insertPasskey, takePasskeyChallenge } from '../repositories/passkeys.ts';

interface NewPasskey {
  readonly userId: Buffer;
  readonly site: PasskeySite;
  readonly registration: PasskeyRegistration;
  readonly name: string;
  /** Null: it signs in and opens nothing. */
  readonly credentialId: Buffer | null;
}

/**
 * Stores a passkey that answers a challenge of this person, within the caller's transaction.
 * @throws CommonsealError `passkey_refused`
 */
export async function registerPasskey(
  db: Queryable,
  { userId, site, registration, name, credentialId }: NewPasskey,
): Promise<Buffer> {
  const challenge = challengeIn(registration.response);
  const isOurs =
    challenge !== undefined && (await takePasskeyChallenge(db, sha256(bytesOf(challenge)), userId));
  if (!isOurs) throw new CommonsealError('passkey_refused', 'no such challenge');
  const passkey = await verifyNewPasskey(registration, challenge, site);
  const passkeyId = randomBytes(16);
  try {
    await insertPasskey(db, { userId, passkeyId, name, credentialId, ...passkey });
  } catch (error) {
    throw isUniqueViolation(error) ? new CommonsealError('passkey_refused', 'it is there already') : error;
  }
  return passkeyId;
}
