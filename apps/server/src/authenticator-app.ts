import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { sha256 } from './bytes.ts';

const periodSeconds = 30;
const secretBytes = 20;
const backupCodes = 10;
/** Without I, L, O and U, which are read wrongly. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const backupCodeLength = 16;
const groupLength = 4;

/** RFC 6238 as every authenticator app has it. */
function totpOf(secret: Uint8Array, label = ''): TOTP {
  return new TOTP({
    issuer: 'Commonseal',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  });
}

export function generateAppSecret(): Buffer {
  return randomBytes(secretBytes);
}

/** What an app is given, as text to type and as what its camera reads. */
export function describeApp(secret: Uint8Array, email: string): { secret: string; uri: string } {
  const totp = totpOf(secret, email);
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/**
 * The step of time whose code this is: the present one, or one beside it, as clocks differ. Whoever accepts it accepts
 * none of this step or an earlier one again.
 */
export function stepOfCode(secret: Uint8Array, text: string, nowMs = Date.now()): number | undefined {
  const token = text.replaceAll(/[\s-]/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const totp = totpOf(secret);
  const delta = totp.validate({ token, timestamp: nowMs, window: 1 });
  return delta === null ? undefined : totp.counter({ timestamp: nowMs }) + delta;
}

/** 80 random bits each: nobody guesses one, and a fast hash keeps it as well as a slow one. */
export function generateBackupCodes(): string[] {
  return Array.from({ length: backupCodes }, () => {
    const symbols = Array.from(randomBytes(backupCodeLength), (byte) => alphabet[byte & 31]).join('');
    return symbols.replaceAll(new RegExp(`.{${groupLength}}(?!$)`, 'g'), '$&-');
  });
}

/** Undefined for what has not the form of a backup code; small letters, spaces and O, I, L are forgiven. */
export function hashOfBackupCode(text: string): Buffer | undefined {
  const code = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const isCode = code.length === backupCodeLength && [...code].every((symbol) => alphabet.includes(symbol));
  return isCode ? sha256('commonseal/1/hash/backup code', code) : undefined;
}
