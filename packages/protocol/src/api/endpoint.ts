import type { Static, TSchema } from 'typebox';

/** A signed-in person, a program that delivers as a writer of one account, or a worker that may be granted to read several. */
export type CallerKind = 'person' | 'writer' | 'worker';
/** Who may call: nobody in particular, or one of those named. */
export type Callers = 'anyone' | CallerKind | readonly CallerKind[];

/**
 * One route, typed once: the server registers it, clients call it, and OpenAPI is generated from it. `bytes` stands
 * for a body of `application/octet-stream`, `events` for a stream of `text/event-stream`; everything else is JSON.
 */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Fastify's notation; all parameters are named in `params`. */
  readonly path: string;
  readonly caller: Callers;
  /** Whether a worker may call though nothing is granted to it any more in the account of the path: it reads nothing there. */
  readonly afterGrant?: boolean;
  readonly summary: string;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema | 'bytes';
  readonly reply: TSchema | 'bytes' | 'events';
  /** Largest request body, bytes; Fastify's 1 MiB where it is not stated. */
  readonly bodyLimitBytes?: number;
}

// 'bytes' first: every string has the shape of TypeBox's empty TSchema.
type Of<S> = S extends 'events'
  ? never
  : S extends 'bytes'
    ? Uint8Array
    : S extends TSchema
      ? Static<S>
      : undefined;

export type ParamsOf<E extends Endpoint> = E extends { readonly params: infer S } ? Of<S> : undefined;
export type QueryOf<E extends Endpoint> = E extends { readonly query: infer S } ? Of<S> : undefined;
export type BodyOf<E extends Endpoint> = E extends { readonly body: infer S } ? Of<S> : undefined;
export type ReplyOf<E extends Endpoint> = E extends { readonly reply: infer S } ? Of<S> : undefined;

/** None where anybody may call. */
export function callerKindsOf({ caller }: Endpoint): readonly CallerKind[] {
  if (caller === 'anyone') return [];
  return typeof caller === 'string' ? [caller] : caller;
}

/** Keeps the literal types of a definition. */
export function defineEndpoint<const E extends Endpoint>(endpoint: E): E {
  return endpoint;
}

/**
 * Fills the parameters into the path. Values are percent-encoded; a missing one is a programmer's mistake, and so is one
 * that would lead to another path: URLs drop `.` and `..`, encoded or not.
 */
export function endpointPath(
  endpoint: Endpoint,
  params: Readonly<Record<string, string | number>> = {},
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const path = endpoint.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new TypeError(`missing path parameter ${name}`);
    if (/^\.{0,2}$/.test(String(value)))
      throw new TypeError(`path parameter ${name} names no part of a path`);
    return encodeURIComponent(value);
  });
  const search = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');
  return search ? `${path}?${search}` : path;
}
