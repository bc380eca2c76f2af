import { CommonsealError, readWorkerFingerprint } from '@commonseal/protocol';
import { type WorkerIdentity, parseWorkerIdentity, workerFingerprint } from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';

/**
 * Takes an identity that may come from a dishonest server only if its fingerprint is the one that somebody read from the worker's
 * own program and typed.
 * @throws CommonsealError `fingerprint_mismatch`, also for a fingerprint that is not whole; `malformed`, `unsupported_format`
 */
export function requireTypedIdentity(identity: Uint8Array, typed: string): WorkerIdentity {
  const parsed = parseWorkerIdentity(identity);
  const reading = readWorkerFingerprint(typed);
  if (reading.kind !== 'whole' || !equalBytes(reading.fingerprint, workerFingerprint(parsed)))
    throw new CommonsealError('fingerprint_mismatch', 'another worker');
  return parsed;
}
