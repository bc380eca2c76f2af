import type { Endpoint, ReplyOf } from '../../../../packages/protocol/src/api/endpoint.ts';
import { readReply as readReal } from '../../../../packages/protocol/src/api/read-reply.ts';
import { takeStretching } from './stretching.ts';

export { asOffline } from '../../../../packages/protocol/src/api/read-reply.ts';

/** The answer to a sign-up may name a cost; it is then the one that the password is registered with. */
export async function readReply<E extends Endpoint>(
  endpoint: E,
  response: Response,
  maxBytes: number,
): Promise<ReplyOf<E>> {
  if (endpoint.path !== '/api/sign-up/start') return readReal(endpoint, response, maxBytes);
  const { stretching, ...reply } = (await response.json()) as Record<string, unknown>;
  takeStretching(stretching);
  const { status, headers } = response;
  return readReal(endpoint, new Response(JSON.stringify(reply), { status, headers }), maxBytes);
}
