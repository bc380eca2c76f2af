import { randomBytes } from 'node:crypto';
import { finishLogin, startLogin } from '@commonseal/crypto/opaque-server';
import { CommonsealError, type UserId } from '@commonseal/protocol';
import { bytesOf, textOf } from '../bytes.ts';
import { inTransaction } from '../database/database.ts';
import type { HandlersOf } from '../endpoints.ts';
import { findPasswordRecord, findSealedPassword } from '../repositories/credentials.ts';
import { findUserId } from '../repositories/people.ts';
import { insertLoginAttempt, takeLoginAttempt } from '../repositories/sign-in-attempts.ts';
import type { Services } from '../services.ts';
import { requireEmail } from './sign-up.ts';

const loginLifetimeSeconds = 2 * 60;
/** What an unknown address is answered: what nearly every known one is. */
const commonStretching = 'argon2id-64MiB-3-4';
const nobody = Buffer.alloc(32);

export function loginRoutes(services: Services): HandlersOf<'loginStart' | 'loginFinish' | 'logout'> {
  const { pool, serverSetup, limiter, sessions, streams } = services;
  return {
    /** Known or not: the same statements, the same computation, an answer of the same form. */
    async loginStart({ body, request }) {
      const email = requireEmail(body.email);
      await limiter.countGuess(email, request.ip);
      const userId = await findUserId(pool, email);
      const password = await findPasswordRecord(pool, userId ?? nobody);
      const { serverLoginState, loginResponse } = startLogin({
        serverSetup,
        userIdentifier: password ? textOf(password.opaqueIdentifier) : `unknown ${email}`,
        registrationRecord: password ? textOf(password.registrationRecord) : null,
        startLoginRequest: body.startLoginRequest,
      });
      const loginId = randomBytes(16);
      await insertLoginAttempt(pool, {
        loginId,
        userId: password && userId ? userId : null,
        serverState: bytesOf(serverLoginState),
        lifetimeSeconds: loginLifetimeSeconds,
      });
      return {
        loginId: textOf(loginId),
        loginResponse,
        stretching: password?.stretching ?? commonStretching,
      };
    },

    /** A wrong password, an unknown address and an attempt that was used or is too old are one failure. */
    async loginFinish({ body, request, reply }) {
      const attempt = await takeLoginAttempt(pool, bytesOf(body.loginId));
      if (!attempt) throw new CommonsealError('login_failed', 'no such attempt');
      finishLogin({
        serverLoginState: textOf(attempt.serverState),
        finishLoginRequest: body.finishLoginRequest,
      });
      const { userId } = attempt;
      const credential = userId && (await findSealedPassword(pool, userId));
      if (!userId || !credential) throw new CommonsealError('login_failed', 'no such person');
      const id = textOf(userId) as UserId;
      const token = await inTransaction(pool, (db) => sessions.begin(db, request, id));
      sessions.setCookie(reply, token);
      return {
        userId: id,
        credential: {
          credentialId: textOf(credential.credentialId),
          seal: textOf(credential.seal),
          anchor: textOf(credential.anchor),
        },
      };
    },

    async logout({ caller, reply }) {
      await sessions.end(pool, caller, reply);
      streams.endSession(caller.tokenHash);
      return {};
    },
  };
}
