import { randomBytes } from 'node:crypto';
import {
  type WorkerChallenge,
  parseWorkerIdentity,
  verifyWorkerChallenge,
  workerFingerprint,
  workerIdOf,
} from '@commonseal/account-log';
import { CommonsealError } from '@commonseal/protocol';
import { notFound } from '../account/not-found.ts';
import { bytesOf, sha256, textOf } from '../bytes.ts';
import type { HandlersOf } from '../endpoints.ts';
import { ownOrigin } from '../plugins/own-origin.ts';
import { type GrantedAccount, grantedAccounts } from '../repositories/grants.ts';
import {
  findIdentity,
  insertWorkerChallenge,
  insertWorkerSession,
  putIdentity,
  takeWorkerChallenge,
  touchIdentity,
  trimIdentities,
} from '../repositories/workers.ts';
import type { Services } from '../services.ts';
import { generateToken } from '../sessions.ts';

const challengeSeconds = 2 * 60;
const tokenSeconds = 15 * 60;
const accountsAtOnce = 100;
/** Identities that are kept of workers to which nothing is granted, or not yet. */
const maxUngrantedIdentities = 10_000;

/** @throws CommonsealError `unauthenticated` */
function requireSignature(answered: WorkerChallenge & { readonly signature: Uint8Array }): void {
  try {
    verifyWorkerChallenge(answered);
  } catch (error) {
    throw new CommonsealError('unauthenticated', 'the challenge was not signed', { cause: error });
  }
}

function byAccount(granted: readonly GrantedAccount[]) {
  const accounts = new Map<string, { grant: number; jobId?: string; expiresAtMs: number }[]>();
  for (const { accountId, grant, jobId, expiresAtMs } of granted) {
    const grants = accounts.get(textOf(accountId)) ?? [];
    grants.push({ grant, ...(jobId ? { jobId: textOf(jobId) } : {}), expiresAtMs });
    accounts.set(textOf(accountId), grants);
  }
  return Array.from(accounts, ([accountId, grants]) => ({ accountId, grants }));
}

/** How workers get in: by signing with the key that is their id. What they may read, each account's log says. */
export function workerRoutes({
  pool,
  limiter,
  publicOrigin,
}: Services): HandlersOf<'workerChallenge' | 'workerSession' | 'workerAccounts' | 'findWorker'> {
  return {
    async workerChallenge({ body }) {
      const challenge = randomBytes(32);
      await insertWorkerChallenge(pool, {
        challengeHash: sha256(challenge),
        workerId: bytesOf(body.workerId),
        lifetimeSeconds: challengeSeconds,
      });
      return { challenge: textOf(challenge) };
    },

    async workerSession({ body, request }) {
      const identity = parseWorkerIdentity(bytesOf(body.identity));
      const challenge = bytesOf(body.challenge);
      const workerId = bytesOf(workerIdOf(identity));
      if (!(await takeWorkerChallenge(pool, sha256(challenge), workerId))) {
        throw new CommonsealError('unauthenticated', 'no such challenge');
      }
      const origin = ownOrigin(request, publicOrigin);
      if (origin === undefined) throw new CommonsealError('invalid_request', 'no address of this server');
      requireSignature({ identity, origin, challenge, signature: bytesOf(body.signature) });
      await limiter.countWorker(textOf(workerId));
      const fingerprint = Buffer.from(workerFingerprint(identity));
      const kept = { workerId, fingerprint, identity: bytesOf(body.identity) };
      if (!(await touchIdentity(pool, kept))) {
        await limiter.countNewWorker(request.ip);
        await putIdentity(pool, kept);
        await trimIdentities(pool, maxUngrantedIdentities);
      }
      const token = generateToken();
      const expiresAtMs = await insertWorkerSession(pool, {
        workerId,
        tokenHash: sha256(token),
        lifetimeSeconds: tokenSeconds,
      });
      return { token, expiresAtMs };
    },

    async workerAccounts({ query, caller }) {
      const after = query.after === undefined ? Buffer.alloc(0) : bytesOf(query.after);
      const workerId = bytesOf(caller.workerId);
      const granted = await grantedAccounts(pool, workerId, { after, limit: accountsAtOnce + 1 });
      const accounts = byAccount(granted);
      return { accounts: accounts.slice(0, accountsAtOnce), more: accounts.length > accountsAtOnce };
    },

    async findWorker({ params }) {
      const identity = await findIdentity(pool, bytesOf(params.fingerprint));
      if (!identity) throw notFound();
      return { identity: textOf(identity) };
    },
  };
}
