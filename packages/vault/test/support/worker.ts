import { encodeBase64url, encodeWorkerFingerprint, parseBase64url } from '@commonseal/protocol';
import { ApiClient, endpoints } from '@commonseal/protocol/api';
import { encodeWorkerIdentity, workerFingerprint, workerIdOf } from '@commonseal/account-log';
import { signWorkerChallenge } from '@commonseal/account-log/author';
import { generateWorkerSeed, receivingPublicKey, signingPublicKey } from '@commonseal/crypto/seal';
import type { GrantInput } from '@commonseal/vault';
import type { ReachedServer } from './device.ts';

export const hourMs = 3_600_000;
const everything = { kind: 'standing', writerIds: undefined } as const;

/** A worker as its own program shows it. */
export function newWorker() {
  const seed = generateWorkerSeed();
  const keys = { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) };
  const printed = encodeWorkerFingerprint(workerFingerprint(keys)).join('-');
  return { seed, keys, workerId: workerIdOf(keys), identity: encodeWorkerIdentity(keys), printed };
}
export type TestWorker = ReturnType<typeof newWorker>;

export function asked({ identity, printed }: TestWorker, change: Partial<GrantInput> = {}): GrantInput {
  const base = { identity, typedFingerprint: printed, workerName: 'Indexer', lifetimeMs: hourMs };
  return { ...base, terms: everything, ...change };
}

/** The server as the worker's own program calls it, with a session. */
export async function clientOf(
  { url }: ReachedServer,
  { seed, keys, workerId, identity }: TestWorker,
): Promise<ApiClient> {
  const open = new ApiClient({ baseUrl: url, fetch });
  const challenged = await open.call(endpoints.workerChallenge, { body: { workerId } });
  const challenge = parseBase64url(challenged.challenge);
  const signature = signWorkerChallenge({ identity: keys, origin: url, challenge }, seed);
  const { token } = await open.call(endpoints.workerSession, {
    body: {
      identity: encodeBase64url(identity),
      challenge: challenged.challenge,
      signature: encodeBase64url(signature),
    },
  });
  return new ApiClient({ baseUrl: url, fetch, headers: () => ({ authorization: `Bearer ${token}` }) });
}
