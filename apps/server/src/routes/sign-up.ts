import { randomBytes } from 'node:crypto';
import { AccountLog, UserLog } from '@commonseal/account-log';
import { createRegistrationResponse } from '@commonseal/crypto/opaque-server';
import { equalBytes } from '@commonseal/crypto/verify';
import { CommonsealError, isPlausibleEmail, normaliseEmail } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import { bytesOf, textOf } from '../bytes.ts';
import { isUniqueViolation } from '../database/connection-errors.ts';
import { inTransaction } from '../database/database.ts';
import type { HandlersOf } from '../endpoints.ts';
import { requireRegistrationRecord } from '../opaque-records.ts';
import { insertAccount, project } from '../repositories/accounts.ts';
import { insertPassword } from '../repositories/credentials.ts';
import { claimEmail, findUserId, insertPerson } from '../repositories/people.ts';
import { insertSeals } from '../repositories/seals.ts';
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

/** What the two new logs say, when they belong together: one person, who owns the account that they joined. */
function verifyLogs(body: SignUp) {
  const userEntries = body.userEntries.map(bytesOf);
  const genesis = bytesOf(body.genesis);
  const user = UserLog.verify(userEntries).state;
  const account = AccountLog.verify([genesis]);
  const { state } = account;
  const owner = state.members.get(user.userId);
  const joinedAt = user.accounts.get(state.accountId);
  const credential = [...user.credentials.values()][0];
  const belongTogether =
    owner?.role === 'owner' &&
    equalBytes(owner.signingKey, user.signingKey) &&
    equalBytes(owner.receivingKey, user.receivingKey) &&
    user.accounts.size === 1 &&
    joinedAt?.sequence === 0 &&
    equalBytes(joinedAt.hash, state.head.hash) &&
    credential?.kind === 'password' &&
    credential.credentialId === body.credential.credentialId;
  if (!belongTogether) throw new CommonsealError('log_refused', 'the two logs do not belong together');
  return { user, account, userEntries, genesis };
}

/** The address was free, so it is one of the logs that is stored already: sent twice under two addresses. */
function asLogConflict(error: unknown): never {
  throw isUniqueViolation(error) ? new CommonsealError('log_conflict', 'the logs are not new') : error;
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
      const { user, account, userEntries, genesis } = verifyLogs(body);
      const { userId } = user;
      const { accountId } = account.state;
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
      const accountSeal = bytesOf(body.accountSeal);
      const token = await inTransaction(pool, async (db) => {
        const userIdBytes = bytesOf(userId);
        const accountIdBytes = bytesOf(accountId);
        if (!(await claimEmail(db, email, userIdBytes))) throw new CommonsealError('email_taken');
        if (!(await takeSignUpAttempt(db, signUpId, email))) {
          throw new CommonsealError('invalid_request', 'no such sign-up was begun, or too long ago');
        }
        await insertPerson(db, { userId: userIdBytes, entries: userEntries, ownState });
        await insertPassword(db, userIdBytes, credential);
        await insertAccount(db, { accountId: accountIdBytes, genesis });
        await project(db, account.state);
        const seal = { recipientKind: 'member', recipientId: userIdBytes, seal: accountSeal };
        await insertSeals(db, accountIdBytes, 0, [seal]);
        return sessions.begin(db, request, userId);
      }).catch(asLogConflict);
      sessions.setCookie(reply, token);
      return { userId, accountId };
    },
  };
}
