import type { Endpoint, ReplyOf } from '../../../../packages/protocol/src/api/endpoint.ts';
import { readReply as readReal } from '../../../../packages/protocol/src/api/read-reply.ts';
import { type Said, said } from './said.ts';

export { asOffline } from '../../../../packages/protocol/src/api/read-reply.ts';

/** Takes in what the server says beside an answer, in a field or a header; the rest is read as ever. */
export async function readReply<E extends Endpoint>(
  endpoint: E,
  response: Response,
  maxBytes: number,
): Promise<ReplyOf<E>> {
  const header = response.headers.get('x-beside');
  if (header !== null) takeIn(JSON.parse(header) as Said);
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  if (!isJson || !response.ok) return readReal(endpoint, response, maxBytes);
  const { beside, ...reply } = (await response.json()) as { readonly beside?: Said };
  if (beside) takeIn(beside);
  const { status, headers } = response;
  return readReal(endpoint, new Response(JSON.stringify(reply), { status, headers }), maxBytes);
}

function takeIn(beside: Said): void {
  said.current = { ...said.current, ...beside };
}
