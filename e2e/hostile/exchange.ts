import type { IncomingHttpHeaders } from 'node:http';
import type { EndpointName } from '@commonseal/protocol/api';
import type { Answer } from './answer.ts';

/** One request of a client and what became of it. The hostile server forgets none. */
export interface Exchange {
  /** Undefined for everything outside the API: the page itself, its scripts. */
  readonly endpoint: EndpointName | undefined;
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The session that it came in; a new sign-in, on whatever device, is a new session. */
  readonly session: string | undefined;
  /** Who that is; known from the sign-in. */
  readonly userId: string | undefined;
  /** What the client was answered; undefined while it waits, and when the connection was cut. */
  answer: Answer | undefined;
}

/** Asks the real server; what is left out is as the client sent it. */
export type Forward = (changed?: { readonly path?: string; readonly body?: Uint8Array }) => Promise<Answer>;

/**
 * What the hostile server does with the requests of one kind: answers by itself, asks the real server and alters what
 * it says, asks it twice, waits, or throws `Cut`. A rule that wants to treat people differently looks at the exchange.
 */
export type Rule = (exchange: Exchange, forward: Forward) => Promise<Answer>;

/** Thrown by a rule: the connection ends without an answer. */
export class Cut extends Error {}
