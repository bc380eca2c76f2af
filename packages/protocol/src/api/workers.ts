import { Type } from 'typebox';
import { fingerprintBytes } from '../worker-fingerprint.ts';
import { workerIdentityBytes } from '../limits.ts';
import { defineEndpoint } from './endpoint.ts';
import { Index, LongId, ShortId, TimeMs, bytesField, closed } from './fields.ts';

const WorkerIdentity = bytesField(workerIdentityBytes, workerIdentityBytes);

/** What back-end programs ask for that accounts may grant to read. */
export const workerEndpoints = {
  workerChallenge: defineEndpoint({
    method: 'POST',
    path: '/api/workers/challenge',
    caller: 'anyone',
    summary: 'A random challenge for a worker to sign; valid once, for two minutes.',
    body: closed({ workerId: LongId }),
    reply: closed({ challenge: bytesField(32, 32) }),
  }),
  workerSession: defineEndpoint({
    method: 'POST',
    path: '/api/workers/session',
    caller: 'anyone',
    summary:
      'Exchange a signed challenge for a bearer token. The identity that was signed with it is kept, to be found by its fingerprint.',
    body: closed({
      identity: WorkerIdentity,
      challenge: bytesField(32, 32),
      signature: bytesField(64, 64),
    }),
    reply: closed({ token: bytesField(32, 32), expiresAtMs: TimeMs }),
  }),
  /** What it may read in each: the log of the account says that, and to this list nobody needs to listen. */
  workerAccounts: defineEndpoint({
    method: 'GET',
    path: '/api/workers/accounts',
    caller: 'worker',
    summary: 'Accounts that grant the caller something now, in the order of their ids, after a given one.',
    query: closed({ after: Type.Optional(LongId) }),
    reply: closed({
      accounts: Type.Array(
        closed({
          accountId: LongId,
          grants: Type.Array(closed({ grant: Index, jobId: Type.Optional(ShortId), expiresAtMs: TimeMs }), {
            maxItems: 1000,
          }),
        }),
        { maxItems: 100 },
      ),
      more: Type.Boolean(),
    }),
  }),
  findWorker: defineEndpoint({
    method: 'GET',
    path: '/api/worker-identities/:fingerprint',
    caller: 'person',
    summary:
      'The identity of a worker that has this fingerprint. Whoever asks computes the fingerprint anew and compares.',
    params: closed({ fingerprint: bytesField(fingerprintBytes, fingerprintBytes) }),
    reply: closed({ identity: WorkerIdentity }),
  }),
} as const;
