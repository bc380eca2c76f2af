import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type Endpoint, endpointPath } from '@commonseal/protocol/api';
import type { TestServer, Visitor } from './server.ts';

/** How long somebody has not been seen whose request is to be noticed. */
const unseen = '30 minutes';

/** A request of which all but the body has been sent, and has been judged by the server. */
export class HeldBackRequest {
  readonly #body: Buffer;
  readonly #request: ReturnType<typeof request>;
  readonly #answer: Promise<IncomingMessage>;

  private constructor(origin: string, { browser }: Visitor, endpoint: Endpoint, body: Buffer, path: string) {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    this.#body = body;
    this.#request = request(`${origin}${path}`, {
      method: endpoint.method,
      headers: {
        host: 'localhost:8080',
        'sec-fetch-site': 'same-origin',
        'content-type': endpoint.body === 'bytes' ? 'application/octet-stream' : 'application/json',
        'content-length': body.length,
        cookie,
      },
    });
    this.#answer = once(this.#request, 'response').then(([response]) => response as IncomingMessage);
    this.#request.flushHeaders();
  }

  static async begin(
    server: TestServer,
    visitor: Visitor,
    endpoint: Endpoint,
    {
      body,
      params = {},
    }: { readonly body: unknown; readonly params?: Readonly<Record<string, string | number>> },
  ): Promise<HeldBackRequest> {
    const { pg, server: http } = server.app;
    const address = http.address();
    if (address === null || typeof address === 'string') throw new TypeError('the server does not listen');
    await pg.query(`update sessions set last_seen_at = now() - interval '${unseen}'`);
    const bytes = body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
    const origin = `http://127.0.0.1:${address.port}`;
    const held = new HeldBackRequest(origin, visitor, endpoint, bytes, endpointPath(endpoint, params));
    for (;;) {
      const { rows } = await pg.query(
        `select 1 from sessions where last_seen_at > now() - interval '1 minute'`,
      );
      if (rows.length > 0) return held;
    }
  }

  /** @returns the code that it is refused with; undefined when it is not */
  async finish(): Promise<string | undefined> {
    this.#request.end(this.#body);
    const response = await this.#answer;
    const pieces: Buffer[] = [];
    for await (const piece of response) pieces.push(piece as Buffer);
    if (response.statusCode === 200) return undefined;
    return (JSON.parse(Buffer.concat(pieces).toString()) as { code: string }).code;
  }
}
