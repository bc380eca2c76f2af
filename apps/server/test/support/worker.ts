import {
  AccountLog,
  type GrantTerms,
  type WorkerIdentity,
  encodeWorkerIdentity,
  nameBoxBytes,
  workerFingerprint,
  workerIdOf,
} from '@commonseal/account-log';
import { authorGrant, signWorkerChallenge } from '@commonseal/account-log/author';
import {
  type WorkerSeed,
  generateWorkerSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { type WorkerId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import type { Person } from './person.ts';

export interface TestWorker {
  readonly seed: WorkerSeed;
  readonly workerId: WorkerId;
  readonly identity: WorkerIdentity;
  /** As parameters name it. */
  readonly fingerprint: string;
}

/** The server as visitors address it. */
export const serverOrigin = 'http://localhost:8080';

export function newWorker(seed = generateWorkerSeed()): TestWorker {
  const identity = { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) };
  const fingerprint = encodeBase64url(workerFingerprint(identity));
  return { seed, workerId: workerIdOf(identity), identity, fingerprint };
}

export async function challengeOf(api: ApiClient, { workerId }: TestWorker): Promise<Uint8Array> {
  const { challenge } = await api.call(endpoints.workerChallenge, { body: { workerId } });
  return parseBase64url(challenge);
}

export function answer({ identity, seed }: TestWorker, challenge: Uint8Array, origin = serverOrigin) {
  return {
    identity: encodeBase64url(encodeWorkerIdentity(identity)),
    challenge: encodeBase64url(challenge),
    signature: encodeBase64url(signWorkerChallenge({ identity, origin, challenge }, seed)),
  };
}

/** Proves the worker's key. @returns the bearer token */
export async function openWorkerSession(
  api: ApiClient,
  worker: TestWorker,
  origin = serverOrigin,
): Promise<string> {
  const body = answer(worker, await challengeOf(api, worker), origin);
  return (await api.call(endpoints.workerSession, { body })).token;
}

/** Grants with an hour to go, unless told otherwise. @param api signed in as the person @returns the entry's sequence */
export async function grantTo(
  api: ApiClient,
  { accountId, userId, userSeed }: Pick<Person, 'accountId' | 'userId' | 'userSeed'>,
  { identity }: TestWorker,
  terms: GrantTerms,
  lifetimeMs = 60 * 60_000,
): Promise<number> {
  const { entries } = await api.call(endpoints.accountLog, { params: { accountId }, query: {} });
  const { state } = AccountLog.verify(entries.map(parseBase64url), accountId);
  const nowMs = Math.max(Date.now(), state.timeMs);
  const entry = authorGrant(
    { state, author: { userId, seed: userSeed }, nowMs },
    { ...identity, nameBox: new Uint8Array(nameBoxBytes), expiresAtMs: nowMs + lifetimeMs, terms },
  );
  const body = { entry: encodeBase64url(entry), seals: [] };
  return (await api.call(endpoints.appendEntry, { params: { accountId }, body })).sequence;
}

export function grantStanding(
  api: ApiClient,
  person: Parameters<typeof grantTo>[1],
  worker: TestWorker,
  lifetimeMs?: number,
): Promise<number> {
  return grantTo(api, person, worker, { kind: 'standing', writerIds: undefined }, lifetimeMs);
}
