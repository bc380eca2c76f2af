import { randomBytes } from 'node:crypto';
import { hashOfBackupCode, stepOfCode } from '../authenticator-app.ts';
import { textOf } from '../bytes.ts';
import type { Queryable } from '../database/database.ts';
import { webauthnIdsOf } from '../repositories/passkeys.ts';
import {
  findAuthenticatorApp,
  insertSecondFactorAttempt,
  takeBackupCode,
  takeStep,
} from '../repositories/second-factors.ts';

const attemptSeconds = 5 * 60;
const guessesPerAttempt = 5;

export interface SecondFactor {
  secondFactorId: string;
  methods: ('app' | 'passkey')[];
}

/** What somebody who has proven the password still has to show; undefined when they have asked for nothing more. */
export async function beginSecondFactor(
  db: Queryable,
  userId: Buffer,
  opaqueIdentifier: Buffer,
): Promise<SecondFactor | undefined> {
  if (!(await findAuthenticatorApp(db, userId))) return undefined;
  const secondFactorId = randomBytes(16);
  await insertSecondFactorAttempt(db, {
    secondFactorId,
    userId,
    opaqueIdentifier,
    guesses: guessesPerAttempt,
    lifetimeSeconds: attemptSeconds,
  });
  const passkeys = await webauthnIdsOf(db, userId);
  return {
    secondFactorId: textOf(secondFactorId),
    methods: passkeys.length > 0 ? ['app', 'passkey'] : ['app'],
  };
}

/** Takes a code of the app or a backup code; each counts once. @returns false when it is neither */
export async function takeCode(db: Queryable, userId: Buffer, code: string): Promise<boolean> {
  const app = await findAuthenticatorApp(db, userId);
  const step = app && stepOfCode(app.secret, code);
  if (step !== undefined && (await takeStep(db, userId, step))) return true;
  const codeHash = hashOfBackupCode(code);
  return codeHash !== undefined && (await takeBackupCode(db, userId, codeHash));
}
