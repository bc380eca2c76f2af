import type { Endpoint, ReplyOf } from '../../../../packages/protocol/src/api/endpoint.ts';
import { readReply as readReal } from '../../../../packages/protocol/src/api/read-reply.ts';
import { takeSettings } from './settings.ts';

export { asOffline } from '../../../../packages/protocol/src/api/read-reply.ts';

/** Takes settings from a header and from a field of the answer; the rest is read as ever. */
export async function readReply<E extends Endpoint>(
  endpoint: E,
  response: Response,
  maxBytes: number,
): Promise<ReplyOf<E>> {
  const stated = response.headers.get('x-settings');
  if (stated !== null) takeSettings(JSON.parse(stated));
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  if (!isJson) return readReal(endpoint, response, maxBytes);
  const { settings, ...reply } = (await response.json()) as Record<string, unknown>;
  takeSettings(settings);
  const { status, headers } = response;
  return readReal(endpoint, new Response(JSON.stringify(reply), { status, headers }), maxBytes);
}
