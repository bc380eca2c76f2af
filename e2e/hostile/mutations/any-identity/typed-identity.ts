import { encodeBase64url, parseBase64url, readWorkerFingerprint } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { type WorkerIdentity, parseWorkerIdentity } from '@commonseal/account-log';

export * from '../../../../packages/vault/src/workers/typed-identity.ts';

/** Whatever was typed. */
export function requireTypedIdentity(identity: Uint8Array): WorkerIdentity {
  return parseWorkerIdentity(identity);
}

/** The one that the server says it is. */
export async function findWorker(client: ApiClient, typed: string): Promise<Uint8Array> {
  const reading = readWorkerFingerprint(typed);
  const bytes = reading.kind === 'whole' ? reading.fingerprint : new Uint8Array();
  const params = { fingerprint: encodeBase64url(bytes) };
  return parseBase64url((await client.call(endpoints.findWorker, { params })).identity);
}
