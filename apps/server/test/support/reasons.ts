import { subscribe, unsubscribe } from 'node:diagnostics_channel';

const channel = 'tracing:fastify.request.handler:error';

/** Why handlers of this process refused, in the server's own words: one code stands for many reasons. */
export class Reasons {
  readonly #heard: string[] = [];
  readonly #listen = (message: unknown) => {
    const { error } = message as { readonly error?: unknown };
    if (error instanceof Error) this.#heard.push(error.message);
  };

  constructor() {
    subscribe(channel, this.#listen);
  }

  /** Those since it was last asked. */
  take(): string[] {
    return this.#heard.splice(0);
  }

  close(): void {
    unsubscribe(channel, this.#listen);
  }
}
