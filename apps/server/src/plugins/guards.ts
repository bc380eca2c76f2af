import { AccountId, CommonsealError, type WriterId } from '@commonseal/protocol';
import type { Endpoint } from '@commonseal/protocol/api';
import type { FastifyRequest } from 'fastify';
import { bytesOf, textOf } from '../bytes.ts';
import type { Caller, WriterCaller } from '../caller.ts';
import type { Guards } from '../endpoints.ts';
import { isMember } from '../repositories/account-roles.ts';
import { findWriterSession } from '../repositories/writers.ts';
import { tokenHashOf } from '../sessions.ts';
import type { Services } from '../services.ts';

const bearer = /^Bearer ([\w-]{43})$/;

async function findWriterCaller(
  { pool }: Services,
  request: FastifyRequest,
): Promise<WriterCaller | undefined> {
  const token = bearer.exec(request.headers.authorization ?? '')?.[1];
  const tokenHash = token === undefined ? undefined : tokenHashOf(token);
  const found = tokenHash && (await findWriterSession(pool, tokenHash));
  if (!found) return undefined;
  return {
    kind: 'writer',
    accountId: textOf(found.accountId) as AccountId,
    writerId: textOf(found.writerId) as WriterId,
  };
}

async function findCaller(services: Services, endpoint: Endpoint, request: FastifyRequest) {
  const wanted = endpoint.caller;
  // Whoever shows a token means it; a cookie is not looked at beside it.
  if (request.headers.authorization !== undefined) {
    return wanted === 'person' ? undefined : findWriterCaller(services, request);
  }
  return wanted === 'writer' ? undefined : services.sessions.find(services.pool, request);
}

/** Whether the caller belongs to the account in the path. What is not an id at all is left to the schema. */
async function mayEnter(services: Services, caller: Caller, request: FastifyRequest): Promise<boolean> {
  const { accountId } = request.params as { readonly accountId?: string };
  if (accountId === undefined) return true;
  if (caller.kind === 'writer') return caller.accountId === accountId;
  return isMember(services.pool, bytesOf(AccountId.parse(accountId)), bytesOf(caller.userId));
}

/** Who may call what; asked before anything of a request's body is read, and again when it is there. */
export function createGuards(services: Services): Guards {
  return {
    limit: (name, request) => services.limiter.countEndpoint(name, request.ip),
    async limitCaller(name, caller) {
      if (caller.kind === 'person') await services.limiter.countCaller(name, caller.userId);
    },
    async admit(endpoint, request) {
      if (endpoint.caller === 'anyone') return undefined;
      const caller = await findCaller(services, endpoint, request);
      if (!caller) throw new CommonsealError('unauthenticated', 'no valid session');
      // An account of others is answered like one that does not exist.
      if (!(await mayEnter(services, caller, request))) {
        throw new CommonsealError('not_found', 'no such account for this caller');
      }
      return caller;
    },
  };
}
