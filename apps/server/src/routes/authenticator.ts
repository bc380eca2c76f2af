import { CommonsealError } from '@commonseal/protocol';
import {
  describeApp,
  generateAppSecret,
  generateBackupCodes,
  hashOfBackupCode,
  stepOfCode,
} from '../authenticator-app.ts';
import { bytesOf } from '../bytes.ts';
import { isSecondStepShown, requireRecent } from '../caller.ts';
import { type Queryable, inTransaction } from '../database/database.ts';
import type { HandlersOf } from '../endpoints.ts';
import { takeCode } from '../person/second-factor.ts';
import { findEmail, findUserId } from '../repositories/people.ts';
import {
  type AuthenticatorApp,
  confirmPendingApp,
  deleteAuthenticatorApp,
  findAppSince,
  findAuthenticatorApp,
  findPendingApp,
  putPendingApp,
  replaceBackupCodes,
  takeStep,
} from '../repositories/second-factors.ts';
import { deleteOtherSessions } from '../repositories/sessions.ts';
import { deleteAttemptsOf } from '../repositories/sign-in-attempts.ts';
import type { Services } from '../services.ts';
import { lockCaller } from '../sessions.ts';

type AuthenticatorRoutes = HandlersOf<
  'authenticatorStart' | 'authenticatorConfirm' | 'authenticatorBackupCodes' | 'authenticatorRemove'
>;

const pendingSeconds = 15 * 60;

/** A second factor for passwords: it keeps out whoever knows the password alone. The operator can read its secret. */
export function authenticatorRoutes({ pool, limiter, streams }: Services): AuthenticatorRoutes {
  return {
    async authenticatorStart({ caller }) {
      const userId = bytesOf(caller.userId);
      const secret = generateAppSecret();
      return inTransaction(pool, async (db) => {
        requireRecent(await lockCaller(db, caller));
        // Whoever could put another one in its place would need no code of it.
        if (await findAuthenticatorApp(db, userId)) {
          throw new CommonsealError('log_conflict', 'an app is in force: it is removed first');
        }
        const email = await findEmail(db, userId);
        if (email === undefined) throw new TypeError('a person without an address');
        // Who they were still signs in by it; this person's password is asked for nothing beside it until the address is theirs.
        if (!(await findUserId(db, email))?.equals(userId)) {
          throw new CommonsealError('forbidden', 'not by an address of their own yet');
        }
        await putPendingApp(db, { userId, secret, lifetimeSeconds: pendingSeconds });
        return describeApp(secret, email);
      });
    },

    async authenticatorConfirm({ caller, body }) {
      requireRecent(caller);
      await limiter.countAuthenticatorCode(caller.userId);
      const userId = bytesOf(caller.userId);
      const backupCodes = generateBackupCodes();
      const ended = await inTransaction(pool, async (db) => {
        requireRecent(await lockCaller(db, caller));
        await replaceBackupCodes(db, userId, backupCodes.map(hashOf));
        const secret = await findPendingApp(db, userId);
        if (!secret) {
          // It may have been confirmed already, and the answer was lost.
          const app = await findAppSince(db, userId, pendingSeconds);
          await requireAppCode(db, userId, app, body.code);
          return [];
        }
        const step = stepOfCode(secret, body.code);
        if (step === undefined) throw new CommonsealError('code_refused', 'not a code of the new app');
        await confirmPendingApp(db, userId, step);
        // Whoever is in by the password alone has not shown what is asked for from now on.
        await deleteAttemptsOf(db, userId);
        return deleteOtherSessions(db, userId, caller.tokenHash);
      });
      streams.endSessions(ended);
      return { backupCodes };
    },

    async authenticatorBackupCodes({ caller, body }) {
      requireRecent(caller);
      await limiter.countAuthenticatorCode(caller.userId);
      const userId = bytesOf(caller.userId);
      const backupCodes = generateBackupCodes();
      await inTransaction(pool, async (db) => {
        requireRecent(await lockCaller(db, caller));
        await requireAppCode(db, userId, await findAuthenticatorApp(db, userId), body.code);
        await replaceBackupCodes(db, userId, backupCodes.map(hashOf));
      });
      return { backupCodes };
    },

    /** Somebody who sits at a signed-in browser and knows the password has not shown what keeps them out elsewhere. */
    async authenticatorRemove({ caller, body: { code } }) {
      requireRecent(caller);
      if (code !== undefined && !hashOfBackupCode(code)) await limiter.countAuthenticatorCode(caller.userId);
      const userId = bytesOf(caller.userId);
      await inTransaction(pool, async (db) => {
        const present = await lockCaller(db, caller);
        requireRecent(present);
        const isShown =
          isSecondStepShown(present) || (code !== undefined && (await takeCode(db, userId, code)));
        const isNeeded = (await findAuthenticatorApp(db, userId)) !== undefined;
        if (isNeeded && !isShown) throw new CommonsealError('code_refused', 'not a code');
        await deleteAuthenticatorApp(db, userId);
      });
      return {};
    },
  };
}

/** Of an app that is in force; the code then counts no more. @throws CommonsealError `code_refused` */
async function requireAppCode(
  db: Queryable,
  userId: Buffer,
  app: AuthenticatorApp | undefined,
  code: string,
): Promise<void> {
  const step = app && stepOfCode(app.secret, code);
  if (step === undefined || !(await takeStep(db, userId, step)))
    throw new CommonsealError('code_refused', 'not a code of the app');
}

function hashOf(code: string): Buffer {
  const hash = hashOfBackupCode(code);
  if (!hash) throw new TypeError('a backup code of another form');
  return hash;
}
