import {
  type BodyOf,
  type Endpoint,
  type ParamsOf,
  type QueryOf,
  type ReplyOf,
  endpointPath,
} from './endpoint.ts';
import { asOffline, readReply } from './read-reply.ts';

type Given<Name extends string, T> = T extends undefined
  ? { readonly [N in Name]?: undefined }
  : { readonly [N in Name]: T };

/** What a call of an endpoint takes: exactly the parts that its definition names. */
export type CallInput<E extends Endpoint> = Given<'params', ParamsOf<E>> &
  Given<'query', QueryOf<E>> &
  Given<'body', BodyOf<E>> & { readonly signal?: AbortSignal };

/** The same, as seen by the code that serves all endpoints alike. */
interface LooseInput {
  readonly params?: Readonly<Record<string, string | number>> | undefined;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export interface ApiClientOptions {
  /** Origin of the server without a slash at the end; '' for the page's own. */
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  /** Headers for each request, asked anew each time (a writer's bearer token). */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** Largest reply that is read, bytes. */
  readonly maxReplyBytes?: number;
}

/**
 * Calls endpoints and believes nothing: every reply is bounded and checked against its schema.
 * @throws CommonsealError with the server's own code; `offline` when it cannot be reached; `malformed` when its answer
 * is not of the endpoint's form.
 */
export class ApiClient {
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.#options = options;
  }

  async call<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<ReplyOf<E>> {
    const { reply }: Endpoint = endpoint;
    if (reply === 'events') throw new TypeError('a stream does not end: it is for an EventSource');
    const response = await this.#send(endpoint, input);
    return readReply(endpoint, response, this.#options.maxReplyBytes ?? 64 * 1024 * 1024);
  }

  async #send(endpoint: Endpoint, { params, query, body, signal }: LooseInput): Promise<Response> {
    const isBytes = body instanceof Uint8Array;
    const headers: Record<string, string> = {
      accept: 'application/json, application/octet-stream',
      ...this.#options.headers?.(),
    };
    if (body !== undefined)
      headers['content-type'] = isBytes ? 'application/octet-stream' : 'application/json';
    // Before the try: a mistake of the programmer is not to be taken for a broken connection.
    const url = this.#options.baseUrl + endpointPath(endpoint, params, query);
    const payload = body === undefined || isBytes ? body : JSON.stringify(body);
    try {
      return await this.#options.fetch(url, {
        method: endpoint.method,
        headers,
        credentials: 'same-origin',
        redirect: 'error',
        cache: 'no-store',
        ...(payload === undefined ? {} : { body: payload as BodyInit }),
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      throw asOffline(error);
    }
  }
}
