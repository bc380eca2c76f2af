import {
  CommonsealError,
  encodeBase64url,
  parseBase64url,
  readWorkerFingerprint,
} from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import {
  type AccountState,
  type WorkerIdentity,
  parseWorkerIdentity,
  workerFingerprint,
  workerIdOf,
} from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';

/**
 * Takes an identity that may come from a dishonest server only if its fingerprint is the one that somebody read from the worker's
 * own program and typed.
 * @throws CommonsealError `fingerprint_mismatch`, also for a fingerprint that is not whole; `malformed`, `unsupported_format`
 */
export function requireTypedIdentity(identity: Uint8Array, typed: string): WorkerIdentity {
  const parsed = parseWorkerIdentity(identity);
  if (!equalBytes(requireWhole(typed), workerFingerprint(parsed)))
    throw new CommonsealError('fingerprint_mismatch', 'another worker');
  return parsed;
}

/**
 * Takes the identity of a worker to which something was granted before: somebody has typed its fingerprint then.
 * @throws CommonsealError `fingerprint_mismatch`, `malformed`, `unsupported_format`
 */
export function requireKnownIdentity(
  { workers }: Pick<AccountState, 'workers'>,
  identity: Uint8Array,
): WorkerIdentity {
  const parsed = parseWorkerIdentity(identity);
  if (!isKnownWorker({ workers }, parsed)) throw new CommonsealError('fingerprint_mismatch', 'not known');
  return parsed;
}

/** Whether the log has the worker, with both its keys. */
export function isKnownWorker({ workers }: Pick<AccountState, 'workers'>, identity: WorkerIdentity): boolean {
  const known = workers.get(workerIdOf(identity));
  return known !== undefined && equalBytes(known.receivingKey, identity.receivingKey);
}

function requireWhole(typed: string): Uint8Array {
  const reading = readWorkerFingerprint(typed);
  if (reading.kind !== 'whole') throw new CommonsealError('fingerprint_mismatch', 'no whole fingerprint');
  return reading.fingerprint;
}

/** @throws CommonsealError `fingerprint_mismatch`, `not_found`, `malformed` */
export async function findWorker(client: ApiClient, typed: string): Promise<Uint8Array> {
  const params = { fingerprint: encodeBase64url(requireWhole(typed)) };
  const found = await client.call(endpoints.findWorker, { params });
  const identity = parseBase64url(found.identity);
  requireTypedIdentity(identity, typed);
  return identity;
}
