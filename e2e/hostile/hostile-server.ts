import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EndpointName, ReplyOf, endpoints } from '@commonseal/protocol/api';
import { Answer, headersToPassOn } from './answer.ts';
import { Cut, type Exchange, type Forward, type Rule } from './exchange.ts';
import { type RouteFinder, findRoutes } from './route-finder.ts';

type Reply<N extends EndpointName> = ReplyOf<(typeof endpoints)[N]>;

/**
 * A server of bad faith: stands between real clients and the real server, remembers everything, and treats any route as
 * its rules say. Without rules it is an honest one.
 */
export class HostileServer {
  readonly url: string;
  /** In the order of arrival. */
  readonly memory: Exchange[] = [];
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #findRoute: RouteFinder;
  /** The newest first: it is asked first, and its `forward` leads to the next. */
  #rules: { readonly concerns: EndpointName | 'everything'; readonly rule: Rule }[] = [];
  readonly #usersBySession = new Map<string, string>();
  readonly #streams = new Set<ServerResponse>();

  private constructor(server: Server, targetPort: number, findRoute: RouteFinder) {
    this.#server = server;
    this.#targetPort = targetPort;
    this.#findRoute = findRoute;
    const { port } = server.address() as AddressInfo;
    this.url = `http://localhost:${port}`;
  }

  /** @param targetPort of the real server, on this machine */
  static async start(targetPort: number): Promise<HostileServer> {
    // Longer than the passwords of an attack take, which hold up whoever runs in this process.
    const server = createServer({ keepAliveTimeout: 180_000 });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const hostile = new HostileServer(server, targetPort, await findRoutes());
    server.on('request', (incoming, reply) => void hostile.#serve(incoming, reply));
    return hostile;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** Adds a rule. It goes before those that are there. */
  meddle(concerns: EndpointName | 'everything', rule: Rule): void {
    this.#rules = [{ concerns, rule }, ...this.#rules];
  }

  /** Adds a rule that changes what the real server says when it says yes. */
  alter<N extends EndpointName>(endpoint: N, change: (reply: Reply<N>, exchange: Exchange) => unknown): void {
    this.meddle(endpoint, async (exchange, forward) => {
      const answer = await forward();
      if (answer.status !== 200) return answer;
      const isJson = String(answer.headers['content-type']).startsWith('application/json');
      const changed = change((isJson ? answer.json() : new Uint8Array(answer.body)) as Reply<N>, exchange);
      return changed instanceof Uint8Array
        ? answer.withBody(changed)
        : answer.withBody(Buffer.from(JSON.stringify(changed)));
    });
  }

  /** Is honest again. */
  behave(): void {
    this.#rules = [];
  }

  remembered(endpoint: EndpointName): Exchange[] {
    return this.memory.filter((exchange) => exchange.endpoint === endpoint);
  }

  /** Streams of events that are open through it. */
  get openStreams(): number {
    return this.#streams.size;
  }

  /** Breaks them in the middle, as a network does. */
  cutStreams(): void {
    for (const reply of this.#streams) reply.destroy();
  }

  async #serve(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
    try {
      const exchange = await this.#read(incoming);
      this.memory.push(exchange);
      if (
        exchange.endpoint === 'accountEvents' &&
        !this.#rules.some(({ concerns }) => concerns === 'accountEvents')
      ) {
        this.#passStream(exchange, reply);
        return;
      }
      const answer = await this.#answer(exchange);
      exchange.answer = answer;
      this.#learnSession(exchange, answer);
      reply.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
      reply.end(answer.body);
    } catch (error) {
      // A server that was killed is no fault of this one.
      const isGone = /ECONNREFUSED|ECONNRESET|socket hang up/.test(String(error));
      if (!(error instanceof Cut) && !isGone) process.stderr.write(`hostile server: ${String(error)}\n`);
      reply.destroy();
    }
  }

  /** What never ends cannot be waited for: it goes through as it comes. */
  #passStream({ path, headers }: Exchange, reply: ServerResponse): void {
    const outgoing = request({
      host: 'localhost',
      port: this.#targetPort,
      path,
      headers: headersToPassOn(headers),
    });
    outgoing.on('response', (answer) => {
      if (answer.statusCode === 200) this.#streams.add(reply);
      reply.writeHead(answer.statusCode ?? 502, headersToPassOn(answer.headers));
      reply.flushHeaders();
      answer.on('error', () => reply.destroy());
      answer.pipe(reply);
    });
    outgoing.on('error', () => reply.destroy());
    reply.on('close', () => {
      this.#streams.delete(reply);
      outgoing.destroy();
    });
    outgoing.end();
  }

  async #read(incoming: IncomingMessage): Promise<Exchange> {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const session = headers.cookie;
    return {
      ...this.#findRoute(method, path),
      method,
      path,
      query: new URL(path, this.url).searchParams,
      headers,
      body: Buffer.concat(pieces),
      session,
      userId: session === undefined ? undefined : this.#usersBySession.get(session),
      answer: undefined,
    };
  }

  #answer(exchange: Exchange): Promise<Answer> {
    const chain = this.#rules
      .filter(({ concerns }) => concerns === 'everything' || concerns === exchange.endpoint)
      .reduceRight<Forward>(
        (next, { rule }) =>
          (changed) =>
            rule(exchange, (again) => next({ ...changed, ...again })),
        (changed) => this.#askRealServer(exchange, changed),
      );
    return chain();
  }

  async #askRealServer(exchange: Exchange, changed: Parameters<Forward>[0] = {}): Promise<Answer> {
    const { path = exchange.path, body = exchange.body } = changed;
    const headers = { ...headersToPassOn(exchange.headers), 'accept-encoding': 'identity' };
    const outgoing = request({
      host: 'localhost',
      port: this.#targetPort,
      method: exchange.method,
      path,
      headers: body.length > 0 ? { ...headers, 'content-length': body.length } : headers,
    });
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const pieces: Buffer[] = [];
    for await (const piece of answer) pieces.push(piece as Buffer);
    return new Answer(answer.statusCode ?? 502, headersToPassOn(answer.headers), Buffer.concat(pieces));
  }

  /** Sign-in and sign-up name the person to whom a cookie is given. */
  #learnSession({ endpoint }: Exchange, { status, headers, body }: Answer): void {
    if (status !== 200 || (endpoint !== 'loginFinish' && endpoint !== 'signUpFinish')) return;
    const [cookie] = [headers['set-cookie'] ?? []].flat();
    const session = String(cookie).split(';', 1)[0];
    const { userId } = JSON.parse(body.toString('utf8')) as { userId?: string };
    if (session && userId) this.#usersBySession.set(session, userId);
  }
}
