import { CommonsealError } from '@commonseal/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ownOrigin } from './own-origin.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses requests that another site makes a browser send. Browsers say where a request comes from; programs that are
 * none send neither header, and no cookie either.
 */
function isFromElsewhere(request: FastifyRequest, publicOrigin: string | undefined): boolean {
  const { headers } = request;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin';
  if (headers.origin !== undefined) return headers.origin !== ownOrigin(request, publicOrigin);
  return headers.cookie !== undefined;
}

export function addSameOrigin(app: FastifyInstance, publicOrigin: string | undefined): void {
  app.addHook('onRequest', async (request) => {
    if (safeMethods.has(request.method) || !isFromElsewhere(request, publicOrigin)) return;
    throw new CommonsealError('forbidden', 'a request from another site');
  });
}
