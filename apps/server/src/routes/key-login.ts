import { randomBytes } from 'node:crypto';
import { verifyCredentialChallenge } from '@commonseal/account-log';
import { CommonsealError, CredentialId, type UserId } from '@commonseal/protocol';
import { bytesOf, sha256, textOf } from '../bytes.ts';
import { inTransaction } from '../database/database.ts';
import type { HandlersOf } from '../endpoints.ts';
import { useSealedCredential } from '../repositories/credentials.ts';
import { findKeyCredential, insertKeyChallenge, takeKeyChallenge } from '../repositories/key-credentials.ts';
import { findEmail, lockPerson } from '../repositories/people.ts';
import type { Services } from '../services.ts';
import { credentialReply } from './login.ts';

const challengeSeconds = 2 * 60;
/** Ed25519's base point: a key like any other, with which nobody signs here. */
const nobodysKey = Buffer.from(`58${'66'.repeat(31)}`, 'hex');

/** @throws CommonsealError `login_failed` */
function requireSignature(answered: Parameters<typeof verifyCredentialChallenge>[0]): void {
  try {
    verifyCredentialChallenge(answered);
  } catch (error) {
    throw new CommonsealError('login_failed', 'the challenge was not signed', { cause: error });
  }
}

/** How recovery kits and devices get in: by signing with the very key that the person's own log names. */
export function keyLoginRoutes(services: Services): HandlersOf<'keyChallenge' | 'keyLogin'> {
  const { pool, sessions } = services;
  return {
    /** Whether there is such a credential is not looked up, so it cannot be learnt here. */
    async keyChallenge({ body }) {
      const challenge = randomBytes(32);
      await insertKeyChallenge(pool, {
        challengeHash: sha256(challenge),
        credentialId: bytesOf(body.credentialId),
        lifetimeSeconds: challengeSeconds,
      });
      return { challenge: textOf(challenge) };
    },

    /** A kit that was spent, a device whose time is over, an unknown one and a wrong signature are one failure. */
    async keyLogin({ body, request, reply }) {
      const credentialId = CredentialId.parse(body.credentialId);
      const challenge = bytesOf(body.challenge);
      const id = bytesOf(credentialId);
      if (!(await takeKeyChallenge(pool, sha256(challenge), id))) {
        throw new CommonsealError('login_failed', 'no such challenge');
      }
      const known = await findKeyCredential(pool, id);
      const signature = bytesOf(body.signature);
      const signingKey = known?.signingKey ?? nobodysKey;
      requireSignature({ credentialId, challenge, signature, signingKey });
      if (!known) throw new CommonsealError('login_failed', 'no such credential');
      const userId = textOf(known.userId) as UserId;
      const { token, ...answer } = await inTransaction(pool, async (db) => {
        await lockPerson(db, known.userId);
        const credential = await useSealedCredential(db, known.userId, id);
        const email = await findEmail(db, known.userId);
        if (!credential || email === undefined) throw new CommonsealError('login_failed', 'not any more');
        return {
          email,
          credential: credentialReply(credential),
          token: await sessions.begin(db, request, userId, { by: credential.kind, credentialId: id }),
        };
      });
      sessions.setCookie(reply, token);
      return { userId, ...answer };
    },
  };
}
