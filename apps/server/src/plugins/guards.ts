import { AccountId, CommonsealError, type WorkerId, type WriterId } from '@commonseal/protocol';
import { type Endpoint, callerKindsOf } from '@commonseal/protocol/api';
import type { FastifyRequest } from 'fastify';
import { bytesOf, textOf } from '../bytes.ts';
import type { Caller } from '../caller.ts';
import type { Guards } from '../endpoints.ts';
import { isMember } from '../repositories/account-roles.ts';
import { isAnythingGranted, wasAnythingGranted } from '../repositories/grants.ts';
import { findWorkerSession } from '../repositories/workers.ts';
import { findWriterSession } from '../repositories/writers.ts';
import { tokenHashOf } from '../sessions.ts';
import type { Services } from '../services.ts';

const bearer = /^Bearer ([\w-]{43})$/;

/** A writer program or a worker, where the endpoint is for such. */
async function findProgram(
  { pool }: Services,
  endpoint: Endpoint,
  authorization: string,
): Promise<Caller | undefined> {
  const token = bearer.exec(authorization)?.[1];
  const tokenHash = token === undefined ? undefined : tokenHashOf(token);
  if (!tokenHash) return undefined;
  const kinds = callerKindsOf(endpoint);
  const writer = kinds.includes('writer') ? await findWriterSession(pool, tokenHash) : undefined;
  if (writer) {
    return {
      kind: 'writer',
      accountId: textOf(writer.accountId) as AccountId,
      writerId: textOf(writer.writerId) as WriterId,
      workerId: writer.workerId ? (textOf(writer.workerId) as WorkerId) : undefined,
    };
  }
  const workerId = kinds.includes('worker') ? await findWorkerSession(pool, tokenHash) : undefined;
  return workerId && { kind: 'worker', workerId: textOf(workerId) as WorkerId };
}

async function findCaller(
  services: Services,
  endpoint: Endpoint,
  request: FastifyRequest,
): Promise<Caller | undefined> {
  const { authorization } = request.headers;
  // Whoever shows a token means it; a cookie is not looked at beside it.
  if (authorization !== undefined) return findProgram(services, endpoint, authorization);
  return callerKindsOf(endpoint).includes('person')
    ? services.sessions.find(services.pool, request)
    : undefined;
}

/** Whether the caller belongs to the account in the path. What is not an id at all is left to the schema. */
async function mayEnter(
  { pool }: Services,
  endpoint: Endpoint,
  caller: Caller,
  request: FastifyRequest,
): Promise<boolean> {
  const { accountId } = request.params as { readonly accountId?: string };
  if (accountId === undefined) return true;
  const id = bytesOf(AccountId.parse(accountId));
  if (caller.kind === 'person') return isMember(pool, id, bytesOf(caller.userId));
  if (caller.kind === 'writer' && caller.accountId !== accountId) return false;
  if (caller.kind === 'worker' && endpoint.afterGrant)
    return wasAnythingGranted(pool, id, bytesOf(caller.workerId));
  // By the writer of its results a worker reads no longer than by itself.
  const isReading = caller.kind === 'worker' || callerKindsOf(endpoint).includes('worker');
  if (caller.workerId === undefined || !isReading) return true;
  return isAnythingGranted(pool, id, bytesOf(caller.workerId));
}

/** Who may call what; asked before anything of a request's body is read, and again when it is there. */
export function createGuards(services: Services): Guards {
  return {
    limit: (name, request) => services.limiter.countEndpoint(name, request.ip),
    async limitCaller(name, caller) {
      if (caller.kind === 'person') await services.limiter.countCaller(name, caller.userId);
      if (caller.kind === 'worker') await services.limiter.countCaller(name, caller.workerId);
    },
    async admit(endpoint, request) {
      if (endpoint.caller === 'anyone') return undefined;
      const caller = await findCaller(services, endpoint, request);
      if (!caller) throw new CommonsealError('unauthenticated', 'no valid session');
      // An account of others is answered like one that does not exist.
      if (!(await mayEnter(services, endpoint, caller, request))) {
        throw new CommonsealError('not_found', 'no such account for this caller');
      }
      return caller;
    },
  };
}
