import type { Readable } from 'node:stream';
import { CommonsealError } from '@commonseal/protocol';
import {
  type BodyOf,
  type Endpoint,
  type EndpointName,
  ErrorReply,
  type ParamsOf,
  type QueryOf,
  type ReplyOf,
  callerKindsOf,
  endpoints,
} from '@commonseal/protocol/api';
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchema,
  onRequestAsyncHookHandler,
} from 'fastify';
import { Type } from 'typebox';
import type { Caller, CallerOf } from './caller.ts';
import { validatorCompiler } from './validation.ts';

export interface Call<E extends Endpoint> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  readonly caller: CallerOf<E>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What a handler yields: a reply, or a stream of server-sent events that ends by itself or with its connection. */
type AnswerOf<E extends Endpoint> = E extends { readonly reply: 'events' } ? Readable : ReplyOf<E>;

export type Handler<E extends Endpoint> = (call: Call<E>) => Promise<AnswerOf<E>>;

/** One handler for each endpoint of the protocol: the compiler refuses a missing one and one too many. */
export type Handlers = { readonly [Name in EndpointName]: Handler<(typeof endpoints)[Name]> };

/** The handlers of one module of routes. */
export type HandlersOf<Names extends EndpointName> = Pick<Handlers, Names>;

export interface Guards {
  /** Runs before anything of the body is read. */
  readonly limit: (name: EndpointName, request: FastifyRequest) => Promise<void>;
  /** Who calls, checked against what the endpoint wants and against the account in its path; before and after the body. */
  readonly admit: (endpoint: Endpoint, request: FastifyRequest) => Promise<Caller | undefined>;
  /** Runs once it is known who calls. */
  readonly limitCaller: (name: EndpointName, caller: Caller) => Promise<void>;
}

type AnyHandler = (call: {
  params: unknown;
  query: unknown;
  body: unknown;
  caller: unknown;
  request: FastifyRequest;
  reply: FastifyReply;
}) => Promise<unknown>;

/** For endpoints without a query: one that comes nevertheless is refused. */
const nothing = Type.Object({}, { additionalProperties: false });

const unstructured = {
  bytes: {
    description: 'The bytes.',
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  },
  events: {
    description: 'A stream of server-sent events; it does not end.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  },
} as const;

function replySchema(reply: Endpoint['reply']): object {
  if (reply === 'bytes') return unstructured.bytes;
  if (reply === 'events') return unstructured.events;
  return { description: 'Done.', ...reply };
}

function schemaOf(name: EndpointName, endpoint: Endpoint): FastifySchema {
  const { params, query, body, reply } = endpoint;
  return {
    operationId: name,
    summary: endpoint.summary,
    ...(endpoint.caller === 'anyone' ? {} : { security: securityOf(endpoint) }),
    ...(params ? { params } : {}),
    querystring: query ?? nothing,
    ...(body === undefined || body === 'bytes' ? {} : { body }),
    response: {
      200: replySchema(reply),
      default: { description: 'Refused; `code` says why.', ...ErrorReply },
    },
    ...(body === 'bytes' ? { consumes: ['application/octet-stream'] } : {}),
  };
}

/** As `addOpenApi` names them. */
const securitySchemes = { person: 'session', writer: 'writer', worker: 'worker' } as const;

function securityOf(endpoint: Endpoint): Record<string, string[]>[] {
  return callerKindsOf(endpoint).map((kind) => ({ [securitySchemes[kind]]: [] }));
}

/** A proxy that gathers or compresses a stream would hold back what it is for. */
const eventHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/** A request without a body in its definition may come with none, or with an empty object. */
function requireNoBody(body: unknown): void {
  const isEmpty =
    body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0);
  if (!isEmpty) throw new CommonsealError('invalid_request', 'a body where none belongs');
}

function registerEndpoint(
  app: FastifyInstance,
  name: EndpointName,
  handler: AnyHandler,
  guards: Guards,
): void {
  const endpoint: Endpoint = endpoints[name];
  const { method, path, body, bodyLimitBytes } = endpoint;
  const admit: onRequestAsyncHookHandler = async (request) => {
    await guards.limit(name, request);
    const caller = await guards.admit(endpoint, request);
    if (caller) await guards.limitCaller(name, caller);
    request.caller = caller;
  };
  app.route({
    method,
    url: path,
    schema: schemaOf(name, endpoint),
    ...(bodyLimitBytes === undefined ? {} : { bodyLimit: bodyLimitBytes }),
    onRequest: admit,
    handler: async (request, reply) => {
      if (body === undefined) requireNoBody(request.body);
      if (body === 'bytes' && !Buffer.isBuffer(request.body)) {
        throw new CommonsealError('invalid_request', 'no bytes');
      }
      const { params, query } = request;
      // Whoever sends a body slowly may have been signed out, or removed from the account, before it was there.
      const caller = request.body === undefined ? request.caller : await guards.admit(endpoint, request);
      const result = await handler({ params, query, body: request.body, caller, request, reply });
      if (endpoint.reply === 'bytes') reply.type('application/octet-stream');
      if (endpoint.reply === 'events') reply.headers(eventHeaders);
      return result;
    },
  });
}

/**
 * Registers every endpoint of the protocol. JSON and bytes live in two scopes, so that each accepts its own content
 * type only: a form of another site can send neither.
 */
export async function registerEndpoints(
  app: FastifyInstance,
  handlers: Handlers,
  guards: Guards,
): Promise<void> {
  app.decorateRequest('caller');
  const names = Object.keys(endpoints) as EndpointName[];
  const takesBytes = (name: EndpointName) => (endpoints[name] as Endpoint).body === 'bytes';
  await app.register(async (scope) => {
    scope.removeContentTypeParser('text/plain');
    scope.setValidatorCompiler(validatorCompiler);
    for (const name of names.filter((each) => !takesBytes(each))) {
      registerEndpoint(scope, name, handlers[name] as AnyHandler, guards);
    }
  });
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, bytes, done) =>
      done(null, bytes),
    );
    scope.setValidatorCompiler(validatorCompiler);
    for (const name of names.filter(takesBytes))
      registerEndpoint(scope, name, handlers[name] as AnyHandler, guards);
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller | undefined;
  }
  interface FastifySchema {
    operationId?: string;
    summary?: string;
    security?: Record<string, string[]>[];
    consumes?: string[];
  }
}
