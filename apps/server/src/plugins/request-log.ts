import { randomUUID } from 'node:crypto';
import { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify';
import { describeError } from './errors.ts';

export interface LogOptions {
  readonly level: string;
  /** Where lines go; standard output when it is left out. */
  readonly stream?: { write(line: string): void };
}

/**
 * Settings under which nothing but our own lines is written. Fastify's would hold addresses with ids in them, and texts
 * of errors that can quote what was sent.
 */
export function logSettings(options: LogOptions): FastifyServerOptions {
  return {
    logger: {
      level: options.level,
      serializers: {
        err: describeError as never,
        req: () => ({}),
        res: () => ({}),
      },
      ...(options.stream ? { stream: options.stream } : {}),
    },
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    // Chosen here and never taken from a header: what is written into the log is nobody else's to decide.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
  };
}

/** One line for each request: what was called, how it ended, how long it took. Nothing of what was sent. */
export function addRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? 'unmatched',
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      ...(request.failure ? { code: request.failure.code } : {}),
    };
    if (reply.statusCode < 500) request.log.info(line, 'request');
    else request.log.error({ ...line, err: request.failure?.error }, 'request failed');
  });
}
