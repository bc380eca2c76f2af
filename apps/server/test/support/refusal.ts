import { CommonsealError, type ErrorCode } from '@commonseal/protocol';
import type { LightMyRequestResponse } from 'fastify';

/** The code that a call is refused with; undefined when it is not refused. */
export async function codeOf(call: Promise<unknown>): Promise<ErrorCode | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof CommonsealError) return error.code;
    throw error;
  }
}

/** The code in an answer; undefined when it is not of the form that all refusals have. */
export function refusalOf(response: LightMyRequestResponse): string | undefined {
  if (!String(response.headers['content-type']).startsWith('application/json')) return undefined;
  const body = response.json<{ code?: string; requestId?: string }>();
  if (Object.keys(body).toSorted().join() !== 'code,requestId') return undefined;
  return body.code;
}
