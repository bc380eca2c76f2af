import { CommonsealError } from '@commonseal/protocol';
import {
  describeApp,
  generateAppSecret,
  generateBackupCodes,
  hashOfBackupCode,
  stepOfCode,
} from '../authenticator-app.ts';
import { bytesOf } from '../bytes.ts';
import { requireRecent } from '../caller.ts';
import { inTransaction } from '../database/database.ts';
import type { HandlersOf } from '../endpoints.ts';
import { findEmail } from '../repositories/people.ts';
import {
  confirmPendingApp,
  deleteAuthenticatorApp,
  findPendingApp,
  putPendingApp,
  replaceBackupCodes,
} from '../repositories/second-factors.ts';
import type { Services } from '../services.ts';

type AuthenticatorRoutes = HandlersOf<'authenticatorStart' | 'authenticatorConfirm' | 'authenticatorRemove'>;

const pendingSeconds = 15 * 60;

/** A second factor for passwords: it keeps out whoever knows the password alone. The operator can read its secret. */
export function authenticatorRoutes({ pool, limiter }: Services): AuthenticatorRoutes {
  return {
    async authenticatorStart({ caller }) {
      requireRecent(caller);
      const userId = bytesOf(caller.userId);
      const email = await findEmail(pool, userId);
      if (email === undefined) throw new TypeError('a person without an address');
      const secret = generateAppSecret();
      await putPendingApp(pool, { userId, secret, lifetimeSeconds: pendingSeconds });
      return describeApp(secret, email);
    },

    async authenticatorConfirm({ caller, body }) {
      requireRecent(caller);
      await limiter.countSecondFactor(caller.userId);
      const userId = bytesOf(caller.userId);
      const backupCodes = generateBackupCodes();
      await inTransaction(pool, async (db) => {
        const secret = await findPendingApp(db, userId);
        const step = secret && stepOfCode(secret, body.code);
        if (step === undefined) throw new CommonsealError('code_refused', 'not a code of the new app');
        await confirmPendingApp(db, userId, step);
        await replaceBackupCodes(db, userId, backupCodes.map(hashOf));
      });
      return { backupCodes };
    },

    async authenticatorRemove({ caller }) {
      requireRecent(caller);
      await inTransaction(pool, (db) => deleteAuthenticatorApp(db, bytesOf(caller.userId)));
      return {};
    },
  };
}

function hashOf(code: string): Buffer {
  const hash = hashOfBackupCode(code);
  if (!hash) throw new TypeError('a backup code of another form');
  return hash;
}
