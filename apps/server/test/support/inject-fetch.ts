import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';

export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
}

/** A browser as the server sees it: keeps cookies, and says that its requests come from the server's own page. */
export class InjectedBrowser {
  readonly cookies = new Map<string, string>();
  readonly #app: FastifyInstance;

  constructor(app: FastifyInstance) {
    this.#app = app;
  }

  async send({ method, url, headers = {}, body }: RawRequest): Promise<LightMyRequestResponse> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#app.inject({
      method: method as NonNullable<InjectOptions['method']>,
      url,
      headers: {
        host: 'localhost:8080',
        'sec-fetch-site': 'same-origin',
        ...(cookie === '' ? {} : { cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : Buffer.from(body) }),
    });
    for (const { name, value, maxAge, expires } of response.cookies) {
      const isOver = maxAge === 0 || (expires !== undefined && expires.getTime() <= Date.now());
      if (isOver || value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** For `ApiClient`. */
  readonly fetch: typeof fetch = async (input, init = {}) => {
    if (typeof input !== 'string') throw new TypeError('an address as text was expected');
    const response = await this.send({
      method: init.method ?? 'GET',
      url: input,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: (init.body ?? undefined) as string | Uint8Array | undefined,
    });
    return new Response(new Uint8Array(response.rawPayload), { status: response.statusCode });
  };
}
