import { randomBytes } from 'node:crypto';
import { UserLog } from '@commonseal/account-log';
import { createRegistrationResponse } from '@commonseal/crypto/opaque-server';
import { CommonsealError, isPlausibleEmail, normaliseEmail } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import { asLogConflict } from '../account/create-account.ts';
import { refused } from '../account/delivered-entry.ts';
import { foundingOf, newAccountOf, requireFounder, storeFounding } from '../account/founding.ts';
import { bytesOf, textOf } from '../bytes.ts';
import { inTransaction } from '../database/database.ts';
import type { HandlersOf } from '../endpoints.ts';
import { requireRegistrationRecord } from '../opaque-records.ts';
import { insertPassword } from '../repositories/credentials.ts';
import { claimEmail, findUserId, insertPerson } from '../repositories/people.ts';
import { insertSignUpAttempt, takeSignUpAttempt } from '../repositories/sign-in-attempts.ts';
import type { Services } from '../services.ts';

/** Between the two halves lies half a second of stretching, or a slow phone. */
const signUpLifetimeSeconds = 15 * 60;

/** @throws CommonsealError `invalid_request` */
export function requireEmail(text: string): string {
  const email = normaliseEmail(text);
  if (!isPlausibleEmail(email)) throw new CommonsealError('invalid_request', 'not an e-mail address');
  return email;
}

type SignUp = BodyOf<typeof endpoints.signUpFinish>;

/**
 * What the new person's log says: one way in, and the account that they begin, if they begin one.
 * @throws CommonsealError `log_refused`
 */
function verifyLogs(body: SignUp) {
  const userEntries = body.userEntries.map(bytesOf);
  const user = UserLog.verify(userEntries).state;
  const founding = body.account && foundingOf(body.account);
  const account = founding && newAccountOf(founding);
  if (account) requireFounder(user, account);
  const credential = [...user.credentials.values()][0];
  const belongTogether =
    user.accounts.size === (account ? 1 : 0) &&
    credential?.kind === 'password' &&
    credential.credentialId === body.credential.credentialId;
  if (!belongTogether) throw refused('the log and what came with it do not belong together');
  return { userId: user.userId, userEntries, beginning: founding && account && { founding, account } };
}

export function signUpRoutes(services: Services): HandlersOf<'signUpStart' | 'signUpFinish'> {
  const { pool, serverSetup, limiter, sessions } = services;
  return {
    async signUpStart({ body, request }) {
      const email = requireEmail(body.email);
      await limiter.countGuess(email, request.ip);
      // Before the password function is evaluated: with its answers an attacker could try passwords of somebody who
      // is known already, one each.
      if (await findUserId(pool, email)) throw new CommonsealError('email_taken');
      const signUpId = randomBytes(16);
      const registrationResponse = createRegistrationResponse({
        serverSetup,
        userIdentifier: textOf(signUpId),
        registrationRequest: body.registrationRequest,
      });
      await insertSignUpAttempt(pool, { signUpId, email, lifetimeSeconds: signUpLifetimeSeconds });
      return { signUpId: textOf(signUpId), registrationResponse };
    },

    async signUpFinish({ body, request, reply }) {
      const email = requireEmail(body.email);
      const { userId, userEntries, beginning } = verifyLogs(body);
      const ownState = bytesOf(body.ownState);
      const signUpId = bytesOf(body.signUpId);
      const credential = {
        opaqueIdentifier: signUpId,
        credentialId: bytesOf(body.credential.credentialId),
        registrationRecord: requireRegistrationRecord(serverSetup, body.registrationRecord),
        stretching: body.stretching,
        seal: bytesOf(body.credential.seal),
        anchor: bytesOf(body.credential.anchor),
      };
      const token = await inTransaction(pool, async (db) => {
        const userIdBytes = bytesOf(userId);
        if (!(await claimEmail(db, email, userIdBytes))) throw new CommonsealError('email_taken');
        if (!(await takeSignUpAttempt(db, signUpId, email))) {
          throw new CommonsealError('invalid_request', 'no such sign-up was begun, or too long ago');
        }
        await insertPerson(db, { userId: userIdBytes, entries: userEntries, ownState });
        await insertPassword(db, userIdBytes, credential);
        if (beginning) await storeFounding(db, beginning.account, beginning.founding);
        return sessions.begin(db, request, userId, { by: 'password', credentialId: credential.credentialId });
      }).catch(asLogConflict);
      sessions.setCookie(reply, token);
      return { userId };
    },
  };
}
