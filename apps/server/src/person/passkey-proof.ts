import { CommonsealError } from '@commonseal/protocol';
import type { Pool } from 'pg';
import { bytesOf, sha256 } from '../bytes.ts';
import type { Queryable } from '../database/database.ts';
import {
  type KnownPasskey,
  type PasskeyAssertion,
  type PasskeySite,
  challengeIn,
  verifyPasskey,
} from '../passkeys.ts';
import {
  type StoredPasskey,
  findPasskey,
  takePasskeyChallenge,
  usePasskey,
} from '../repositories/passkeys.ts';

export interface ProvenPasskey extends StoredPasskey {
  readonly newCounter: number;
}

/** COSE (RFC 9053) of P-256's generator: a public key whose signatures nobody makes here, for passkeys that are unknown. */
const nobodysKey: Omit<KnownPasskey, 'webauthnId'> = {
  publicKey: Buffer.from(
    'a5010203262001215820' +
      '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
      '225820' +
      '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
    'hex',
  ),
  counter: 0,
};

/**
 * Whose passkey has answered one of this server's challenges, which is spent by it, well or badly. An unknown passkey is
 * answered like a wrong signature, after the same work. The new count is for `notePasskeyUse`.
 * @throws CommonsealError `login_failed`
 */
export async function requirePasskey(
  pool: Pool,
  assertion: PasskeyAssertion,
  site: PasskeySite,
): Promise<ProvenPasskey> {
  const challenge = challengeIn(assertion.response);
  const isOurs =
    challenge !== undefined && (await takePasskeyChallenge(pool, sha256(bytesOf(challenge)), null));
  if (!isOurs) throw new CommonsealError('login_failed', 'no such challenge');
  const webauthnId = bytesOf(assertion.id);
  const known = await findPasskey(pool, webauthnId);
  const newCounter = await verifyPasskey(assertion, challenge, site, known ?? { webauthnId, ...nobodysKey });
  if (!known || !isHandleOf(known, assertion)) throw new CommonsealError('login_failed', 'no such passkey');
  return { ...known, newCounter };
}

/** @throws CommonsealError `login_failed` when it is gone or was used in the meantime */
export async function notePasskeyUse(db: Queryable, proven: ProvenPasskey): Promise<void> {
  if (!(await usePasskey(db, proven, proven.newCounter))) {
    throw new CommonsealError('login_failed', 'its count has not grown');
  }
}

/** Tells an authenticator whose passkey it keeps, without being the id by which the person is known elsewhere. */
export function userHandleOf(userId: Uint8Array): Buffer {
  return sha256('commonseal/1/hash/passkey user handle', userId);
}

function isHandleOf({ userId }: StoredPasskey, { response }: PasskeyAssertion): boolean {
  return response.userHandle === undefined || bytesOf(response.userHandle).equals(userHandleOf(userId));
}
