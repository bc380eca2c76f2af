import type { FastifyRequest } from 'fastify';

const plausibleHost = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The origin under which the browser sees this server: the configured one, else what the request was addressed to.
 * Undefined when its Host header could not be one.
 */
export function ownOrigin(request: FastifyRequest, publicOrigin: string | undefined): string | undefined {
  if (publicOrigin !== undefined) return publicOrigin;
  return plausibleHost.test(request.host) ? `${request.protocol}://${request.host}` : undefined;
}
