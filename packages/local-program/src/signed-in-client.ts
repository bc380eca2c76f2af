import { CommonsealError } from '@commonseal/protocol';
import { ApiClient, type CallInput, type Endpoint, type ReplyOf } from '@commonseal/protocol/api';
import { type RetryPolicy, withRetries } from './retry.ts';

/** A request that takes longer has lost its server; the largest one carries half a megabyte. */
const requestTimeoutMs = 120_000;
/** A fresh token that is refused again and again will not be taken the next time either. */
const maxSignIns = 4;

export interface SignedInOptions {
  /** Origin of the server. */
  readonly server: string;
  readonly retries: RetryPolicy;
  readonly fetch?: typeof fetch;
  /** @returns a bearer token; asked for again when it has expired */
  readonly signIn: (open: Pick<ApiClient, 'call'>) => Promise<string>;
}

/** Talks to the server as whoever signs its challenge: keeps the token, signs anew when it has expired. */
export class SignedInClient extends ApiClient {
  readonly #options: SignedInOptions;
  readonly #held: { token: string | undefined };
  #signingIn: Promise<string> | undefined;

  constructor(options: SignedInOptions) {
    const held: { token: string | undefined } = { token: undefined };
    super({
      baseUrl: options.server,
      fetch: options.fetch ?? fetch,
      headers: () => (held.token === undefined ? {} : { authorization: `Bearer ${held.token}` }),
    });
    this.#options = options;
    this.#held = held;
  }

  /** @throws CommonsealError the server's answer, or `offline` when it did not come back in time; what `signIn` throws */
  override call<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<ReplyOf<E>> {
    return withRetries(this.#options.retries, () => this.#callSignedIn(endpoint, input));
  }

  async #callSignedIn<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<ReplyOf<E>> {
    for (let attempt = 1; ; attempt += 1) {
      const token = this.#held.token ?? (await this.#signIn());
      try {
        return await this.#send(endpoint, input);
      } catch (error) {
        const hasExpired = error instanceof CommonsealError && error.code === 'unauthenticated';
        if (!hasExpired || attempt === maxSignIns) throw error;
        // Several requests run at once: only the first one to notice gives the token up.
        if (this.#held.token === token) this.#held.token = undefined;
      }
    }
  }

  async #send<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<ReplyOf<E>> {
    // Not AbortSignal.timeout: its signals, and the requests they hold, stay in memory for all of that time.
    const ending = new AbortController();
    const timer = setTimeout(
      () => ending.abort(new DOMException('no answer in time', 'TimeoutError')),
      requestTimeoutMs,
    );
    const { signal } = input;
    const cancel = () => ending.abort(signal?.reason);
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
    try {
      return await super.call(endpoint, { ...input, signal: ending.signal });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    }
  }

  #signIn(): Promise<string> {
    const open: Pick<ApiClient, 'call'> = { call: (endpoint, input) => this.#send(endpoint, input) };
    this.#signingIn ??= this.#options
      .signIn(open)
      .then((token) => {
        this.#held.token = token;
        return token;
      })
      .finally(() => {
        this.#signingIn = undefined;
      });
    return this.#signingIn;
  }
}
