import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { CommonsealError } from '../errors.ts';
import type { Endpoint, ReplyOf } from './endpoint.ts';
import { ErrorReply } from './error-reply.ts';
import { ReceivedBytes } from './received-bytes.ts';

/**
 * Reads the answer of an endpoint.
 * @throws CommonsealError with the server's own code; `malformed` for what is too large or not of the endpoint's form;
 * `offline` when it ends early or does not come from the server
 */
export async function readReply<E extends Endpoint>(
  endpoint: E,
  response: Response,
  maxBytes: number,
): Promise<ReplyOf<E>> {
  const bytes = await readBounded(response, maxBytes);
  if (!response.ok) throw errorOf(bytes);
  const { reply }: Endpoint = endpoint;
  if (reply === 'bytes') return bytes as ReplyOf<E>;
  // A stream is not read like this, see `ApiClient`.
  return parseReply(reply as TSchema, bytes) as ReplyOf<E>;
}

/** A request that got no answer. An abort of the caller's own stays what it is. */
export function asOffline(error: unknown): unknown {
  if (error instanceof DOMException && error.name === 'AbortError') return error;
  return new CommonsealError('offline', 'the server cannot be reached', { cause: error });
}

async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array> {
  const received = new ReceivedBytes(maxBytes, statedLength(response));
  try {
    if (response.body) {
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        if (received.length + value.length > maxBytes) {
          await reader.cancel();
          throw new CommonsealError('malformed', 'reply too large');
        }
        received.add(value);
      }
    }
  } catch (error) {
    throw error instanceof CommonsealError ? error : asOffline(error);
  }
  return received.whole();
}

/** 0 when the server does not say it. */
function statedLength(response: Response): number {
  const stated = response.headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(stated) ? Number(stated) : 0;
}

function parseReply<S extends TSchema>(schema: S, bytes: Uint8Array): Static<S> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Falls through: undefined matches no schema of a reply.
  }
  if (!Value.Check(schema, value)) throw new CommonsealError('malformed', 'a reply is not of its form');
  return value;
}

function errorOf(bytes: Uint8Array): CommonsealError {
  try {
    const { code, requestId } = parseReply(ErrorReply, bytes);
    return new CommonsealError(
      code,
      `the server answered ${code} (request ${requestId.replaceAll(/[^\w-]/g, '')})`,
    );
  } catch {
    // Something between here and the server answered, for example a proxy whose server is away.
    return new CommonsealError('offline', 'not an answer of the server');
  }
}
