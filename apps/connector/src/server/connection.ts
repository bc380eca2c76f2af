import { type AccountId, CommonsealError, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { ApiClient, type CallInput, type Endpoint, type ReplyOf, endpoints } from '@commonseal/protocol/api';
import { signWriterChallenge } from '@commonseal/account-log/author';
import { type WriterSeed, writerIdOf } from '@commonseal/crypto/seal';
import { Stop } from '../stop.ts';
import { type RetryPolicy, withRetries } from './retry.ts';

/** A request that takes longer has lost its server; the largest one carries half a megabyte. */
const requestTimeoutMs = 120_000;
/** A server refuses what is signed with a time a day ahead, and what is signed for a place of the chain stays so. */
const mostAheadMs = 12 * 60 * 60 * 1000;
/** A fresh token that is refused again and again will not be taken the next time either. */
const maxSignIns = 4;

export interface ConnectionOptions {
  readonly server: string;
  readonly accountId: AccountId;
  readonly writerSeed: WriterSeed;
  readonly retries: RetryPolicy;
  readonly fetch?: typeof fetch;
}

/** Talks to the server as this connector: signs its challenge, keeps the token, signs anew when it has expired. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #client: ApiClient;
  #token: string | undefined;
  #signingIn: Promise<string> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#client = new ApiClient({
      baseUrl: options.server,
      fetch: options.fetch ?? fetch,
      headers: () => (this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
    });
  }

  /** @throws CommonsealError the server's answer, or `offline` when it did not come back in time */
  async call<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<ReplyOf<E>> {
    return withRetries(this.#options.retries, () => this.#callSignedIn(endpoint, input));
  }

  async #callSignedIn<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<ReplyOf<E>> {
    for (let attempt = 1; ; attempt += 1) {
      const token = this.#token ?? (await this.#signIn());
      try {
        return await this.#send(endpoint, input);
      } catch (error) {
        const hasExpired = error instanceof CommonsealError && error.code === 'unauthenticated';
        if (!hasExpired || attempt === maxSignIns) throw error;
        // Several uploads run at once: only the first one to notice gives the token up.
        if (this.#token === token) this.#token = undefined;
      }
    }
  }

  async #send<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<ReplyOf<E>> {
    // Not AbortSignal.timeout: its signals, and the requests they hold, stay in memory for all of that time.
    const timeout = new AbortController();
    const timer = setTimeout(
      () => timeout.abort(new DOMException('no answer in time', 'TimeoutError')),
      requestTimeoutMs,
    );
    try {
      return await this.#client.call(endpoint, { ...input, signal: timeout.signal });
    } finally {
      clearTimeout(timer);
    }
  }

  #signIn(): Promise<string> {
    this.#signingIn ??= this.#answerChallenge().finally(() => {
      this.#signingIn = undefined;
    });
    return this.#signingIn;
  }

  async #answerChallenge(): Promise<string> {
    const { accountId, writerSeed } = this.#options;
    const writerId = writerIdOf(writerSeed);
    const { challenge } = await this.#send(endpoints.writerChallenge, { body: { accountId, writerId } });
    const signature = signWriterChallenge(
      { accountId, writerId, challenge: parseBase64url(challenge) },
      writerSeed,
    );
    const { token, expiresAtMs } = await this.#send(endpoints.writerSession, {
      body: { accountId, writerId, challenge, signature: encodeBase64url(signature) },
    });
    if (Date.now() > expiresAtMs + mostAheadMs) {
      throw new Stop(
        'clock_ahead',
        "This machine's clock is far ahead of the server's. Set it right and run this again: nothing was signed.",
      );
    }
    this.#token = token;
    return token;
  }
}
