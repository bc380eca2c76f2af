import { randomBytes } from 'node:crypto';
import { createRegistrationResponse } from '@commonseal/crypto/opaque-server';
import { CommonsealError, isPlausibleEmail, normaliseEmail } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import { asLogConflict } from '../account/create-account.ts';
import { foundingOf, newAccountOf, requireFounder, storeFounding } from '../account/founding.ts';
import { bytesOf, textOf } from '../bytes.ts';
import { inTransaction } from '../database/database.ts';
import type { HandlersOf } from '../endpoints.ts';
import { newPersonOf, storePerson } from '../person/new-person.ts';
import { claimEmail, findUserId } from '../repositories/people.ts';
import { insertSignUpAttempt, takeSignUpAttempt } from '../repositories/sign-in-attempts.ts';
import type { Services } from '../services.ts';

/** Between the two halves lies half a second of stretching, or a slow phone. */
export const signUpLifetimeSeconds = 15 * 60;

/** @throws CommonsealError `invalid_request` */
export function requireEmail(text: string): string {
  const email = normaliseEmail(text);
  if (!isPlausibleEmail(email)) throw new CommonsealError('invalid_request', 'not an e-mail address');
  return email;
}

type SignUp = BodyOf<typeof endpoints.signUpFinish>;

/** @throws CommonsealError `log_refused`; `malformed` for a record of no use */
function parseSignUp(serverSetup: string, body: SignUp) {
  const signUpId = bytesOf(body.signUpId);
  const founding = body.account && foundingOf(body.account);
  const account = founding && newAccountOf(founding);
  const person = newPersonOf(serverSetup, body, signUpId, account ? 1 : 0);
  if (account) requireFounder(person.user, account);
  return { signUpId, person, beginning: founding && account && { founding, account } };
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
      const { signUpId, person, beginning } = parseSignUp(serverSetup, body);
      const { userId } = person.user;
      const token = await inTransaction(pool, async (db) => {
        const userIdBytes = bytesOf(userId);
        if (!(await claimEmail(db, email, userIdBytes))) throw new CommonsealError('email_taken');
        if (!(await takeSignUpAttempt(db, signUpId, email))) {
          throw new CommonsealError('invalid_request', 'no such sign-up was begun, or too long ago');
        }
        await storePerson(db, userIdBytes, person);
        if (beginning) await storeFounding(db, beginning.account, beginning.founding);
        const { credentialId } = person.password;
        return sessions.begin(db, request, userId, { by: 'password', credentialId });
      }).catch(asLogConflict);
      sessions.setCookie(reply, token);
      return { userId };
    },
  };
}
