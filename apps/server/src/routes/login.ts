import { randomBytes } from 'node:crypto';
import { finishLogin, startLogin } from '@commonseal/crypto/opaque-server';
import { CommonsealError, type UserId } from '@commonseal/protocol';
import { hashOfBackupCode } from '../authenticator-app.ts';
import { bytesOf, textOf } from '../bytes.ts';
import { inTransaction } from '../database/database.ts';
import type { HandlersOf } from '../endpoints.ts';
import { passkeySite } from '../passkeys.ts';
import { notePasskeyUse, requirePasskey } from '../person/passkey-proof.ts';
import { beginSecondFactor, takeCode } from '../person/second-factor.ts';
import { type SealedCredential, findPasswordRecord, useSealedPassword } from '../repositories/credentials.ts';
import { findUserId, lockPerson } from '../repositories/people.ts';
import { countSecondFactorGuess, takeSecondFactorAttempt } from '../repositories/second-factors.ts';
import { insertLoginAttempt, takeLoginAttempt } from '../repositories/sign-in-attempts.ts';
import type { Services } from '../services.ts';
import { requireEmail } from './sign-up.ts';

export const loginLifetimeSeconds = 2 * 60;
/** What an unknown address is answered: what nearly every known one is. */
export const commonStretching = 'argon2id-64MiB-3-4';
const nobody = Buffer.alloc(32);

export function credentialReply({ credentialId, seal, anchor }: SealedCredential) {
  return { credentialId: textOf(credentialId), seal: textOf(seal), anchor: textOf(anchor) };
}

type LoginRoutes = HandlersOf<'loginStart' | 'loginFinish' | 'secondFactorFinish' | 'logout'>;

export function loginRoutes(services: Services): LoginRoutes {
  const { pool, serverSetup, limiter, sessions, streams, publicOrigin } = services;
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
        opaqueIdentifier: password?.opaqueIdentifier ?? null,
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
      const { userId, opaqueIdentifier } = attempt;
      if (!userId || !opaqueIdentifier) throw new CommonsealError('login_failed', 'no such person');
      const id = textOf(userId) as UserId;
      const result = await inTransaction(pool, async (db) => {
        await lockPerson(db, userId);
        // Whoever has signed in here has shown all of it before, and shows now that they are there. A browser that came back by
        // itself has shown nothing of it.
        const session = await sessions.find(db, request);
        const isHere = session?.userId === id && session.authenticatedSeconds !== null;
        const secondFactor = isHere ? undefined : await beginSecondFactor(db, userId, opaqueIdentifier);
        if (secondFactor) return { secondFactor };
        const credential = await useSealedPassword(db, userId, opaqueIdentifier);
        if (!credential) throw new CommonsealError('login_failed', 'no such password any more');
        const shown = { by: 'password', credentialId: credential.credentialId } as const;
        return { credential, token: await sessions.begin(db, request, id, shown) };
      });
      if (result.secondFactor) return { secondFactor: result.secondFactor };
      sessions.setCookie(reply, result.token);
      return { userId: id, credential: credentialReply(result.credential) };
    },

    /** An attempt that is over, a wrong code and another's passkey are one failure. */
    async secondFactorFinish({ body, request, reply }) {
      const secondFactorId = bytesOf(body.secondFactorId);
      const userId = await countSecondFactorGuess(pool, secondFactorId);
      if (!userId) throw new CommonsealError('login_failed', 'no such attempt');
      const id = textOf(userId) as UserId;
      const { passkey, code = '' } = body;
      // Nobody guesses a passkey or a backup code: the guesses of somebody who knows the password do not close these ways too.
      if (!passkey && !hashOfBackupCode(code)) await limiter.countSecondFactor(id);
      const site = passkeySite(request, publicOrigin);
      const proven = passkey && (await requirePasskey(pool, passkey, site));
      if (proven && !proven.userId.equals(userId)) throw new CommonsealError('login_failed', "another's");
      const { credential, token } = await inTransaction(pool, async (db) => {
        await lockPerson(db, userId);
        if (proven) await notePasskeyUse(db, proven);
        else if (!(await takeCode(db, userId, code)))
          throw new CommonsealError('login_failed', 'not the code');
        const opaqueIdentifier = await takeSecondFactorAttempt(db, secondFactorId);
        const found = opaqueIdentifier && (await useSealedPassword(db, userId, opaqueIdentifier));
        if (!found) throw new CommonsealError('login_failed', 'no such attempt any more');
        const shown = { by: proven ? 'passkey' : 'password', credentialId: found.credentialId } as const;
        return { credential: found, token: await sessions.begin(db, request, id, shown) };
      });
      sessions.setCookie(reply, token);
      return { userId: id, credential: credentialReply(credential) };
    },

    async logout({ caller, reply }) {
      await sessions.end(pool, caller, reply);
      streams.endSessions([caller.tokenHash]);
      return {};
    },
  };
}
