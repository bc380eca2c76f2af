import { CommonsealError, type ServerErrorCode, isServerErrorCode } from '@commonseal/protocol';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorCodeOf, isDatabaseUnavailable } from '../database/connection-errors.ts';
import { errorStatus } from './error-status.ts';

/** Too many attempts; says when to come back. */
export class RateLimited extends CommonsealError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('rate_limited');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The code that an error is answered with. */
export function replyCodeOf(error: unknown): ServerErrorCode {
  // What only clients find is a fault where a server finds it.
  if (error instanceof CommonsealError) return isServerErrorCode(error.code) ? error.code : 'internal';
  if (isDatabaseUnavailable(error)) return 'database_unavailable';
  const fastifyCode = errorCodeOf(error);
  if (fastifyCode === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'too_large';
  const status = error instanceof Error ? (error as Partial<FastifyError>).statusCode : undefined;
  if (status === 404) return 'not_found';
  // Fastify's and the validator's own: bad JSON, wrong content type, a URL that cannot be decoded.
  return status !== undefined && status >= 400 && status < 500 ? 'invalid_request' : 'internal';
}

/**
 * What may be logged of an error: where it happened, never its text, which can quote input or SQL parameters. The
 * texts of our own errors are written to be logged.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = errorCodeOf(error);
  const constraint: unknown = Reflect.get(error, 'constraint');
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    ...(error instanceof CommonsealError ? { reason: error.message } : {}),
    frames: (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)),
  };
}

export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const code = replyCodeOf(error);
  const status = errorStatus[code];
  request.failure = { code, error };
  if (error instanceof RateLimited) reply.header('retry-after', String(error.retryAfterSeconds));
  if (code === 'database_unavailable') reply.header('retry-after', '2');
  if (code === 'unauthenticated' || code === 'login_failed') reply.header('www-authenticate', 'Bearer');
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ code, requestId: request.id }));
}

/** Every failure is answered in one form: a code from the closed list, and the id under which the log knows it. */
export function addErrors(app: FastifyInstance): void {
  app.decorateRequest('failure');
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply));
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the request failed; for the log. */
    failure?: { readonly code: ServerErrorCode; readonly error: unknown };
  }
}
